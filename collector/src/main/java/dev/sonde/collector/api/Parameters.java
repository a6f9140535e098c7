package dev.sonde.collector.api;

import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A request's query parameters, read strictly: an unknown or repeated one is an error, not silence. Immutable. */
final class Parameters {
    static final Parameters NONE = new Parameters(Map.of());
    private static final int MAX_PERCENTILES = 20;

    /** RFC 3339 has years of four digits; what Java reads beyond them overflows milliseconds. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant BEHIND_LAST = Instant.parse("+10000-01-01T00:00:00Z");

    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    /** The parameters, each allowed and given once. */
    static Parameters of(MultiMap query, Set<String> allowed) throws Refusal {
        Map<String, String> values = new TreeMap<>();
        for (Map.Entry<String, String> entry : query) {
            if (!allowed.contains(entry.getKey())) {
                throw Refusal.ofParameter(
                        entry.getKey(),
                        entry.getValue(),
                        allowed.isEmpty()
                                ? "no parameters here"
                                : "one of " + String.join(", ", new TreeSet<>(allowed)));
            }
            if (values.put(entry.getKey(), entry.getValue()) != null) {
                throw Refusal.ofParameter(entry.getKey(), entry.getValue(), "once");
            }
        }
        return new Parameters(values);
    }

    /** The text, or null when it is not given. */
    @Nullable
    String text(String name) {
        return values.get(name);
    }

    /** One of some words, or null when it is not given. */
    @Nullable
    String word(String name, List<String> words) throws Refusal {
        String value = values.get(name);
        if (value != null && !words.contains(value)) {
            throw Refusal.ofParameter(name, value, "one of " + String.join(", ", words));
        }
        return value;
    }

    /** An instant, or null when it is not given. */
    @Nullable
    Instant time(String name) throws Refusal {
        String value = values.get(name);
        if (value == null) {
            return null;
        }
        try {
            Instant time = Instant.parse(value);
            if (!time.isBefore(FIRST) && time.isBefore(BEHIND_LAST)) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw Refusal.ofParameter(name, value, "RFC 3339 in UTC, such as 2026-01-31T12:00:00Z");
    }

    /** A whole number, or the default when it is not given. */
    int number(String name, int least, int most, int otherwise) throws Refusal {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        String expected = "a whole number from " + least + " to " + most;
        try {
            int number = Integer.parseInt(value);
            if (number < least || number > most) {
                throw Refusal.ofParameter(name, value, expected);
            }
            return number;
        } catch (NumberFormatException e) {
            throw Refusal.ofParameter(name, value, expected);
        }
    }

    /** Percentiles divided by commas, or the default when they are not given. */
    List<Double> percentiles(String name, List<Double> otherwise) throws Refusal {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        List<Double> percentiles = new ArrayList<>();
        for (String part : value.split(",", -1)) {
            percentiles.add(percentile(name, value, part));
        }
        if (percentiles.size() > MAX_PERCENTILES) {
            throw Refusal.ofParameter(name, value, "at most " + MAX_PERCENTILES);
        }
        return percentiles;
    }

    private static double percentile(String name, String value, String part) throws Refusal {
        String expected = "numbers from 0 to 100 divided by commas, such as 50,99.9";
        try {
            double percentile = Double.parseDouble(part);
            if (percentile >= 0 && percentile <= 100) {
                return percentile;
            }
            throw Refusal.ofParameter(name, value, expected);
        } catch (NumberFormatException e) {
            throw Refusal.ofParameter(name, value, expected);
        }
    }
}
