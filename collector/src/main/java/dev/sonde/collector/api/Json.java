package dev.sonde.collector.api;

import dev.sonde.collector.slo.DurationText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The forms of values in answers: times RFC 3339 UTC to the millisecond, durations in seconds as numbers, null for what is
 * not known. Pure; any thread.
 */
final class Json {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    /** Beyond thirty years a fraction of a second is noise. */
    private static final long EXACT_SECONDS = NANOS_PER_SECOND;

    private Json() {}

    static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static @Nullable Number seconds(@Nullable Duration duration) {
        if (duration == null) {
            return null;
        }
        long seconds = duration.getSeconds();
        int nanos = duration.getNano();
        if (nanos == 0 || Math.abs(seconds) > EXACT_SECONDS) {
            return seconds;
        }
        return (seconds * NANOS_PER_SECOND + nanos) / (double) NANOS_PER_SECOND;
    }

    static double seconds(long micros) {
        return micros / 1e6;
    }

    static @Nullable Double number(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    static JsonObject labels(Map<String, String> labels) {
        JsonObject object = new JsonObject();
        labels.forEach(object::put);
        return object;
    }

    /** Burn rates under their windows as people write them: {@code 5m}, {@code 1h}. */
    static JsonObject byWindow(Map<Duration, Double> rates) {
        JsonObject object = new JsonObject();
        rates.forEach((window, rate) -> object.put(DurationText.of(window), rate));
        return object;
    }

    static <T> JsonArray array(List<T> items, Function<T, JsonObject> form) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(form.apply(item)));
        return array;
    }
}
