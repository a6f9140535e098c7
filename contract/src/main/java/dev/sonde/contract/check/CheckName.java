package dev.sonde.contract.check;

import java.util.regex.Pattern;

/** A check's unique name: 1 to 63 of {@code [a-z0-9-]}. */
public record CheckName(String value) implements Comparable<CheckName> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,63}");

    public CheckName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("check name: " + value + " (expected: 1 to 63 of a-z, 0-9 and -)");
        }
    }

    /** Whether a text is a valid name. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(CheckName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
