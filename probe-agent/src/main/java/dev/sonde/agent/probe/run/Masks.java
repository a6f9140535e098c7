package dev.sonde.agent.probe.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The secret values a run uses, kept only to take them out of what people are told: whole, with their white space run
 * together as an excerpt has it, or with their end cut off by an excerpt. Printing shows none. Immutable.
 */
public final class Masks {
    /** Masks nothing. */
    public static final Masks NONE = new Masks(List.of());

    /** Shorter values are too likely to occur by chance; masking them would tear messages apart. */
    private static final int LEAST_CHARACTERS = 3;

    private static final String MASK = "***";
    private static final char CUT = '…';

    private final List<String> values;

    /** @param values those under three characters are left to chance */
    public Masks(List<String> values) {
        this.values = values.stream()
                .flatMap(value -> Stream.of(value, onOneLine(value)))
                .filter(value -> value.length() >= LEAST_CHARACTERS)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The same, and one more. */
    Masks with(String value) {
        List<String> more = new ArrayList<>(values);
        more.add(value);
        return new Masks(more);
    }

    /** The text with every secret value replaced. */
    public String apply(String text) {
        String masked = text;
        for (String value : values) {
            masked = withoutBeginning(masked.replace(value, MASK), value);
        }
        return masked;
    }

    /** The text without the first part of a value wherever it is cut off. */
    private static String withoutBeginning(String text, String value) {
        String masked = text;
        for (int cut = masked.indexOf(CUT); cut >= 0; cut = masked.indexOf(CUT, cut + 1)) {
            int length = Math.min(value.length() - 1, cut);
            while (length >= LEAST_CHARACTERS && !masked.startsWith(value.substring(0, length), cut - length)) {
                length--;
            }
            if (length >= LEAST_CHARACTERS) {
                masked = masked.substring(0, cut - length) + MASK + masked.substring(cut);
                cut += MASK.length() - length;
            }
        }
        return masked;
    }

    private static String onOneLine(String value) {
        return value.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    }

    @Override
    public String toString() {
        return values.size() + " masks";
    }
}
