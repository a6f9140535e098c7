package dev.sonde.collector.slots;

import static dev.sonde.collector.slots.Reports.BAD;
import static dev.sonde.collector.slots.Reports.GOOD;
import static dev.sonde.collector.slots.Reports.SHED;
import static dev.sonde.collector.slots.Reports.SLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.LimitWords;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.result.SlotWord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotLedgerTest {
    private static final CheckName CHECK = new CheckName("checkout");
    private static final Location EU = new Location("eu");
    private static final Location US = new Location("us");
    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final Indicator OWN = Indicator.outcomeOf(CHECK);
    private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");

    private final MemoryArchive archive = new MemoryArchive();
    private SlotLedger ledger = new SlotLedger(archive);
    private Instant now = MIDNIGHT;

    @Test
    void burnCountsWhatTheScheduleHolds_V5() {
        // 30 s, half an hour lost by the agent: 60 slots received, one of them bad
        watch(30, EU);
        Plan plan = plan(EU, 30);
        long first = plan.slotAfter(nanos(MIDNIGHT));
        for (int i = 0; i < 60; i++) {
            report(EU, plan, first + i, i == 7 ? BAD : GOOD);
        }
        now = MIDNIGHT.plus(Duration.ofHours(1));
        ledger.settleSilent(now);

        SlotCounts hour = ledger.counting(OWN).count(MIDNIGHT, now);

        assertThat(hour.valid()).isEqualTo(60);
        assertThat(hour.expected()).isEqualTo(120);
        assertThat(hour.bad() / (0.001 * hour.expected())).isCloseTo(8.333, within(0.001));
        assertThat(hour.bad() / (0.001 * hour.valid())).isCloseTo(16.667, within(0.001));
    }

    @Test
    void everySlotIsInOneClass_V6() {
        ExcludedTimes lastTwo = (check, planned) -> planned > nanos(MIDNIGHT.plusSeconds(58 * 60));
        watch(60, lastTwo, EU);
        Plan plan = plan(EU, 60);
        long first = plan.slotAfter(nanos(MIDNIGHT));
        for (int i = 0; i < 60; i++) {
            SlotWord word = i < 50 ? GOOD : i < 52 ? BAD : SHED;
            report(EU, plan, first + i, word);
        }
        now = MIDNIGHT.plus(Duration.ofHours(1));

        SlotCounts hour = ledger.counting(OWN).count(MIDNIGHT, now);

        assertThat(hour).isEqualTo(new SlotCounts(50, 2, 6, 2, 0, 60));
        assertThat((double) hour.good() / hour.valid()).isCloseTo(0.961538, within(1e-6));
        assertThat((double) hour.valid() / (hour.valid() + hour.unknown())).isCloseTo(0.896552, within(1e-6));
    }

    @Test
    void maintenanceIsExcludedWhateverItsSlotsSay_V7() {
        // 30 d at 30 s are 86 400 slots, eight hours of maintenance 960
        Instant begin = MIDNIGHT.plus(Duration.ofDays(10));
        Instant end = begin.plus(Duration.ofHours(8));
        ExcludedTimes maintenance = (check, planned) -> planned >= nanos(begin) && planned < nanos(end);
        watch(30, maintenance, EU);
        Plan plan = plan(EU, 30);
        long first = plan.slotAfter(nanos(MIDNIGHT));
        long firstExcluded = plan.slotAfter(nanos(begin) - 1);
        for (long slot = first; slot < first + 86_400; slot++) {
            boolean badInside = slot >= firstExcluded && slot < firstExcluded + 200;
            boolean badOutside = slot < first + 50;
            now = SlotLine.instant(plan.plannedEpochNanos(slot) + 1_000_000_000L);
            report(EU, plan, slot, badInside || badOutside ? BAD : GOOD);
        }
        now = MIDNIGHT.plus(Duration.ofDays(30));

        SlotCounts period = ledger.counting(OWN).count(MIDNIGHT, now);

        assertThat(period).isEqualTo(new SlotCounts(85_390, 50, 0, 960, 0, 86_400));
        assertThat(100.0 * period.good() / period.valid()).isCloseTo(99.94148, within(1e-5));
        assertThat(100.0 * period.bad() / (0.001 * period.expected())).isCloseTo(58.521, within(1e-3));
        RunTotals runs = ledger.runTotals(new SlotKey(CHECK, EU));
        assertThat(runs.started()).containsEntry(new RunTotals.RunKind("failure", "http_status"), 250L);
    }

    @Test
    void aSlotIsPendingUntilTimeoutAndGraceHavePassed() {
        watch(10, EU);
        Plan plan = plan(EU, 10);
        long slot = plan.slotAfter(nanos(MIDNIGHT));
        report(EU, plan, slot, GOOD);
        Instant due = SlotLine.instant(plan.plannedEpochNanos(slot + 1) + plan.timeoutNanos() + 15_000_000_000L);

        long early = ledger.settleSilent(due.minusNanos(1));
        SlotCounts before = ledger.counting(OWN).count(MIDNIGHT, due.minusSeconds(12));
        long settled = ledger.settleSilent(due);
        SlotCounts after = ledger.counting(OWN).count(MIDNIGHT, due.minusSeconds(12));

        assertThat(early).isZero();
        assertThat(before.pending()).isGreaterThanOrEqualTo(1);
        assertThat(settled).isEqualTo(1);
        assertThat(after.unknown()).isEqualTo(1);
        assertThat(after.pending()).isEqualTo(before.pending() - 1);
    }

    @Test
    void aLateWordCorrectsSilenceOnceAndNothingElse() {
        watch(10, EU);
        Plan plan = plan(EU, 10);
        long slot = plan.slotAfter(nanos(MIDNIGHT));
        report(EU, plan, slot, GOOD);
        now = MIDNIGHT.plusSeconds(600);
        ledger.settleSilent(now);

        IntervalReceipt late = report(EU, plan, slot + 1, BAD);
        IntervalReceipt again = report(EU, plan, slot + 1, GOOD);

        assertThat(late).isEqualTo(new IntervalReceipt(0, 1, 0, 0));
        assertThat(again).isEqualTo(new IntervalReceipt(0, 0, 1, 0));
        SlotTotals totals = ledger.totals(OWN);
        assertThat(totals.corrected())
                .containsExactly(Map.entry(new SlotTotals.Correction(SlotClass.UNKNOWN, SlotClass.BAD), 1L));
        assertThat(ledger.counting(OWN).count(MIDNIGHT, now).bad()).isEqualTo(1);
    }

    @Test
    void aYoungCheckIsMeasuredByTheWholeWindow() {
        watch(60, EU, US);
        now = MIDNIGHT.plus(Duration.ofHours(1));
        Plan plan = plan(EU, 60);
        report(EU, plan, plan.slotAtOrBefore(nanos(now)), BAD);

        SlotCounts hour = ledger.counting(OWN).count(MIDNIGHT, now);

        // Only the location that has reported holds slots, and those of the hour before it began are none's.
        assertThat(hour).isEqualTo(new SlotCounts(0, 1, 0, 0, 0, 60));
    }

    @Test
    void aChangedIntervalStartsANewPlanWhereItsFirstSlotLies() {
        watch(10, EU);
        Plan slow = plan(EU, 60);
        Plan fast = plan(EU, 10);
        long slot = slow.slotAfter(nanos(MIDNIGHT));
        for (int i = 0; i < 10; i++) {
            report(EU, slow, slot + i, GOOD);
        }
        Instant change = SlotLine.instant(slow.plannedEpochNanos(slot + 9)).plusSeconds(5);
        long begin = fast.slotAfter(nanos(change));
        now = MIDNIGHT.plusSeconds(1_800);
        ledger.settleSilent(now.minusSeconds(300));

        // The new plan's first words come after slots of the old one were taken for silent: they never were any.
        for (int i = 0; i < 12; i++) {
            report(EU, fast, begin + i, BAD);
        }
        Instant end = SlotLine.instant(fast.plannedEpochNanos(begin + 11));
        SlotCounts counts = ledger.counting(OWN).count(SlotLine.instant(slow.plannedEpochNanos(slot) - 1), end);

        assertThat(counts).isEqualTo(new SlotCounts(10, 12, 0, 0, 0, 22));
        assertThat(report(EU, slow, slot + 9, BAD).repeated()).isEqualTo(1);
        assertThat(report(EU, slow, slot + 10, BAD).outside()).isEqualTo(1);
    }

    @Test
    void aPlanThatComesBackIsAnotherStretchOfSlots() {
        watch(10, EU);
        Plan first = plan(EU, 60);
        Plan between = plan(EU, 10);
        long slot = first.slotAfter(nanos(MIDNIGHT));
        report(EU, first, slot, GOOD);
        report(EU, between, between.slotAfter(first.plannedEpochNanos(slot)), GOOD);
        report(EU, first, slot + 2, BAD);
        ledger.settleSilent(MIDNIGHT.plusSeconds(600));

        SlotCounts counts = ledger.counting(OWN).count(MIDNIGHT, MIDNIGHT.plusSeconds(300));

        assertThat(counts.good()).isEqualTo(2);
        assertThat(counts.bad()).isEqualTo(1);
        assertThat(counts.good() + counts.bad() + counts.unknown() + counts.pending())
                .isLessThanOrEqualTo(counts.scheduled());
    }

    @Test
    void aClockThatIsMonthsBehindDoesNotBeginThePlan() {
        watch(10, EU);
        Plan plan = plan(EU, 10);
        long today = plan.slotAfter(nanos(MIDNIGHT));
        long monthsAgo = plan.slotAfter(nanos(MIDNIGHT.minus(Duration.ofDays(90))));
        now = MIDNIGHT.plusSeconds(60);
        report(EU, plan, monthsAgo, BAD);
        report(EU, plan, today, GOOD);
        report(EU, plan, monthsAgo + 1, BAD);
        // kept while the collector was away for most of a day: belongs to the plan
        long thisMorning = plan.slotAfter(nanos(MIDNIGHT.minus(Duration.ofHours(20))));
        report(EU, plan, thisMorning, BAD);
        ledger.settleSilent(now);

        SlotCounts counts = ledger.counting(OWN).count(MIDNIGHT.minus(Duration.ofDays(100)), now);

        assertThat(counts.good()).isEqualTo(1);
        assertThat(counts.bad()).isEqualTo(1);
        assertThat(counts.unknown() + counts.pending()).isLessThanOrEqualTo(today - thisMorning + 6);
    }

    @Test
    void aRemovedLocationHoldsNoSlotsFromThenOn() {
        watch(10, EU, US);
        for (Location location : List.of(EU, US)) {
            Plan plan = plan(location, 10);
            for (long slot = plan.slotAfter(nanos(MIDNIGHT)), i = 0; i < 30; i++, slot++) {
                report(location, plan, slot, GOOD);
            }
        }
        now = MIDNIGHT.plusSeconds(300);
        archive.save(ledger.takeUnsaved(now));

        watch(10, EU);
        now = MIDNIGHT.plusSeconds(900);
        ledger.settleSilent(now);

        SlotCounts counts = ledger.counting(OWN).count(MIDNIGHT.plusSeconds(300), MIDNIGHT.plusSeconds(800));
        assertThat(ledger.history(CHECK).locations()).containsExactly(EU);
        assertThat(counts.scheduled()).isEqualTo(50);
        assertThat(ledger.apply(
                        US, Reports.interval(CHECK, plan(US, 10), plan(US, 10).slotAtOrBefore(nanos(now)), GOOD), now))
                .isEqualTo(IntervalReceipt.NOTHING);
    }

    @Test
    void aCheckThatLeavesAndComesBackGoesOnFromItsFirstWord() {
        watch(10, EU);
        Plan plan = plan(EU, 10);
        long slot = plan.slotAfter(nanos(MIDNIGHT));
        report(EU, plan, slot, GOOD);
        now = SlotLine.instant(plan.plannedEpochNanos(slot) + 1);
        ledger.watch(Map.of(), Duration.ofDays(1), ExcludedTimes.NONE, now);
        archive.save(ledger.takeUnsaved(now));
        now = now.plus(Duration.ofHours(10));
        watch(10, EU);
        ledger.settleSilent(now);

        long back = plan.slotAtOrBefore(nanos(now));
        report(EU, plan, back, BAD);

        SlotCounts counts = ledger.counting(OWN).count(MIDNIGHT, now);
        assertThat(counts.good()).isEqualTo(1);
        assertThat(counts.bad()).isEqualTo(1);
        assertThat(counts.unknown()).isZero();
        assertThat(counts.scheduled()).isEqualTo(back - slot + 1);
    }

    @Test
    void aStartDoesNotEndWhatWasWatchedBefore_butWhatLeftMeanwhile() {
        CheckName other = new CheckName("search");
        WatchedCheck watched = new WatchedCheck(List.of(), Set.of(EU));
        ledger.watch(Map.of(CHECK, watched, other, watched), Duration.ofDays(1), ExcludedTimes.NONE, now);
        for (CheckName check : List.of(CHECK, other)) {
            Plan plan = Plan.of(check, EU, Duration.ofSeconds(10), Duration.ofSeconds(2));
            ledger.apply(EU, Reports.interval(check, plan, plan.slotAfter(nanos(now)), GOOD), now);
        }
        archive.save(ledger.takeUnsaved(now));
        now = now.plusSeconds(60);

        ledger = new SlotLedger(archive);
        watch(10, EU);
        archive.save(ledger.takeUnsaved(now));

        assertThat(archive.load(new SlotKey(CHECK, EU), 0).spans())
                .extracting(PlanSpan::end)
                .containsExactly(PlanSpan.IN_FORCE);
        assertThat(archive.load(new SlotKey(other, EU), 0).spans())
                .extracting(PlanSpan::end)
                .containsExactly(nanos(now));
    }

    @Test
    void aLimitYoungerThanTheHistoryIsAnsweredFromDurations() {
        watch(10, EU);
        Plan plan = plan(EU, 10);
        long first = plan.slotAfter(nanos(MIDNIGHT));
        for (int i = 0; i < 360; i++) {
            report(EU, plan, first + i, i % 36 == 0 ? BAD : GOOD);
        }
        now = MIDNIGHT.plus(Duration.ofHours(1));
        archive.save(ledger.takeUnsaved(now));
        archive.durations = List.of(
                new SlotArchive.DurationCell(nanos(MIDNIGHT), nanos(MIDNIGHT.plusSeconds(1_800)), 170, 17),
                new SlotArchive.DurationCell(nanos(MIDNIGHT.plusSeconds(1_800)), nanos(now.plusSeconds(60)), 170, 0));

        ledger.watch(
                Map.of(CHECK, new WatchedCheck(List.of(LIMIT), Set.of(EU))),
                Duration.ofDays(1),
                ExcludedTimes.NONE,
                now);

        SlotCounting counting = ledger.counting(new Indicator(CHECK, LIMIT));
        SlotCounts hour = counting.count(MIDNIGHT, now);
        assertThat(hour.valid())
                .isEqualTo(ledger.counting(OWN).count(MIDNIGHT, now).valid());
        assertThat(hour.bad()).isBetween(26L, 28L);
        assertThat(counting.exactSince()).isAfter(MIDNIGHT).isBeforeOrEqualTo(now.plusSeconds(10));
        assertThat(ledger.counting(OWN).exactSince()).isNull();
    }

    @Test
    void anIntervalThatDoesNotKnowTheLimitYetIsJudgedByItsDurations() {
        ledger.watch(
                Map.of(CHECK, new WatchedCheck(List.of(LIMIT), Set.of(EU))),
                Duration.ofDays(1),
                ExcludedTimes.NONE,
                now);
        Plan plan = plan(EU, 10);
        long slot = plan.slotAfter(nanos(MIDNIGHT));
        ledger.apply(
                EU,
                Reports.interval(CHECK, plan, slot, SlotWords.of(GOOD), List.of(), SparseHistogram.ofMicros(250_000)),
                now);
        ledger.apply(
                EU,
                Reports.interval(
                        CHECK,
                        plan,
                        slot + 1,
                        SlotWords.of(GOOD),
                        List.of(
                                new LimitWords(LIMIT, SlotWords.of(SLOW)),
                                new LimitWords(Duration.ofSeconds(9), SlotWords.of(GOOD))),
                        SparseHistogram.ofMicros(10)),
                now);
        now = MIDNIGHT.plusSeconds(30);

        SlotCounting counting = ledger.counting(new Indicator(CHECK, LIMIT));

        assertThat(counting.count(MIDNIGHT, now).bad()).isEqualTo(2);
        assertThat(counting.exactSince()).isEqualTo(SlotLine.instant(plan.plannedEpochNanos(slot) + 1));
        assertThat(ledger.counting(new Indicator(CHECK, Duration.ofSeconds(9))).count(MIDNIGHT, now))
                .isEqualTo(SlotCounts.NONE);
    }

    @Test
    void longPastDaysAreOnePageEach_andALateWordStillFindsItsSlot() {
        watch(600, EU);
        Plan plan = plan(EU, 600);
        long first = plan.slotAfter(nanos(MIDNIGHT));
        for (int i = 0; i < 144 * 8; i++) {
            now = SlotLine.instant(plan.plannedEpochNanos(first + i) + 1);
            if (i != 5) {
                report(EU, plan, first + i, GOOD);
            }
            ledger.settleSilent(now);
            archive.save(ledger.takeUnsaved(now));
        }
        long pages = archive.pages();

        IntervalReceipt late = report(EU, plan, first + 5, BAD);
        archive.save(ledger.takeUnsaved(now));
        ledger = new SlotLedger(archive);
        ledger.watch(
                Map.of(CHECK, new WatchedCheck(List.of(), Set.of(EU))), Duration.ofDays(30), ExcludedTimes.NONE, now);

        assertThat(pages).isBetween(4L + 3 * 24, 5L + 4 * 24);
        assertThat(late.corrected()).isEqualTo(1);
        assertThat(ledger.counting(OWN).count(MIDNIGHT, now))
                .isEqualTo(new SlotCounts(144 * 8 - 1, 1, 0, 0, 0, 144 * 8));
    }

    @Test
    void orderedWordsWaitForThePendingOne() {
        watch(10, EU);
        Plan plan = plan(EU, 10);
        long slot = plan.slotAfter(nanos(MIDNIGHT));
        report(EU, plan, slot, GOOD, GOOD);
        report(EU, plan, slot + 3, BAD);

        List<SlotRun> waiting = ledger.history(CHECK).settledAfter(EU, MIDNIGHT);
        report(EU, plan, slot + 2, BAD);
        List<SlotRun> all =
                ledger.history(CHECK).settledAfter(EU, waiting.get(0).lastPlanned());

        assertThat(waiting).hasSize(1);
        assertThat(waiting.get(0).count()).isEqualTo(2);
        assertThat(all).hasSize(1);
        assertThat(all.get(0).word()).isEqualTo(BAD);
        assertThat(all.get(0).count()).isEqualTo(2);
        assertThat(all.get(0).firstPlanned()).isEqualTo(SlotLine.instant(plan.plannedEpochNanos(slot + 2)));
    }

    private void watch(int seconds, Location... locations) {
        watch(seconds, ExcludedTimes.NONE, locations);
    }

    private void watch(int seconds, ExcludedTimes excluded, Location... locations) {
        ledger.watch(Map.of(CHECK, new WatchedCheck(List.of(), Set.of(locations))), Duration.ofDays(30), excluded, now);
    }

    private IntervalReceipt report(Location location, Plan plan, long slot, SlotWord... words) {
        return ledger.apply(location, Reports.interval(CHECK, plan, slot, words), now);
    }

    private static Plan plan(Location location, int seconds) {
        return Plan.of(CHECK, location, Duration.ofSeconds(seconds), Duration.ofSeconds(2));
    }

    private static long nanos(Instant instant) {
        return SlotLedger.nanos(instant);
    }
}
