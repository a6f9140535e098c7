package dev.sonde.collector.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Confirm;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeasibilityTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static Slo slo(String objective, Duration window, int badFloor, List<BurnRule> rules) {
        return new Slo(
                "slo",
                new CheckName("c"),
                new BigDecimal(objective),
                null,
                window,
                rules,
                badFloor,
                Slo.DEFAULT_MIN_COVERAGE);
    }

    private static Slo slo(String objective, int badFloor) {
        return slo(objective, Duration.ofDays(30), badFloor, BurnRule.DEFAULTS);
    }

    private static List<String> warnings(Slo slo, Duration interval, int locations) {
        return Feasibility.warnings(slo, interval, TIMEOUT, null, locations);
    }

    @Test
    void soundObjective_hasNoWarnings() {
        assertThat(warnings(slo("0.999", 2), Duration.ofSeconds(30), 1)).isEmpty();
    }

    @Test
    void confirmingRunThatTakesLongerThanAShortWindow_mayHidePages() {
        Slo slo = slo("0.999", 2);
        Duration interval = Duration.ofSeconds(30);
        Duration timeout = Duration.ofSeconds(130);

        assertThat(Feasibility.warnings(slo, interval, timeout, new Confirm(Duration.ofSeconds(39)), 1))
                .isEmpty();
        assertThat(Feasibility.warnings(slo, interval, timeout, new Confirm(Duration.ofSeconds(40)), 1))
                .containsExactly(
                        "rule page 1h/5m can miss an outage: run and confirming run take up to 5m, not below the"
                                + " short window 5m, whose slots are then still held back");
    }

    @Test
    void withoutAFloor_oneFailurePages() {
        assertThat(warnings(slo("0.999", 1), Duration.ofMinutes(1), 1))
                .containsExactly("rule page 1h/5m: one failure pages, a single bad slot of 1m at 1 location burns"
                        + " 16.6667 over 1h, above the factor 14.4 (expected: a bad floor of at least 2, or an"
                        + " interval of at most 51.84s)");
    }

    @ParameterizedTest(name = "{0} every {1} ms at {2}: one failure pages {3}")
    @CsvSource({
        // interval / L > 51.84 s at 99.9 %, 25.92 s at 99.95 %, 5.184 s at 99.99 %
        "0.999, 51840, 1, false", "0.999, 51841, 1, true",
        "0.9995, 25920, 1, false", "0.9995, 25921, 1, true",
        "0.9999, 5184, 1, false", "0.9999, 5185, 1, true",
        "0.999, 155520, 3, false", "0.999, 155523, 3, true",
    })
    void oneFailurePages_exactlyAboveTheOutageThatReachesTheFactor(
            String objective, long intervalMillis, int locations, boolean pages) {
        List<String> warnings = warnings(
                slo(objective, Duration.ofDays(30), 1, BurnRule.DEFAULTS.subList(0, 1)),
                Duration.ofMillis(intervalMillis),
                locations);

        assertThat(warnings.stream().anyMatch(line -> line.contains("one failure pages")))
                .isEqualTo(pages);
    }

    @ParameterizedTest(name = "rule {0} at {1}: can never fire {2}")
    @CsvSource({
        "0, 0.9305, true", "0, 0.9306, false",
        "1, 0.8333, true", "1, 0.8334, false",
        "2, 0.6666, true", "2, 0.6667, false",
        "3, 0.0001, false",
    })
    void factorAboveTheHighestBurn_canNeverFire(int rule, String objective, boolean never) {
        List<String> warnings = warnings(
                slo(objective, Duration.ofDays(30), 2, List.of(BurnRule.DEFAULTS.get(rule))),
                Duration.ofSeconds(10),
                1);

        assertThat(!warnings.isEmpty()).isEqualTo(never);
    }

    @Test
    void factorOutOfReach_isToldWithTheFigures() {
        assertThat(warnings(slo("0.90", 2), Duration.ofSeconds(30), 1))
                .containsExactly("rule page 1h/5m can never fire: its factor 14.4 is not below the highest burn rate"
                        + " 10 of the objective 90% (expected: an objective above 93.0556%, or a smaller share)");
    }

    @Test
    void coarseInterval_turnsRulesOff() {
        assertThat(warnings(slo("0.99", 2), Duration.ofMinutes(20), 1))
                .containsExactly("rule page 1h/5m is off: interval too coarse, 1h holds 3 slots of 20m at 1 location"
                        + " (expected: at least 4, twice the bad floor)");
    }

    @Test
    void intervalAboveTheShortWindow_isTold() {
        assertThat(warnings(slo("0.99", 2), Duration.ofMinutes(10), 1))
                .containsExactly("rule page 1h/5m: interval too coarse, the short window 5m is below the interval and"
                        + " becomes 10m");
    }

    @Test
    void budgetOfLessThanOneSlot_isTold() {
        assertThat(warnings(slo("0.9999", 2), Duration.ofMinutes(5), 1))
                .containsExactly("interval too coarse: the budget of 99.99% over 30d is 0.864 slots of 5m at 1"
                        + " location, so one failure overspends it");
    }

    @Test
    void periodShorterThanALongWindow_turnsTheRuleOff() {
        assertThat(warnings(slo("0.999", Duration.ofDays(2), 2, BurnRule.DEFAULTS), Duration.ofSeconds(10), 1))
                .containsExactly("rule ticket 3d/6h is off: its long window 3d exceeds the period 2d");
    }

    @Test
    void noRuleLeft_isTold() {
        assertThat(warnings(slo("0.5", 2), Duration.ofDays(1), 1))
                .endsWith("no rule is on: nobody is told when the objective is missed");
    }

    @Test
    void timeoutAsLongAsTheShortWindow_isTold() {
        assertThat(Feasibility.warnings(
                        slo("0.99", Duration.ofDays(30), 2, BurnRule.DEFAULTS.subList(0, 1)),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        null,
                        1))
                .containsExactly("rule page 1h/5m can miss an outage: the timeout 5m is not below the short window 5m,"
                        + " whose slots are then still running");
    }
}
