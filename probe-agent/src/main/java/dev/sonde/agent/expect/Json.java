package dev.sonde.agent.expect;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON that a stranger wrote, as maps, lists, texts, booleans and whatever {@link Values} makes of numbers and of
 * {@code null}. Depth, number of values and length of numbers are bounded, so that no document can exhaust stack or
 * memory; of a name that occurs twice the last value counts. Stateless; any thread.
 */
final class Json {
    /** Deepest nesting of objects and lists. */
    static final int MAX_DEPTH = 100;

    /** Most values and names in a document, those that hold others included. */
    static final int MAX_VALUES = 250_000;

    /** Longest number, in characters. */
    static final int MAX_NUMBER = 200;

    /** Longest single text, in characters. */
    static final int MAX_TEXT = 16 * 1024 * 1024;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // a table of a stranger's names only grows
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(MAX_TEXT)
                    .build())
            .build();

    /** Longest document that an event loop can read. */
    private static final int QUICK_BYTES = 4 * 1024;

    private final JsonParser parser;
    private final Values values;
    private int valuesLeft = MAX_VALUES;

    private Json(JsonParser parser, Values values) {
        this.parser = parser;
        this.values = values;
    }

    /** What numbers and {@code null} become. */
    interface Values {
        /** Throws NumberFormatException if the number is beyond what can be held. */
        Object number(String literal);

        Object nothing();
    }

    /** A text is no JSON, or more of it than is read. The message says which, for people. */
    static final class NotReadableException extends Exception {
        private static final long serialVersionUID = 1L;

        NotReadableException(String message) {
            super(message, null, false, false);
        }
    }

    /** The first reading loads classes for tens of milliseconds: better here, where expectations are compiled. */
    static void warmUp(Values values) {
        try {
            Object ignored = read("{\"a\":[1.5,\"b\",true,null]}", values);
        } catch (NotReadableException e) {
            throw new IllegalStateException("that is JSON", e);
        }
    }

    /** Whether an event loop can read it. */
    static boolean isQuick(Body body) {
        return body.length() <= QUICK_BYTES;
    }

    /** The one value that the text holds. */
    static Object read(String text, Values values) throws NotReadableException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            Json json = new Json(parser, values);
            if (parser.nextToken() == null) {
                throw new NotReadableException("empty");
            }
            Object root = json.value();
            if (parser.nextToken() != null) {
                throw new NotReadableException("more than one JSON value" + at(parser.currentTokenLocation()));
            }
            return root;
        } catch (StreamConstraintsException e) {
            throw new NotReadableException("deeper than " + MAX_DEPTH + " levels, or a text or number too long");
        } catch (JacksonException e) {
            throw new NotReadableException("not JSON: " + Excerpt.of(essence(e)) + at(e.getLocation()));
        } catch (NumberFormatException e) {
            throw new NotReadableException("a number out of all range");
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    /** What the parser found, without all that it would have liked to find. */
    private static String essence(JacksonException e) {
        String said = e.getOriginalMessage().lines().findFirst().orElse("");
        return said.replaceFirst(": (was expecting|expected).*", "").replaceFirst(" \\(code [0-9]+[^)]*\\)", "");
    }

    private static String at(JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** The value whose first token is the current one. The parser bounds the depth. */
    private Object value() throws IOException, NotReadableException {
        if (--valuesLeft < 0) {
            throw new NotReadableException("more than " + MAX_VALUES + " values");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> list();
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> values.number(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> values.nothing();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("a parser of text gives no such value");
        };
    }

    private Map<String, Object> object() throws IOException, NotReadableException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value());
        }
        return object;
    }

    private List<Object> list() throws IOException, NotReadableException {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value());
        }
        return list;
    }
}
