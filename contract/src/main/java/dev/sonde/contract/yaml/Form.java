package dev.sonde.contract.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a schema can say of a single value: never less than the reader allows, so that an editor complains of nothing that
 * would be read. Patterns keep to what ECMA 262 and RE2 have in common, and hold for the whole text. Immutable.
 */
public sealed interface Form {
    /** Any text, an empty one included. */
    Form ANY = new Text(0, Integer.MAX_VALUE, null, null, List.of());

    /** One of these words. */
    record Words(List<String> words) implements Form {
        public Words {
            words = List.copyOf(words);
        }
    }

    /** {@code true} or {@code false}. */
    record Truth() implements Form {}

    /** A whole number, both ends included. */
    record Whole(long least, long most) implements Form {}

    /** A decimal above 0, at most this. */
    record Decimal(int most) implements Form {}

    /**
     * A text.
     *
     * @param shortest in code points
     * @param longest in code points
     * @param pattern null for any
     * @param number which plain numbers are such a text as well; null: those whose digits match the pattern
     * @param taken texts that are refused all the same
     */
    record Text(
            int shortest,
            int longest,
            @Nullable String pattern,
            @Nullable Whole number,
            List<String> taken) implements Form {
        public Text {
            taken = List.copyOf(taken);
        }
    }

    /** A text of this form. */
    static Form matching(String pattern) {
        return new Text(0, Integer.MAX_VALUE, pattern, null, List.of());
    }

    /** A text of this form, which may be written as a number in this range as well. */
    static Form matching(String pattern, long least, long most) {
        return new Text(0, Integer.MAX_VALUE, pattern, new Whole(least, most), List.of());
    }

    /** A text so long. */
    static Form text(int shortest, int longest) {
        return new Text(shortest, longest, null, null, List.of());
    }

    /** A text so long and of this form. */
    static Form text(int shortest, int longest, String pattern) {
        return new Text(shortest, longest, pattern, null, List.of());
    }

    /** A text of this form, except these. */
    static Form matchingBut(String pattern, List<String> taken) {
        return new Text(0, Integer.MAX_VALUE, pattern, null, taken);
    }
}
