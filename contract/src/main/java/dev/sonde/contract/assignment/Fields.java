package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Plan;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Fields of the forms that many records have, written and read. */
final class Fields {
    static final Duration NANO = Duration.ofNanos(1);

    private Fields() {}

    /** Writes one item of a list. */
    @FunctionalInterface
    interface ItemWriter<T> {
        void write(T item, JsonGenerator json) throws IOException;
    }

    static void writeOptional(String name, @Nullable String text, JsonGenerator json) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }

    static @Nullable String optionalText(JsonValue json, String name) throws InvalidAssignmentException {
        JsonValue value = json.find(name);
        return value == null ? null : value.text();
    }

    static void writeSeconds(String name, Duration duration, JsonGenerator json) throws IOException {
        json.writeNumberField(name, seconds(duration));
    }

    static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds())
                .add(BigDecimal.valueOf(duration.getNano(), 9))
                .stripTrailingZeros();
    }

    /** A time limit that may be absent. */
    static @Nullable Duration optionalLimit(JsonValue json, String name) throws InvalidAssignmentException {
        JsonValue value = json.find(name);
        return value == null ? null : value.seconds(NANO, Plan.MAX_TIMEOUT);
    }

    static <T> void writeList(String name, List<T> items, JsonGenerator json, ItemWriter<T> writer) throws IOException {
        json.writeArrayFieldStart(name);
        for (T item : items) {
            writer.write(item, json);
        }
        json.writeEndArray();
    }

    /** A list of objects. */
    static <T> void writeObjects(String name, List<T> items, JsonGenerator json, ItemWriter<T> writer)
            throws IOException {
        writeList(name, items, json, (item, out) -> {
            out.writeStartObject();
            writer.write(item, out);
            out.writeEndObject();
        });
    }

    /** One of a closed set of words. */
    static <T> T word(JsonValue json, T[] choices, Function<T, String> label) throws InvalidAssignmentException {
        String text = json.text();
        for (T choice : choices) {
            if (label.apply(choice).equals(text)) {
                return choice;
            }
        }
        throw json.invalid(
                JsonValue.shown(text), Arrays.stream(choices).map(label).collect(Collectors.joining(", ")));
    }

    /** The same, or null if it is absent. */
    static <T> @Nullable T optionalWord(JsonValue json, String name, T[] choices, Function<T, String> label)
            throws InvalidAssignmentException {
        JsonValue value = json.find(name);
        return value == null ? null : word(value, choices, label);
    }
}
