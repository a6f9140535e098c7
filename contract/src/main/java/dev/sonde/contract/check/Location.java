package dev.sonde.contract.check;

import java.util.regex.Pattern;

/** A place from which checks run: 1 to 63 of {@code [a-z0-9-]}. */
public record Location(String value) implements Comparable<Location> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,63}");

    /** The location of {@code run} unless another is given. */
    public static final Location LOCAL = new Location("local");

    public Location {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("location: " + value + " (expected: 1 to 63 of a-z, 0-9 and -)");
        }
    }

    /** Whether a text is a valid location. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(Location other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
