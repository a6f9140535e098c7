package dev.sonde.contract.yaml;

import java.util.ArrayList;
import java.util.List;

/**
 * A range of whole numbers as a regular expression over their digits, without leading zeros: what a schema needs where a
 * unit follows. The range is cut into pieces in which the first digits are fixed, one digit varies and the rest is free.
 */
final class NumberPattern {
    private NumberPattern() {}

    /** An alternative without parentheses, such as {@code [5-9]|[1-9][0-9]|100}; both ends included, neither negative. */
    static String of(long least, long most) {
        List<String> pieces = new ArrayList<>();
        long from = least;
        while (from <= most) {
            long to = endOfPiece(from, most);
            pieces.add(piece(Long.toString(from), Long.toString(to)));
            from = to + 1;
        }
        return String.join("|", pieces);
    }

    /** The last number of the longest piece that begins here: all of one length, one digit varies, those after it are free. */
    private static long endOfPiece(long from, long most) {
        long size = 1;
        while (from / 10 >= size && from % (size * 10) == 0 && most - from >= size * 10 - 1) {
            size *= 10;
        }
        long digit = from / size % 10;
        long steps = Math.min(10 - digit, (most - from + 1) / size);
        return from + steps * size - 1;
    }

    /** Both of one length, alike up to the digit that varies; what follows goes from all zeros to all nines. */
    private static String piece(String from, String to) {
        int at = 0;
        while (at < from.length() && from.charAt(at) == to.charAt(at)) {
            at++;
        }
        StringBuilder pattern = new StringBuilder(from.substring(0, at));
        if (at < from.length()) {
            pattern.append('[')
                    .append(from.charAt(at))
                    .append('-')
                    .append(to.charAt(at))
                    .append(']');
            int free = from.length() - at - 1;
            pattern.append(free == 0 ? "" : free == 1 ? "[0-9]" : "[0-9]{" + free + "}");
        }
        return pattern.toString();
    }
}
