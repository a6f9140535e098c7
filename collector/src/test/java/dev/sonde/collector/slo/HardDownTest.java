package dev.sonde.collector.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.slots.SlotRun;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardDownTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    /** One slot per letter: Good, Bad, Unknown, eXcluded; the first is planned an interval after the start. */
    private static List<SlotRun> slots(int first, String letters) {
        List<SlotRun> runs = new ArrayList<>();
        for (int i = 0; i < letters.length(); i++) {
            SlotWord word = switch (letters.charAt(i)) {
                case 'G' -> SlotWord.GOOD;
                case 'B' -> SlotWord.bad(FailureReason.TIMEOUT);
                case 'U' -> SlotWord.unknown(UnknownReason.AGENT_SILENT, false);
                case 'X' -> SlotWord.EXCLUDED;
                default -> throw new IllegalArgumentException(letters);
            };
            Instant planned = planned(first + i);
            runs.add(new SlotRun(word, 1, planned, planned));
        }
        return runs;
    }

    private static Instant planned(int slot) {
        return START.plus(INTERVAL.multipliedBy(slot));
    }

    @ParameterizedTest(name = "k = {1}: {0} is down since slot {2}")
    @CsvSource({
        "'', 3, 0",
        "BB, 3, 0",
        "BBB, 3, 1",
        "GGBBB, 3, 3",
        "BBGB, 3, 0",
        "BBGBBB, 3, 4",
        // unknown and excluded slots neither count nor interrupt
        "BUBXB, 3, 1",
        "UUUUU, 3, 0",
        "BBUUUU, 3, 0",
        "BBBUUUUUUU, 3, 1",
        // up after k good in a row, not before
        "BBBGG, 3, 1",
        "BBBGGG, 3, 0",
        "BBBGGBGG, 3, 1",
        "BBBGUGXG, 3, 0",
        "BBBGGGBBB, 3, 7",
        "B, 1, 1",
        "BG, 1, 0",
    })
    void down_afterKBadUpAfterKGood(String letters, int inRow, int since) {
        HardDownState whole = HardDown.next(HardDownState.from(START), slots(1, letters), inRow);

        HardDownState slotBySlot = HardDownState.from(START);
        for (SlotRun each : slots(1, letters)) {
            slotBySlot = HardDown.next(slotBySlot, List.of(each), inRow);
        }

        assertThat(whole.since()).isEqualTo(since == 0 ? null : planned(since));
        assertThat(whole.isDown()).isEqualTo(since != 0);
        assertThat(slotBySlot).isEqualTo(whole);
    }

    @Test
    void cursor_isTheLastSlotThatCounted() {
        HardDownState state = HardDown.next(HardDownState.from(START), slots(1, "GBUX"), 3);

        assertThat(state.cursor()).isEqualTo(planned(2));
        assertThat(HardDown.next(state, List.of(), 3)).isEqualTo(state);
    }

    /** An agent whose clock is behind, or whose batches take long, reports every slot after it was taken for silent. */
    @Test
    void slotsThatAreReportedAfterTheyWereTakenForSilent_countNonetheless() {
        String known = "GGBBB";
        HardDownState state = HardDownState.from(START);
        for (int reported = 1; reported <= known.length(); reported++) {
            List<SlotRun> all = slots(1, known.substring(0, reported) + "UU");
            Instant cursor = state.cursor();
            state = HardDown.next(
                    state,
                    all.stream()
                            .filter(run -> run.firstPlanned().isAfter(cursor))
                            .toList(),
                    3);
        }

        assertThat(state.since()).isEqualTo(planned(3));
        assertThat(state.badInRow()).isEqualTo(3);
    }

    @Test
    void runOfManySlots_countsThemAll() {
        SlotRun day = new SlotRun(SlotWord.bad(FailureReason.DNS), 8640, planned(1), planned(8640));

        HardDownState state = HardDown.next(HardDownState.from(START), List.of(day), 3);

        assertThat(state).isEqualTo(new HardDownState(planned(8640), 8640, 0, planned(1), planned(1)));
    }

    @Test
    void countInRow_doesNotOverflow() {
        SlotRun ages = new SlotRun(SlotWord.GOOD, Integer.MAX_VALUE, planned(1), planned(2));
        HardDownState state = HardDown.next(HardDownState.from(START), List.of(ages, ages), 3);

        assertThat(state.goodInRow()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void beginning_reachesFarEnoughBackToSeeACheckThatIsDownAlready() {
        Instant beginning = HardDown.beginning(planned(100), INTERVAL, Duration.ofSeconds(30), 3);

        assertThat(Duration.between(beginning, planned(100))).isEqualTo(Duration.ofSeconds(120 + 30 + 15));
    }
}
