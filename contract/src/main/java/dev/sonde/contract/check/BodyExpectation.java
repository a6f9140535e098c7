package dev.sonde.contract.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer's body must be; judged in this order. Immutable.
 *
 * @param texts conditions on its text
 * @param json conditions on its values, if it is JSON; a body that is none fails them
 * @param cel an expression over the whole answer that must be true; null if there is none
 */
public record BodyExpectation(
        List<TextMatch> texts,
        List<JsonMatch> json,
        @Nullable String cel) {
    public static final BodyExpectation NONE = new BodyExpectation(List.of(), List.of(), null);

    public BodyExpectation {
        texts = List.copyOf(texts);
        json = List.copyOf(json);
    }

    /** Only conditions on its text. */
    public static BodyExpectation of(List<TextMatch> texts) {
        return new BodyExpectation(texts, List.of(), null);
    }

    /** Whether anything is expected. */
    public boolean isNone() {
        return texts.isEmpty() && json.isEmpty() && cel == null;
    }
}
