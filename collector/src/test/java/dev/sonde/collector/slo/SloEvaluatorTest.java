package dev.sonde.collector.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sonde.collector.slots.SlotCounting;
import dev.sonde.collector.slots.SlotCounts;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.result.SlotClass;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SloEvaluatorTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final CheckName CHECK = new CheckName("checkout");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(400));

    private static Slo slo(String objective, Duration window) {
        return Slo.of("slo", CHECK, new BigDecimal(objective), null, window);
    }

    private static Slo slo(String objective, int badFloor, BurnRule... rules) {
        return new Slo(
                "slo",
                CHECK,
                new BigDecimal(objective),
                null,
                Duration.ofDays(30),
                List.of(rules),
                badFloor,
                Slo.DEFAULT_MIN_COVERAGE);
    }

    private static final Slo THREE_NINES = slo("0.999", Duration.ofDays(30));

    private static SloStatus evaluate(Slo slo, ScheduledSlots slots, Instant now, Map<BurnRule, RuleState> previous) {
        return SloEvaluator.evaluate(slo, slots.interval, slots.locations, slots, now, previous);
    }

    private static SloStatus evaluate(Slo slo, ScheduledSlots slots) {
        return evaluate(slo, slots, NOW, Map.of());
    }

    /** A counting that says the same of every window. */
    private static SlotCounting always(SlotCounts counts) {
        return new SlotCounting() {
            @Override
            public SlotCounts count(Instant fromExclusive, Instant toInclusive) {
                return counts;
            }

            @Override
            public @Nullable Instant exactSince() {
                return null;
            }
        };
    }

    private static SloStatus evaluate(Slo slo, SlotCounts counts) {
        return SloEvaluator.evaluate(slo, MINUTE, 1, always(counts), NOW, Map.of());
    }

    private static Map<BurnRule, RuleState> states(SloStatus status) {
        Map<BurnRule, RuleState> states = new HashMap<>();
        status.rules().forEach(rule -> states.put(rule.rule(), rule.state()));
        return states;
    }

    private static List<Boolean> firing(SloStatus status) {
        return status.rules().stream().map(rule -> rule.state().firing()).toList();
    }

    @ParameterizedTest(name = "V1: {0} d at 99.9 % have {1} ms of budget")
    @CsvSource({"7, 604800", "28, 2419200", "30, 2592000", "31, 2678400", "90, 7776000"})
    void budget_isExactlyTheShareOfThePeriod(int days, long millis) {
        assertThat(slo("0.999", Duration.ofDays(days)).budgetTime()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void errorBudget_isTheDecimalAsWritten() {
        assertThat(THREE_NINES.errorBudget()).isEqualTo(new BigDecimal("0.001"));
    }

    @ParameterizedTest(name = "rule {0} over {1} d has factor {2}")
    @CsvSource({
        "0, 30, 14.4", "0, 28, 13.44", "0, 7, 3.36",
        "1, 30, 6", "1, 28, 5.6", "1, 7, 1.4",
        "2, 30, 3", "2, 28, 2.8", "2, 7, 0.7",
        "3, 30, 1", "3, 28, 0.9333", "3, 7, 0.2333",
    })
    void factor_isShareTimesPeriodByLongWindow(int rule, int days, BigDecimal factor) {
        ScheduledSlots slots = new ScheduledSlots(MINUTE, 1, LONG_AGO);

        SloStatus status = evaluate(slo("0.999", Duration.ofDays(days)), slots);

        assertThat(status.rules().get(rule).factor().setScale(4, RoundingMode.HALF_UP))
                .isEqualByComparingTo(factor);
    }

    @Test
    void singleFailureEveryMinute_burnsHighButDoesNotPageBelowTheFloor_V4() {
        ScheduledSlots slots = new ScheduledSlots(MINUTE, 1, LONG_AGO);
        slots.mark(NOW.minus(MINUTE), NOW, SlotClass.BAD);

        SloStatus floored = evaluate(THREE_NINES, slots);
        SloStatus naive = evaluate(slo("0.999", 1, BurnRule.DEFAULTS.get(0)), slots);

        assertThat(floored.burnRates().get(HOUR)).isCloseTo(16.6667, within(0.0001));
        assertThat(floored.burnRates().get(Duration.ofMinutes(5))).isCloseTo(200, within(0.0001));
        assertThat(floored.budgetRemaining()).isCloseTo(1 - 0.023148, within(0.000001));
        assertThat(firing(floored)).containsExactly(false, false, false, false);
        assertThat(firing(naive)).containsExactly(true);
    }

    @Test
    void halfAnHourLostByTheAgent_doesNotDoubleTheBurn_V5() {
        ScheduledSlots slots = new ScheduledSlots(Duration.ofSeconds(30), 1, LONG_AGO);
        slots.mark(NOW.minus(HOUR), NOW.minus(Duration.ofMinutes(30)), SlotClass.UNKNOWN);
        slots.mark(NOW.minus(Duration.ofSeconds(30)), NOW, SlotClass.BAD);
        Slo withoutFloor = slo("0.999", 1, BurnRule.DEFAULTS.get(0));

        SloStatus status = evaluate(withoutFloor, slots);

        assertThat(slots.count(NOW.minus(HOUR), NOW)).isEqualTo(new SlotCounts(59, 1, 60, 0, 0, 120));
        assertThat(status.burnRates().get(HOUR)).isCloseTo(8.3333, within(0.0001));
        assertThat(firing(status)).containsExactly(false);
    }

    @Test
    void newbornCheck_needsAsManyFailuresAsAnOldOne() {
        ScheduledSlots slots = new ScheduledSlots(MINUTE, 1, NOW.minus(Duration.ofMinutes(3)));
        slots.mark(NOW.minus(MINUTE), NOW, SlotClass.BAD);

        SloStatus status = evaluate(THREE_NINES, slots);

        assertThat(status.burnRates().get(HOUR)).isCloseTo(16.6667, within(0.0001));
        assertThat(status.coverage()).hasValue(1.0);
    }

    @Test
    void sliAndCoverage_leaveOutWhatTheyMust_V6() {
        SloStatus status = evaluate(THREE_NINES, new SlotCounts(50, 2, 6, 2, 0, 60));

        assertThat(status.sli().orElseThrow()).isCloseTo(0.961538, within(0.000001));
        assertThat(status.coverage().orElseThrow()).isCloseTo(0.896552, within(0.000001));
        assertThat(status.isMet()).isFalse();
    }

    @Test
    void maintenance_leavesTheDenominator_V7() {
        SloStatus excluded = evaluate(THREE_NINES, new SlotCounts(85_390, 50, 0, 960, 0, 86_400));
        SloStatus counted = evaluate(THREE_NINES, new SlotCounts(86_150, 250, 0, 0, 0, 86_400));

        assertThat(excluded.sli().orElseThrow()).isCloseTo(0.9994148, within(0.0000001));
        assertThat(1 - excluded.budgetRemaining()).isCloseTo(0.58521, within(0.00001));
        assertThat(counted.sli().orElseThrow()).isCloseTo(0.9971065, within(0.0000001));
        assertThat(1 - counted.budgetRemaining()).isCloseTo(2.89352, within(0.00001));
    }

    @Test
    void ninetyNineOfAHundredWithinTheLimit_meetsExactly99Percent_V11() {
        SloStatus met = evaluate(slo("0.99", Duration.ofDays(30)), new SlotCounts(99, 1, 0, 0, 0, 100));
        SloStatus missed = evaluate(slo("0.9900001", Duration.ofDays(30)), new SlotCounts(99, 1, 0, 0, 0, 100));

        assertThat(met.sli()).hasValue(0.99);
        assertThat(met.isMet()).isTrue();
        assertThat(met.budgetRemaining()).isCloseTo(0, within(1e-12));
        assertThat(missed.isMet()).isFalse();
    }

    @ParameterizedTest(name = "{0} known of {1} settled: no data {2}")
    @CsvSource({"0, 10, true", "4, 10, true", "5, 10, false", "10, 10, false", "0, 0, true"})
    void coverageBelowTheLeast_isNoData(long known, long settled, boolean noData) {
        SloStatus status = evaluate(THREE_NINES, new SlotCounts(known, 0, settled - known, 0, 0, 43_200));

        assertThat(status.noData()).isEqualTo(noData);
        assertThat(status.sli().isEmpty()).isEqualTo(noData);
        assertThat(status.isMet() == null).isEqualTo(noData);
        assertThat(status.coverage().isEmpty()).isEqualTo(settled == 0);
    }

    @ParameterizedTest(name = "{0} bad of {1} scheduled at 99 %: fires {2}")
    @CsvSource({
        // 1 h at 99 %: 0.144 of the slots reach 14.4 exactly, which is not above it
        "144, 1000, false",
        "145, 1000, true",
        "18, 125, false",
        "19, 125, true",
    })
    void burnEqualToTheFactor_doesNotFire(long bad, long scheduled, boolean fires) {
        Slo slo = slo("0.99", 2, BurnRule.DEFAULTS.get(0));

        SloStatus status = evaluate(slo, new SlotCounts(scheduled - bad, bad, 0, 0, 0, scheduled));

        assertThat(firing(status)).containsExactly(fires);
    }

    @Test
    void factorWithoutAFiniteDecimal_isStillComparedExactly() {
        // 28 d, 3 d / 6 h at 10 %: f = 14 / 15. e * f = 14 / 15000, reached exactly by 14 bad of 15000.
        Slo slo = slo("0.999", Duration.ofDays(28));

        SloStatus reached = evaluate(slo, new SlotCounts(14_986, 14, 0, 0, 0, 15_000));
        SloStatus exceeded = evaluate(slo, new SlotCounts(14_985, 14, 0, 0, 0, 14_999));

        assertThat(firing(reached).get(3)).isFalse();
        assertThat(firing(exceeded).get(3)).isTrue();
    }

    @Test
    void rule_needsBothWindows() {
        ScheduledSlots slots = new ScheduledSlots(MINUTE, 1, LONG_AGO);
        slots.mark(NOW.minus(Duration.ofMinutes(20)), NOW.minus(Duration.ofMinutes(10)), SlotClass.BAD);

        SloStatus later = evaluate(THREE_NINES, slots);
        SloStatus during = evaluate(THREE_NINES, slots, NOW.minus(Duration.ofMinutes(10)), Map.of());

        assertThat(firing(later)).containsExactly(false, true, true, true);
        assertThat(firing(during)).containsExactly(true, true, true, true);
    }

    @Test
    void shortWindow_isNeverBelowTheInterval() {
        ScheduledSlots slots = new ScheduledSlots(Duration.ofMinutes(10), 1, LONG_AGO);
        slots.mark(NOW.minus(Duration.ofMinutes(20)), NOW, SlotClass.BAD);

        SloStatus status = evaluate(slo("0.99", 2, BurnRule.DEFAULTS.get(0)), slots);

        assertThat(status.rules().get(0).shortWindow()).isEqualTo(Duration.ofMinutes(10));
        assertThat(status.burnRates()).containsKey(Duration.ofMinutes(10)).doesNotContainKey(Duration.ofMinutes(5));
        assertThat(firing(status)).containsExactly(true);
    }

    @ParameterizedTest(name = "interval {0} min at {1} locations: 1 h rule on {2}")
    @CsvSource({"15, 1, true", "16, 1, false", "30, 2, true", "31, 2, false"})
    void ruleWithFewerThanTwiceTheFloor_isOff(int minutes, int locations, boolean on) {
        ScheduledSlots slots = new ScheduledSlots(Duration.ofMinutes(minutes), locations, LONG_AGO);
        slots.mark(NOW.minus(HOUR), NOW, SlotClass.BAD);

        SloStatus status = evaluate(slo("0.99", 2, BurnRule.DEFAULTS.get(0)), slots);

        assertThat(status.rules().get(0).on()).isEqualTo(on);
        assertThat(firing(status)).containsExactly(on);
    }

    @Test
    void ruleWhoseLongWindowExceedsThePeriod_isOffAndNotCounted() {
        ScheduledSlots slots = new ScheduledSlots(MINUTE, 1, LONG_AGO);
        slots.mark(NOW.minus(HOUR), NOW, SlotClass.BAD);

        SloStatus status = evaluate(slo("0.99", Duration.ofDays(2)), slots);

        assertThat(status.rules().stream().map(RuleStatus::on).toList()).containsExactly(true, true, true, false);
        assertThat(status.burnRates()).doesNotContainKey(Duration.ofDays(3));
    }

    @Test
    void firingRuleThatGoesOff_isQuiet() {
        BurnRule rule = BurnRule.DEFAULTS.get(0);
        ScheduledSlots slots = new ScheduledSlots(Duration.ofMinutes(16), 1, LONG_AGO);
        slots.mark(NOW.minus(HOUR), NOW, SlotClass.BAD);

        SloStatus status = evaluate(slo("0.99", 2, rule), slots, NOW, Map.of(rule, new RuleState(true, false, NOW)));

        assertThat(status.rules().get(0).state()).isEqualTo(RuleState.QUIET);
    }

    @Test
    void eachDistinctWindow_isCountedOnce() {
        ScheduledSlots slots = new ScheduledSlots(MINUTE, 1, LONG_AGO);

        SloStatus status = evaluate(THREE_NINES, slots);

        // 5m 30m 1h 2h 6h (long of one rule, short of another, exhaustion) 1d 3d, and the period
        assertThat(slots.counted).isEqualTo(8);
        assertThat(status.burnRates()).hasSize(7);
    }

    @Test
    void since_isTheRoundInWhichTheRuleBeganToFire() {
        ScheduledSlots slots = new ScheduledSlots(MINUTE, 1, LONG_AGO);
        slots.mark(NOW.minus(Duration.ofMinutes(5)), NOW.plus(HOUR), SlotClass.BAD);
        SloStatus first = evaluate(THREE_NINES, slots);

        SloStatus later = evaluate(THREE_NINES, slots, NOW.plus(Duration.ofMinutes(3)), states(first));

        assertThat(later.rules().get(0).state()).isEqualTo(new RuleState(true, false, NOW));
    }

    @Test
    void firingRule_clearsWhenTheShortWindowIsGood() {
        ScheduledSlots slots = new ScheduledSlots(MINUTE, 1, LONG_AGO);
        slots.mark(NOW.minus(Duration.ofMinutes(10)), NOW, SlotClass.BAD);
        Slo slo = slo("0.999", 2, BurnRule.DEFAULTS.get(0));
        SloStatus firing = evaluate(slo, slots);

        SloStatus oneStillInWindow = evaluate(slo, slots, NOW.plus(Duration.ofMinutes(4)), states(firing));
        SloStatus clear = evaluate(slo, slots, NOW.plus(Duration.ofMinutes(5)), states(firing));

        assertThat(firing(oneStillInWindow)).containsExactly(true);
        assertThat(clear.rules().get(0).state()).isEqualTo(RuleState.QUIET);
    }

    @Test
    void pendingSlot_couldBeBadAndKeepsTheRuleFiring() {
        ScheduledSlots slots = new ScheduledSlots(MINUTE, 1, LONG_AGO);
        slots.mark(NOW.minus(Duration.ofMinutes(10)), NOW, SlotClass.BAD);
        Slo slo = slo("0.999", 2, BurnRule.DEFAULTS.get(0));
        SloStatus firing = evaluate(slo, slots);
        Instant later = NOW.plus(Duration.ofMinutes(6));

        slots.settledUntil(later.minus(MINUTE));
        SloStatus held = evaluate(slo, slots, later, states(firing));
        slots.settledUntil(later);
        SloStatus clear = evaluate(slo, slots, later, states(firing));

        assertThat(held.rules().get(0).state()).isEqualTo(new RuleState(true, false, NOW));
        assertThat(firing(clear)).containsExactly(false);
    }

    @Test
    void silence_neverResolvesAndIsMarked() {
        ScheduledSlots slots = new ScheduledSlots(MINUTE, 1, LONG_AGO);
        slots.mark(NOW.minus(Duration.ofMinutes(10)), NOW, SlotClass.BAD);
        slots.mark(NOW, NOW.plus(Duration.ofDays(40)), SlotClass.UNKNOWN);
        SloStatus status = evaluate(THREE_NINES, slots);

        for (int minute = 1; minute <= 40 * 24 * 60; minute += 97) {
            status = evaluate(THREE_NINES, slots, NOW.plus(MINUTE.multipliedBy(minute)), states(status));

            assertThat(firing(status)).containsExactly(true, true, true, true);
        }
        assertThat(status.rules()).allMatch(rule -> rule.state().noData());
    }

    @Test
    void silenceToldLateToHaveBeenGood_clears() {
        ScheduledSlots slots = new ScheduledSlots(MINUTE, 1, LONG_AGO);
        slots.mark(NOW.minus(Duration.ofMinutes(10)), NOW, SlotClass.BAD);
        Instant later = NOW.plus(Duration.ofMinutes(30));
        slots.mark(NOW, later, SlotClass.UNKNOWN);
        Slo slo = slo("0.999", 2, BurnRule.DEFAULTS.get(0));
        SloStatus silent = evaluate(slo, slots, later, states(evaluate(slo, slots)));

        slots.mark(NOW, later, SlotClass.GOOD);
        SloStatus told = evaluate(slo, slots, later, states(silent));

        assertThat(silent.rules().get(0).state()).isEqualTo(new RuleState(true, true, NOW));
        assertThat(firing(told)).containsExactly(false);
    }

    @Test
    void windowWithoutSlots_neverFiresAndClears() {
        Slo slo = slo("0.999", 2, BurnRule.DEFAULTS.get(0));
        RuleState firing = new RuleState(true, false, NOW);

        SloStatus excluded = SloEvaluator.evaluate(
                slo,
                MINUTE,
                1,
                always(new SlotCounts(0, 0, 0, 60, 0, 60)),
                NOW,
                Map.of(BurnRule.DEFAULTS.get(0), firing));

        assertThat(firing(excluded)).containsExactly(false);
        assertThat(excluded.burnRates().values()).containsOnly(0.0);
    }

    @Test
    void timeToExhaustion_goesByTheLastSixHours() {
        ScheduledSlots slots = new ScheduledSlots(MINUTE, 1, LONG_AGO);
        // 18 bad of 360 in 6 h burn 50-fold; 18 / 43.2 of the budget are gone
        slots.mark(NOW.minus(Duration.ofMinutes(18)), NOW, SlotClass.BAD);

        SloStatus status = evaluate(THREE_NINES, slots);

        double expectedHours = (1 - 18 / 43.2) * 720 / 50;
        assertThat(status.burnRates().get(Duration.ofHours(6))).isCloseTo(50, within(1e-9));
        assertThat(status.timeToExhaustion())
                .isCloseTo(Duration.ofMillis(Math.round(expectedHours * 3_600_000)), Duration.ofMillis(2));
    }

    @Test
    void timeToExhaustion_isZeroWhenOverspentAndAbsentWhenNotBurning() {
        ScheduledSlots overspent = new ScheduledSlots(MINUTE, 1, LONG_AGO);
        overspent.mark(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1)), SlotClass.BAD);
        ScheduledSlots calm = new ScheduledSlots(MINUTE, 1, LONG_AGO);

        assertThat(evaluate(THREE_NINES, overspent).timeToExhaustion()).isEqualTo(Duration.ZERO);
        assertThat(evaluate(THREE_NINES, overspent).budgetRemaining()).isNegative();
        assertThat(evaluate(THREE_NINES, calm).timeToExhaustion()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "1.5", "-0.1"})
    void objectiveOutsideItsRange_isRefused(String objective) {
        assertThatThrownBy(() -> slo(objective, Duration.ofDays(30)))
                .hasMessage("objective: " + objective + " (expected: above 0 and below 1)");
    }
}
