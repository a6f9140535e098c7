package dev.sonde.agent.probe.run;

import java.util.Comparator;
import java.util.List;

/** The secret values a run uses, kept only to take them out of what people are told. Printing shows none. Immutable. */
public final class Masks {
    /** Masks nothing. */
    public static final Masks NONE = new Masks(List.of());

    /** Shorter values are too likely to occur by chance; masking them would tear messages apart. */
    private static final int LEAST_CHARACTERS = 3;

    private static final String MASK = "***";

    private final List<String> values;

    /** @param values those under three characters are left to chance */
    public Masks(List<String> values) {
        this.values = values.stream()
                .filter(value -> value.length() >= LEAST_CHARACTERS)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The text with every secret value replaced. */
    public String apply(String text) {
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        return masked;
    }

    @Override
    public String toString() {
        return values.size() + " masks";
    }
}
