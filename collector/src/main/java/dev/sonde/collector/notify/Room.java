package dev.sonde.collector.notify;

import java.util.List;

/**
 * How much a message may say, so that its body stays small whatever the configuration and the target's answers hold.
 * Immutable.
 *
 * @param failures most failures shown
 * @param causes most causes shown, those that fire first
 * @param changes most changes shown
 * @param entries most labels, locations, reasons, phases and burn rates shown, of each
 * @param characters longest free text
 */
record Room(int failures, int causes, int changes, int entries, int characters) {
    /** From all that is known to what is bound to fit. */
    static final List<Room> SHRINKING = List.of(
            new Room(5, 40, 40, 64, 500),
            new Room(3, 20, 20, 32, 200),
            new Room(1, 10, 10, 16, 100),
            new Room(0, 5, 5, 8, 60),
            new Room(0, 1, 1, 0, 20));

    /** Whether something may have been left out. */
    boolean isShrunk() {
        return !equals(SHRINKING.get(0));
    }

    /** The text, or its beginning with an ellipsis; never half a character. */
    String cut(String text) {
        if (text.codePointCount(0, text.length()) <= characters) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, characters)) + "\u2026";
    }
}
