package dev.sonde.agent.expect;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One answer while it is judged: itself, what must not be shown of it, and the time there is. One thread. */
final class Judging {
    private final Answer answer;
    private final UnaryOperator<String> masks;
    private final Budget budget;
    private @Nullable Object json;

    Judging(Answer answer, UnaryOperator<String> masks, Budget budget) {
        this.answer = answer;
        this.masks = masks;
        this.budget = budget;
    }

    Answer answer() {
        return answer;
    }

    Budget budget() {
        return budget;
    }

    /** The body read as JSON with exact numbers, once. */
    Object json() throws Json.NotReadableException {
        Object present = json;
        if (present == null) {
            present = Json.read(answer.body().text(), JsonTest.EXACT);
            json = present;
        }
        return present;
    }

    /** A text of the answer as a violation may quote it: masked first, then cut short. */
    String shown(CharSequence text) {
        return Excerpt.of(masks.apply(Excerpt.beginning(text)));
    }
}
