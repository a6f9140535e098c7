package dev.sonde.launcher.importer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as Go and Prometheus write them: {@code 1h30m}, {@code 1.5s}, {@code 1d}. Pure. */
final class GoDuration {
    private static final Pattern PIECE = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h|d|w|y)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L,
            "w", 604_800_000_000_000L,
            "y", 31_536_000_000_000_000L);

    private GoDuration() {}

    /** The duration; null if the text is none, or is negative. */
    static @Nullable Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher pieces = PIECE.matcher(text);
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (pieces.lookingAt()) {
            long unit = NANOS.getOrDefault(pieces.group(2), 0L);
            nanos = nanos.add(new BigDecimal(pieces.group(1)).multiply(BigDecimal.valueOf(unit)));
            at = pieces.end();
            pieces.region(at, text.length());
        }
        boolean whole = at == text.length() && at > 0 && nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0;
        return whole ? Duration.ofNanos(nanos.setScale(0, RoundingMode.HALF_UP).longValueExact()) : null;
    }
}
