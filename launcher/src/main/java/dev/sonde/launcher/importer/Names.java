package dev.sonde.launcher.importer;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Gives things names of ours: 1 to 63 of a-z, 0-9 and -, each once. One thread. */
final class Names {
    private static final int LONGEST = 63;

    private final Set<String> taken = new HashSet<>();

    /** The first of the wishes that is free, else the last with a number. */
    String take(String... wishes) {
        for (String wish : wishes) {
            String name = form(wish);
            if (taken.add(name)) {
                return name;
            }
        }
        String last = form(wishes[wishes.length - 1]);
        for (int number = 2; ; number++) {
            String suffix = "-" + number;
            String name = last.substring(0, Math.min(last.length(), LONGEST - suffix.length())) + suffix;
            if (taken.add(name)) {
                return name;
            }
        }
    }

    /** What a URL is called: host and path without the scheme. */
    static String ofUrl(String url) {
        return form(UserInfo.shown(url).replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://", ""));
    }

    /** Any text as a name; {@code check} if nothing of it is left. */
    static String form(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{M}+", "")
                .replaceAll("[^a-z0-9]+", "-");
        String cut = trimmed(plain);
        String name = trimmed(cut.substring(0, Math.min(cut.length(), LONGEST)));
        return name.isEmpty() ? "check" : name;
    }

    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        Predicate<Integer> dash = at -> text.charAt(at) == '-';
        while (from < to && dash.test(from)) {
            from++;
        }
        while (to > from && dash.test(to - 1)) {
            to--;
        }
        return text.substring(from, to);
    }
}
