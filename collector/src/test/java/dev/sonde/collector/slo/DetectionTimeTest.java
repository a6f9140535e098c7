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

class DetectionTimeTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final BurnRule FIRST = BurnRule.DEFAULTS.get(0);

    private static Slo slo(String objective) {
        return Slo.of("slo", new CheckName("c"), new BigDecimal(objective), null, Duration.ofDays(30));
    }

    @ParameterizedTest(name = "{0} reaches the first rule's factor after {1} s of outage")
    @CsvSource({"0.999, 51.84", "0.995, 259.2", "0.99, 518.4", "0.9995, 25.92", "0.9999, 5.184"})
    void outageThatReachesTheFactor_isFactorTimesBudgetTimesLong(String objective, BigDecimal seconds) {
        BigDecimal nanos = new BurnLimit(slo(objective), FIRST).outageNanos();

        assertThat(nanos.movePointLeft(9)).isEqualByComparingTo(seconds);
    }

    @ParameterizedTest(name = "{0} every {1} s at {2}: {3} bad slots, told after {4} s")
    @CsvSource({
        // floor(51.84 * L / interval) + 1, at least the floor of 2; ceil(k / L) intervals + 5 s + 2 s
        "0.999, 10, 1, 6, 67",
        "0.999, 10, 3, 16, 67",
        "0.999, 60, 1, 2, 127",
        "0.999, 60, 3, 3, 67",
        "0.999, 1, 1, 52, 59",
        "0.99, 60, 1, 9, 547",
        "0.995, 30, 2, 18, 277",
        "0.9999, 10, 1, 2, 27",
    })
    void told_afterTheBadSlotsTheRuleNeeds(String objective, int interval, int locations, long badSlots, long seconds) {
        Duration every = Duration.ofSeconds(interval);

        assertThat(DetectionTime.badSlots(slo(objective), new BurnLimit(slo(objective), FIRST), every, locations))
                .isEqualTo(badSlots);
        assertThat(DetectionTime.byRule(slo(objective), FIRST, every, TIMEOUT, null, locations))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void burnExactlyAtTheFactor_needsOneMore() {
        // 99 % over 30 d: 518.4 s; an interval of 43.2 s reaches it with exactly 12 slots
        assertThat(DetectionTime.badSlots(slo("0.99"), new BurnLimit(slo("0.99"), FIRST), Duration.ofMillis(43_200), 1))
                .isEqualTo(13);
    }

    @Test
    void ruleThatIsOffOrOutOfReach_tellsNever() {
        assertThat(DetectionTime.byRule(slo("0.93"), FIRST, Duration.ofSeconds(10), TIMEOUT, null, 1))
                .isNull();
        assertThat(DetectionTime.byRule(slo("0.999"), FIRST, Duration.ofMinutes(16), TIMEOUT, null, 1))
                .isNull();
    }

    @Test
    void quickestPage_isTold() {
        Duration interval = Duration.ofSeconds(10);

        assertThat(DetectionTime.ofPage(List.of(slo("0.999")), 3, interval, TIMEOUT, null, 1))
                .isEqualTo(Duration.ofSeconds(37));
        assertThat(DetectionTime.ofPage(List.of(slo("0.999")), 0, interval, TIMEOUT, null, 1))
                .isEqualTo(Duration.ofSeconds(67));
        assertThat(DetectionTime.ofPage(List.of(), 0, interval, TIMEOUT, null, 1))
                .isNull();
    }

    @Test
    void confirmingRun_isAwaitedByPagesAndByNoTicket() {
        Duration interval = Duration.ofSeconds(10);
        Confirm confirm = new Confirm(Duration.ofSeconds(3));

        // Delay and timeout of the confirming run come on top of 37 s and 67 s.
        assertThat(DetectionTime.byHardDown(3, interval, TIMEOUT, confirm)).isEqualTo(Duration.ofSeconds(45));
        assertThat(DetectionTime.byRule(slo("0.999"), FIRST, interval, TIMEOUT, confirm, 1))
                .isEqualTo(Duration.ofSeconds(75));
        BurnRule ticket = BurnRule.DEFAULTS.stream()
                .filter(rule -> rule.severity() == Severity.TICKET)
                .findFirst()
                .orElseThrow();
        assertThat(DetectionTime.byRule(slo("0.999"), ticket, interval, TIMEOUT, confirm, 1))
                .isEqualTo(DetectionTime.byRule(slo("0.999"), ticket, interval, TIMEOUT, null, 1));
    }
}
