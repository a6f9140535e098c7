package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value in a JSON document together with its path, so that whoever misses something can say where. Holds a text, a
 * decimal, a boolean, a list, a map, or null. Immutable.
 */
final class JsonValue {
    private static final int LONGEST_SHOWN = 80;
    private static final int NANO_DIGITS = 9;

    private final String path;
    private final @Nullable Object value;

    private JsonValue(String path, @Nullable Object value) {
        this.path = path;
        this.value = value;
    }

    /** Reads each element of a list. */
    interface ItemReader<T> {
        T read(JsonValue item) throws InvalidAssignmentException;
    }

    /** The one value that the parser's input holds. */
    static JsonValue parse(JsonParser parser) throws IOException, InvalidAssignmentException {
        if (parser.nextToken() == null) {
            throw new InvalidAssignmentException("$: nothing (expected: a JSON object)");
        }
        JsonValue root = new JsonValue("$", tree(parser));
        if (parser.nextToken() != null) {
            throw new InvalidAssignmentException("$: more behind the end (expected: one JSON object)");
        }
        return root;
    }

    /** A text as it may be shown in a message: one line, not too long. */
    static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "...";
    }

    /** The exception for this value. */
    InvalidAssignmentException invalid(String found, String expected) {
        return new InvalidAssignmentException(path + ": " + found + " (expected: " + expected + ")");
    }

    /** A field that must be there. */
    JsonValue field(String name) throws InvalidAssignmentException {
        JsonValue field = find(name);
        if (field == null) {
            throw new InvalidAssignmentException(path + "." + name + ": missing (expected: a value)");
        }
        return field;
    }

    /** A field, or null if it is absent or null. */
    @Nullable
    JsonValue find(String name) throws InvalidAssignmentException {
        Object field = object().get(name);
        return field == null ? null : new JsonValue(path + "." + name, field);
    }

    Set<String> fieldNames() throws InvalidAssignmentException {
        return object().keySet();
    }

    String text() throws InvalidAssignmentException {
        if (value instanceof String text) {
            return text;
        }
        throw invalid(kind(), "a text");
    }

    boolean bool() throws InvalidAssignmentException {
        if (value instanceof Boolean bool) {
            return bool;
        }
        throw invalid(kind(), "true or false");
    }

    /** A text that a constructor accepts; its message says what is wrong, the text itself is not shown. */
    <T> T parsed(Function<String, T> make) throws InvalidAssignmentException {
        String text = text();
        try {
            return make.apply(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidAssignmentException(path + ": " + shown(String.valueOf(e.getMessage())));
        }
    }

    /** What a constructor makes of parts read before; its message says what is wrong with them together. */
    <T> T checked(Supplier<T> make) throws InvalidAssignmentException {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidAssignmentException(path + ": " + shown(String.valueOf(e.getMessage())));
        }
    }

    long whole(long min, long max) throws InvalidAssignmentException {
        BigDecimal number = number();
        if (number.compareTo(BigDecimal.valueOf(min)) < 0
                || number.compareTo(BigDecimal.valueOf(max)) > 0
                || number.stripTrailingZeros().scale() > 0) {
            throw invalid(shown(number.toString()), "a whole number, " + min + " to " + max);
        }
        return number.longValueExact();
    }

    /** Seconds, exact to the nanosecond. */
    Duration seconds(Duration min, Duration max) throws InvalidAssignmentException {
        BigDecimal number = number();
        BigDecimal exact = number.stripTrailingZeros();
        if (exact.compareTo(decimal(min)) < 0 || exact.compareTo(decimal(max)) > 0 || exact.scale() > NANO_DIGITS) {
            throw invalid(
                    shown(number.toString()),
                    decimal(min).toPlainString() + " to " + decimal(max).toPlainString()
                            + " seconds, at most 9 decimals");
        }
        return Duration.ofSeconds(exact.longValue())
                .plusNanos(exact.remainder(BigDecimal.ONE)
                        .movePointRight(NANO_DIGITS)
                        .intValueExact());
    }

    /** A share of a whole: 0 to 1, exact. */
    BigDecimal share() throws InvalidAssignmentException {
        BigDecimal number = number();
        if (number.signum() < 0 || number.compareTo(BigDecimal.ONE) > 0) {
            throw invalid(shown(number.toString()), "0 to 1");
        }
        return number;
    }

    <T> List<T> items(ItemReader<T> reader) throws InvalidAssignmentException {
        if (!(value instanceof List<?> list)) {
            throw invalid(kind(), "a list");
        }
        List<T> items = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            items.add(reader.read(new JsonValue(path + "[" + i + "]", list.get(i))));
        }
        return items;
    }

    private BigDecimal number() throws InvalidAssignmentException {
        if (value instanceof BigDecimal number) {
            return number;
        }
        throw invalid(kind(), "a number");
    }

    @SuppressWarnings("unchecked")
    private Map<String, @Nullable Object> object() throws InvalidAssignmentException {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw invalid(kind(), "an object");
    }

    private String kind() {
        if (value instanceof String) {
            return "a text";
        }
        if (value instanceof BigDecimal number) {
            return shown(number.toString());
        }
        if (value instanceof List<?>) {
            return "a list";
        }
        return value instanceof Map<?, ?> ? "an object" : String.valueOf(value);
    }

    private static BigDecimal decimal(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
        return seconds.signum() == 0 ? BigDecimal.ZERO : seconds.stripTrailingZeros();
    }

    /** The parser bounds the depth. */
    private static @Nullable Object tree(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, tree(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(tree(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("a parser of text gives no such value");
        };
    }
}
