package dev.sonde.contract.yaml;

import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A single value, read from its text as written: YAML's own typing ({@code yes}, {@code 010}) has no say. Immutable. */
public final class Scalar<T> extends Shape<T> {
    /** Turns the text into the value. */
    @FunctionalInterface
    public interface Parser<T> {
        /** The value; never null. */
        T parse(String text) throws BadValueException;
    }

    /** Says what is wrong with a text of the right form; null if nothing is. */
    @FunctionalInterface
    interface Complaint {
        @Nullable
        String about(String text, ExpressionCheck expressions);
    }

    private final String type;
    private final String expected;
    private final boolean secret;
    private final Form form;
    private final Parser<T> parser;
    private final @Nullable Function<byte[], T> ofBytes;
    private final @Nullable Complaint complaint;

    private Scalar(
            String type,
            String expected,
            boolean secret,
            Form form,
            Parser<T> parser,
            @Nullable Function<byte[], T> ofBytes,
            @Nullable Complaint complaint) {
        this.type = type;
        this.expected = expected;
        this.secret = secret;
        this.form = form;
        this.parser = parser;
        this.ofBytes = ofBytes;
        this.complaint = complaint;
    }

    /**
     * One of which a schema says nothing.
     *
     * @param type a word for the reference
     * @param expected form and range, as it ends a message
     */
    public static <T> Scalar<T> of(String type, String expected, Parser<T> parser) {
        return of(type, expected, Form.ANY, parser);
    }

    /**
     * @param type a word for the reference
     * @param expected form and range, as it ends a message
     * @param form what a schema says of it
     */
    public static <T> Scalar<T> of(String type, String expected, Form form, Parser<T> parser) {
        return new Scalar<>(type, expected, false, form, parser, null, null);
    }

    /** One that may also be written as {@code !!binary} in Base64, in a file that was written for another program. */
    public static <T> Scalar<T> textOrBytes(
            String type, String expected, Parser<T> parser, Function<byte[], T> ofBytes) {
        return new Scalar<>(type, expected, false, Form.ANY, parser, ofBytes, null);
    }

    /** One whose text is never shown, whatever is wrong with it. */
    public static <T> Scalar<T> secret(String type, String expected, Parser<T> parser) {
        return secret(type, expected, Form.ANY, parser);
    }

    /** The same, of which a schema says something. */
    public static <T> Scalar<T> secret(String type, String expected, Form form, Parser<T> parser) {
        return new Scalar<>(type, expected, true, form, parser, null, null);
    }

    /** The same, but texts of the right form are looked at once more while a configuration is read. */
    Scalar<T> checked(Complaint more) {
        return new Scalar<>(type, expected, secret, form, parser, ofBytes, more);
    }

    /** Whether its text must never be shown. */
    public boolean isSecret() {
        return secret;
    }

    /** What a schema can say of it. */
    public Form form() {
        return form;
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
            T value = ofBytes != null && Tag.BINARY.equals(node.getTag())
                    ? binary(scalar, ofBytes)
                    : parser.parse(scalar.getValue());
            String wrong = complaint == null
                    ? null
                    : complaint.about(scalar.getValue(), source.problems().expressions());
            if (wrong != null) {
                throw new BadValueException(wrong, null);
            }
            return value;
        } catch (BadValueException e) {
            String seen = e.complaint();
            if (seen == null) {
                seen = secret ? "not of the right form" : Source.shown(scalar.getValue());
            }
            String instead = e.expected();
            source.error(node, name + ": " + seen, instead == null ? expected : instead);
            return null;
        }
    }

    private static <T> T binary(ScalarNode scalar, Function<byte[], T> ofBytes) throws BadValueException {
        try {
            return ofBytes.apply(Base64.getMimeDecoder().decode(scalar.getValue()));
        } catch (IllegalArgumentException e) {
            throw new BadValueException(null, "Base64 after !!binary");
        }
    }
}
