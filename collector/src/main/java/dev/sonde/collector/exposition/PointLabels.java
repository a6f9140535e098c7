package dev.sonde.collector.exposition;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The labels by which the points of a subject differ: an outcome, a phase. There are a few dozen in all, rendered once and
 * shared by every subject. Immutable; any thread.
 */
final class PointLabels {
    /** No labels are no bytes in every form. */
    static final PointLabels NONE = new PointLabels(LabelForm.TEXT, List.of());

    private final List<String> namesAndValues;
    private final byte[] bytes;

    private PointLabels(LabelForm form, List<String> namesAndValues) {
        this.namesAndValues = namesAndValues;
        this.bytes = form.ofPoint(namesAndValues);
    }

    List<String> namesAndValues() {
        return namesAndValues;
    }

    /** As they follow a subject's in the form that they were made for; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Those that were made, for one exposition. Any thread. */
    static final class Memory {
        private final ConcurrentHashMap<List<String>, PointLabels> made = new ConcurrentHashMap<>();
        private final LabelForm form;

        Memory(LabelForm form) {
            this.form = form;
        }

        PointLabels of(String name, String value) {
            return made.computeIfAbsent(List.of(name, value), this::render);
        }

        private PointLabels render(List<String> namesAndValues) {
            return new PointLabels(form, namesAndValues);
        }

        PointLabels of(String name, String value, String secondName, String secondValue) {
            return made.computeIfAbsent(List.of(name, value, secondName, secondValue), this::render);
        }
    }
}
