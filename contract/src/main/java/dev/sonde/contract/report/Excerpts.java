package dev.sonde.contract.report;

import java.util.ArrayList;
import java.util.List;

/** Texts from outside made fit to be kept and printed: bounded, and without what could move a terminal's cursor. Pure. */
final class Excerpts {
    private Excerpts() {}

    /** At most so many characters, never half of a pair. */
    static String atMost(String text, int chars) {
        if (text.length() <= chars) {
            return text;
        }
        // A pair of surrogates is one character to the reader: not half of it.
        return text.substring(0, Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars);
    }

    /** One line: control characters become spaces. */
    static String line(String text, int chars) {
        return printable(atMost(text, chars), false);
    }

    /** Several lines: control characters other than line ends and tabs become spaces. */
    static String lines(String text, int chars) {
        return printable(atMost(text, chars), true);
    }

    /** The first so many. */
    static <T> List<T> first(List<T> items, int most) {
        return items.size() <= most ? List.copyOf(items) : List.copyOf(new ArrayList<>(items.subList(0, most)));
    }

    private static String printable(String text, boolean lines) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPrintable(text, i, lines)) {
                return replaced(text, lines);
            }
        }
        return text;
    }

    private static String replaced(String text, boolean lines) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            clean.append(isPrintable(text, i, lines) ? letter : Character.isSurrogate(letter) ? '?' : ' ');
        }
        return clean.toString();
    }

    /** A surrogate without its other half could be written nowhere as it is. */
    private static boolean isPrintable(String text, int at, boolean lines) {
        char letter = text.charAt(at);
        if (Character.isHighSurrogate(letter)) {
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(letter)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        }
        return !Character.isISOControl(letter) || (lines && (letter == '\n' || letter == '\t'));
    }
}
