package dev.sonde.collector.slots;

import static dev.sonde.collector.slots.Reports.BAD;
import static dev.sonde.collector.slots.Reports.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.slots.ConfirmationLedger.Change;
import dev.sonde.collector.slots.ConfirmationLedger.Change.Kind;
import dev.sonde.collector.slots.HeldSlots.State;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Confirmation;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotWord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfirmationLedgerTest {
    private static final CheckName CHECK = new CheckName("shop");
    private static final Location EU = new Location("eu");
    private static final Plan PLAN = new Plan(10_000_000_000L, 0, 5_000_000_000L);
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final Outcome FAILED = Outcome.failure(FailureReason.TIMEOUT);

    private final ConfirmationLedger ledger = new ConfirmationLedger();
    private final SlotLedger slots = new SlotLedger(new MemoryArchive());

    @BeforeEach
    void watch() {
        slots.watch(
                Map.of(CHECK, new WatchedCheck(List.of(), Set.of(EU))), Duration.ofDays(7), ExcludedTimes.NONE, START);
    }

    @Test
    void slot_isAwaitedThenRefutedOrForgotten() {
        assertThat(apply(1, BAD, new Confirmation(slot(1), null))).containsExactly(change(1, Kind.AWAITED));
        assertThat(apply(2, BAD, new Confirmation(slot(2), null))).containsExactly(change(2, Kind.AWAITED));

        assertThat(held(3).of(EU, planned(1))).isEqualTo(State.AWAITED);
        assertThat(apply(2, SlotWord.NONE, new Confirmation(slot(1), Outcome.SUCCESS)))
                .containsExactly(change(1, Kind.REFUTED));
        assertThat(apply(2, SlotWord.NONE, new Confirmation(slot(2), FAILED)))
                .containsExactly(change(2, Kind.FORGOTTEN));

        assertThat(held(3).of(EU, planned(1))).isEqualTo(State.REFUTED);
        assertThat(held(3).of(EU, planned(2))).isEqualTo(State.COUNTS);
        assertThat(held(3).of(new Location("us"), planned(1))).isEqualTo(State.COUNTS);
        assertThat(held(3).any(EU, planned(0), planned(1))).isTrue();
        assertThat(held(3).any(EU, planned(2), planned(9))).isFalse();
    }

    @Test
    void awaiting_endsAtItsPatience() {
        apply(1, BAD, new Confirmation(slot(1), null));

        Instant end = planned(1).plus(PATIENCE);
        assertThat(ledger.held(CHECK, slots, PATIENCE, end.minusNanos(1)).of(EU, planned(1)))
                .isEqualTo(State.AWAITED);
        assertThat(ledger.held(CHECK, slots, PATIENCE, end).of(EU, planned(1))).isEqualTo(State.COUNTS);
    }

    @Test
    void badIn_countsOnlySlotsThatAreBadWithinTheWindow() {
        apply(1, BAD, new Confirmation(slot(1), Outcome.SUCCESS));
        apply(2, BAD, new Confirmation(slot(2), Outcome.SUCCESS));
        apply(3, GOOD, new Confirmation(slot(3), Outcome.SUCCESS));
        apply(4, BAD, new Confirmation(slot(4), FAILED));
        apply(5, BAD, new Confirmation(slot(5), null));

        assertThat(held(6).badIn(planned(0), planned(6))).isEqualTo(3);
        assertThat(held(6).badIn(planned(1), planned(4))).isEqualTo(1);
        assertThat(held(60).badIn(planned(0), planned(60)))
                .as("nobody waits any more")
                .isEqualTo(2);
    }

    @Test
    void refutation_isNotTakenBackByALateWordOfItsBeginning() {
        apply(1, BAD, new Confirmation(slot(1), Outcome.SUCCESS));

        assertThat(apply(1, SlotWord.NONE, new Confirmation(slot(1), null))).isEmpty();
        assertThat(held(60).of(EU, planned(1))).isEqualTo(State.REFUTED);
    }

    @Test
    void tooManyOrTooOld_areForgottenAndCount() {
        List<Confirmation> many = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            many.add(new Confirmation(slot(i), Outcome.SUCCESS));
        }
        for (int round = 0; round < 10; round++) {
            int from = round * 600;
            apply(
                    from,
                    BAD,
                    many.stream()
                            .map(each -> new Confirmation(each.slot() + from, each.outcome()))
                            .toArray(Confirmation[]::new));
        }

        assertThat(held(0).of(EU, planned(6_000 - ConfirmationLedger.MOST_PER_KEY - 1)))
                .isEqualTo(State.COUNTS);
        assertThat(held(0).of(EU, planned(6_000 - ConfirmationLedger.MOST_PER_KEY)))
                .isEqualTo(State.REFUTED);
        ledger.forgetBefore(SlotLedger.nanos(planned(5_999)));
        assertThat(held(0).of(EU, planned(5_998))).isEqualTo(State.COUNTS);
        assertThat(held(0).of(EU, planned(5_999))).isEqualTo(State.REFUTED);
    }

    private HeldSlots held(int now) {
        return ledger.held(CHECK, slots, PATIENCE, planned(now));
    }

    private List<Change> apply(int position, SlotWord word, Confirmation... confirmations) {
        CheckInterval interval = new CheckInterval(
                CHECK,
                PLAN,
                slot(position),
                SlotWords.of(word),
                List.of(),
                Latencies.EMPTY,
                Latencies.EMPTY,
                0,
                null,
                List.of(),
                List.of(confirmations));
        slots.apply(EU, interval, planned(position).plusSeconds(5));
        return ledger.apply(EU, interval);
    }

    private static Change change(int position, Kind kind) {
        return new Change(new SlotKey(CHECK, EU), PLAN.plannedEpochNanos(slot(position)), kind);
    }

    private static long slot(int position) {
        return PLAN.slotAfter(SlotLedger.nanos(START)) + position;
    }

    private static Instant planned(int position) {
        return SlotLine.instant(PLAN.plannedEpochNanos(slot(position)));
    }
}
