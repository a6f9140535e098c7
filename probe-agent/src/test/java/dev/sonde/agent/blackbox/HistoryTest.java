package dev.sonde.agent.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class HistoryTest {
    @Test
    void add_keepsAsManyAsTheLimitSays() {
        History history = new History(2);

        for (int i = 0; i < 5; i++) {
            history.add("m", "t" + i, true, "page " + i);
        }

        assertThat(history.entries()).extracting(History.Entry::target).containsExactly("t3", "t4");
        assertThat(history.byId(2)).isNull();
        assertThat(Objects.requireNonNull(history.byId(4)).page()).isEqualTo("page 4");
    }

    @Test
    void add_keepsFailuresThatWerePushedOutInARingOfTheSameSize() {
        History history = new History(2);

        for (int i = 0; i < 4; i++) {
            history.add("m", "bad" + i, false, "");
        }
        history.add("m", "good1", true, "");
        history.add("m", "good2", true, "");

        assertThat(history.entries())
                .extracting(History.Entry::target)
                .containsExactly("bad2", "bad3", "good1", "good2");
    }

    @Test
    void byTarget_findsTheFirstInserted_preservedFailuresFirst() {
        History history = new History(2);
        history.add("a", "t", false, "failed");
        history.add("b", "t", true, "first of b");
        history.add("a", "t", true, "second of a");

        assertThat(Objects.requireNonNull(history.byTarget("t", null)).page()).isEqualTo("failed");
        assertThat(Objects.requireNonNull(history.byTarget("t", "b")).page()).isEqualTo("first of b");
        assertThat(history.byTarget("t", "c")).isNull();
        assertThat(history.byTarget("u", null)).isNull();
    }

    @Test
    void add_keepsNothingIfTheLimitIsZero() {
        History history = new History(0);

        history.add("m", "t", false, "");

        assertThat(history.entries()).isEmpty();
    }
}
