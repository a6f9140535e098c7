package dev.sonde.launcher.importer;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/** The patterns of Gatus's {@code pat(..)}: {@code *}, {@code ?}, {@code [..]} and a backslash. Pure. */
final class Glob {
    private Glob() {}

    /** As an RE2 expression without anchors. */
    static String expression(String glob) {
        StringBuilder made = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            int close = c == '[' ? glob.indexOf(']', i + 2) : -1;
            if (c == '*') {
                made.append(".*");
            } else if (c == '?') {
                made.append('.');
            } else if (c == '\\' && i + 1 < glob.length()) {
                made.append(Pattern.quote(String.valueOf(glob.charAt(++i))));
            } else if (close > 0) {
                made.append(glob, i, close + 1);
                i = close;
            } else {
                made.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return made.toString();
    }

    /** The text between two stars, if that is all of it; null for any other pattern. */
    static @Nullable String contained(String glob) {
        if (glob.length() < 3 || !glob.startsWith("*") || !glob.endsWith("*")) {
            return null;
        }
        String inner = glob.substring(1, glob.length() - 1);
        return inner.chars().anyMatch(c -> "*?[\\".indexOf(c) >= 0) ? null : inner;
    }
}
