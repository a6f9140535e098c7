package dev.sonde.launcher.importer;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as blackbox_exporter writes them: {@code 10MB}, {@code 1MiB}, {@code 512}. Units with and without i are powers of 1024. */
final class GoSize {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})(?:([KMGT])i?)?B?");
    private static final Map<String, Integer> SHIFTS = Map.of("K", 10, "M", 20, "G", 30, "T", 40);

    private GoSize() {}

    /** In bytes; -1 if it is none. */
    static long parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return -1;
        }
        int shift = matcher.group(2) == null ? 0 : SHIFTS.getOrDefault(matcher.group(2), 0);
        long number = Long.parseLong(matcher.group(1));
        return number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift;
    }

    /** As one of ours, at most 1 GiB. */
    static String written(long bytes) {
        return dev.sonde.contract.yaml.Scalars.formatSize(Math.min(bytes, 1L << 30));
    }
}
