package dev.sonde.contract.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key of a block, described once. Immutable; compared by identity.
 *
 * @param <T> what its value is read as
 */
public final class Key<T> {
    private final String name;
    private final Shape<T> shape;
    private final boolean required;
    private final @Nullable T fallback;
    private final String fallbackText;
    private final String text;

    private Key(String name, Shape<T> shape, boolean required, @Nullable T fallback, String fallbackText, String text) {
        this.name = name;
        this.shape = shape;
        this.required = required;
        this.fallback = fallback;
        this.fallbackText = fallbackText;
        this.text = text;
    }

    /** A key that must be written. */
    public static <T> Key<T> required(String name, Shape<T> shape, String text) {
        return new Key<>(name, shape, true, null, "", text);
    }

    /** A key that may be left out, and then has no value. */
    public static <T> Key<T> optional(String name, Shape<T> shape, String text) {
        return new Key<>(name, shape, false, null, "", text);
    }

    /** A key that may be left out, and then has the value of this text. */
    public static <T> Key<T> withDefault(String name, Scalar<T> shape, String written, String text) {
        return new Key<>(name, shape, false, shape.parse(written), written, text);
    }

    /** A list that may be left out, and then holds the one item of this text. */
    public static <T> Key<List<T>> withDefaultItem(String name, ListShape<T> shape, String written, String text) {
        if (!(shape.item() instanceof Scalar<T> item)) {
            throw new IllegalArgumentException(name + ": a default for a list of blocks");
        }
        return new Key<>(name, shape, false, List.of(item.parse(written)), written, text);
    }

    public String name() {
        return name;
    }

    public Shape<T> shape() {
        return shape;
    }

    public boolean isRequired() {
        return required;
    }

    /** The value when left out; null if there is none. */
    public @Nullable T fallback() {
        return fallback;
    }

    /** The value when left out, as it would be written; empty if there is none. */
    public String fallbackText() {
        return fallbackText;
    }

    /** What it means, for the reference: starts small, no full stop at its end. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return name;
    }
}
