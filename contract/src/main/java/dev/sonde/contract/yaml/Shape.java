package dev.sonde.contract.yaml;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * What may be written in a place: a single value, a list, a mapping of free names, or a block of known keys. Described as
 * data; reader, hints and reference all come from it. Immutable.
 *
 * @param <T> what it is read as
 */
public abstract sealed class Shape<T> permits Scalar, ListShape, MapShape, Block {
    /** The type in a word or two, for the reference. */
    public abstract String type();

    /** What must be written, as it ends a message. */
    public abstract String expected();

    /**
     * Reads a node, noting what is wrong with it.
     *
     * @param name how messages call it
     * @return null if it cannot be used at all
     */
    abstract @Nullable T read(String name, Node node, Source source);
}
