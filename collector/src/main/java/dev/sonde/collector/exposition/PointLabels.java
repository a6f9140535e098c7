package dev.sonde.collector.exposition;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The labels by which the points of a subject differ: an outcome, a phase. There are a few dozen in all, rendered once and
 * shared by every subject. Immutable; any thread.
 */
final class PointLabels {
    static final PointLabels NONE = new PointLabels(List.of());

    private final List<String> namesAndValues;
    private final byte[] text;

    private PointLabels(List<String> namesAndValues) {
        this.namesAndValues = namesAndValues;
        this.text = (namesAndValues.isEmpty() ? "" : "," + SubjectLabels.text(namesAndValues))
                .getBytes(StandardCharsets.UTF_8);
    }

    List<String> namesAndValues() {
        return namesAndValues;
    }

    /** As it follows a subject's text, a comma in front; not to be changed. */
    byte[] text() {
        return text;
    }

    /** Those that were made, for one exposition. Any thread. */
    static final class Memory {
        private final ConcurrentHashMap<List<String>, PointLabels> made = new ConcurrentHashMap<>();

        PointLabels of(String name, String value) {
            return made.computeIfAbsent(List.of(name, value), PointLabels::new);
        }

        PointLabels of(String name, String value, String secondName, String secondValue) {
            return made.computeIfAbsent(List.of(name, value, secondName, secondValue), PointLabels::new);
        }
    }
}
