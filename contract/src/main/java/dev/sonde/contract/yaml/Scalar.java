package dev.sonde.contract.yaml;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A single value, read from its text as written: YAML's own typing ({@code yes}, {@code 010}) has no say. Immutable. */
public final class Scalar<T> extends Shape<T> {
    /** Turns the text into the value. */
    @FunctionalInterface
    public interface Parser<T> {
        /** The value; never null. */
        T parse(String text) throws BadValueException;
    }

    private final String type;
    private final String expected;
    private final boolean secret;
    private final Parser<T> parser;

    private Scalar(String type, String expected, boolean secret, Parser<T> parser) {
        this.type = type;
        this.expected = expected;
        this.secret = secret;
        this.parser = parser;
    }

    /**
     * @param type a word for the reference
     * @param expected form and range, as it ends a message
     */
    public static <T> Scalar<T> of(String type, String expected, Parser<T> parser) {
        return new Scalar<>(type, expected, false, parser);
    }

    /** One whose text is never shown, whatever is wrong with it. */
    public static <T> Scalar<T> secret(String type, String expected, Parser<T> parser) {
        return new Scalar<>(type, expected, true, parser);
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public String expected() {
        return expected;
    }

    /** The value of a text that is known to be right, such as a default. */
    public T parse(String text) {
        try {
            return parser.parse(text);
        } catch (BadValueException e) {
            throw new IllegalArgumentException(text + " (expected: " + expected + ")", e);
        }
    }

    /** The value of a text that may be wrong. */
    public T tryParse(String text) throws BadValueException {
        return parser.parse(text);
    }

    @Override
    @Nullable
    T read(String name, Node node, Source source) {
        if (!(node instanceof ScalarNode scalar) || Source.isNothing(node)) {
            source.error(node, name + ": " + Source.kindOf(node), expected);
            return null;
        }
        try {
            return parser.parse(scalar.getValue());
        } catch (BadValueException e) {
            String complaint = e.complaint();
            if (complaint == null) {
                complaint = secret ? "not of the right form" : Source.shown(scalar.getValue());
            }
            String instead = e.expected();
            source.error(node, name + ": " + complaint, instead == null ? expected : instead);
            return null;
        }
    }
}
