package dev.sonde.contract.yaml;

import java.util.Comparator;

/**
 * Where something is written.
 *
 * @param file as the operator would open it
 * @param line from 1
 * @param column from 1, in characters
 */
public record Place(String file, int line, int column) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::file).thenComparingInt(Place::line).thenComparingInt(Place::column);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    /** How to say this place in a message about another: by line in the same file, in full otherwise. */
    public String seenFrom(Place other) {
        return file.equals(other.file) ? "line " + line : file + ":" + line;
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
