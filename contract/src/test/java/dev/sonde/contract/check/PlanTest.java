package dev.sonde.contract.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
    private static final long SEED = 109;
    private static final long SECOND = 1_000_000_000L;

    /** Computed apart: int.from_bytes(hashlib.sha256(check + NUL + location).digest()[:8], "big") % interval. */
    @ParameterizedTest
    @CsvSource({
        "checkout-api, eu, 10000000000, 3352106547",
        "checkout-api, us, 10000000000, 6488650283",
        "home, local, 30000000000, 23161113886",
        "a, b, 100000000, 33682387",
        "a, b, 86400000000000, 28607833682387",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx,"
                + " yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy, 60000000000, 46242555917"
    })
    void of_givesTheGoldenOffsets(String check, String location, long interval, long offset) {
        Plan plan = Plan.of(
                new CheckName(check), new Location(location), Duration.ofNanos(interval), Duration.ofSeconds(5));

        assertThat(plan).isEqualTo(new Plan(interval, offset, 5 * SECOND));
    }

    @Test
    void slots_areFoundAtTheirBorders() {
        Plan plan = new Plan(10 * SECOND, 3 * SECOND, SECOND);

        assertThat(plan.plannedEpochNanos(0)).isEqualTo(3 * SECOND);
        assertThat(plan.plannedEpochNanos(180_000_000)).isEqualTo(1_800_000_003L * SECOND);
        assertThat(plan.slotAtOrBefore(3 * SECOND)).isZero();
        assertThat(plan.slotAtOrBefore(3 * SECOND - 1)).isEqualTo(-1);
        assertThat(plan.slotAtOrBefore(13 * SECOND - 1)).isZero();
        assertThat(plan.slotAtOrBefore(13 * SECOND)).isEqualTo(1);
        assertThat(plan.slotAfter(3 * SECOND)).isEqualTo(1);
        assertThat(plan.slotAfter(3 * SECOND - 1)).isZero();
        assertThat(plan.plannedEpochNanos(-2)).isEqualTo(-17 * SECOND);
        assertThat(plan.slotAtOrBefore(-17 * SECOND)).isEqualTo(-2);
        assertThat(plan.slotAtOrBefore(-17 * SECOND - 1)).isEqualTo(-3);
    }

    @Test
    void slotsBetween_countsHalfOpenWindows() {
        Plan plan = new Plan(10 * SECOND, 3 * SECOND, SECOND);

        assertThat(plan.slotsBetween(3 * SECOND, 13 * SECOND)).isEqualTo(1);
        assertThat(plan.slotsBetween(3 * SECOND - 1, 13 * SECOND)).isEqualTo(2);
        assertThat(plan.slotsBetween(3 * SECOND, 13 * SECOND - 1)).isZero();
        assertThat(plan.slotsBetween(0, 3600 * SECOND)).isEqualTo(360);
        assertThat(plan.slotsBetween(5 * SECOND, 5 * SECOND)).isZero();
        assertThat(plan.slotsBetween(50 * SECOND, SECOND)).isZero();
    }

    @Test
    void slots_andTimesAgreeAnywhere() {
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            long interval = 100_000_000L + random.nextLong(86_399_900_000_001L);
            Plan plan = new Plan(interval, random.nextLong(interval), 1);
            long time = random.nextLong(4_000_000_000L * SECOND) - 100_000 * SECOND;

            long slot = plan.slotAtOrBefore(time);

            assertThat(plan.plannedEpochNanos(slot))
                    .as("seed %d round %d", SEED, round)
                    .isLessThanOrEqualTo(time);
            assertThat(plan.plannedEpochNanos(slot + 1)).isGreaterThan(time);
            assertThat(plan.slotAfter(time)).isEqualTo(slot + 1);
            assertThat(plan.slotAtOrBefore(plan.plannedEpochNanos(slot))).isEqualTo(slot);
        }
    }

    @ParameterizedTest(name = "timeout {0} ms every {1} ms: {2}")
    @CsvSource({
        "1, 10000, 2",
        "9999, 10000, 2",
        "10000, 10000, 2",
        "10001, 10000, 3",
        "20000, 10000, 3",
        "20001, 10000, 4",
        "5000, 1000, 6",
        "10000, 100, 101",
        "86400000, 100, 864001"
    })
    void maxInFlight_isTheRoundedUpRatioPlusOne(long timeoutMillis, long intervalMillis, int expected) {
        Plan plan = new Plan(intervalMillis * 1_000_000, 0, timeoutMillis * 1_000_000);

        assertThat(plan.maxInFlight()).isEqualTo(expected);
    }

    @Test
    void nonsense_isRefused() {
        assertThatThrownBy(() -> new Plan(99_999_999, 0, 1))
                .hasMessage("interval: 99999999 ns (expected: 100ms to 1d)");
        assertThatThrownBy(() -> new Plan(86_400 * SECOND + 1, 0, 1))
                .hasMessage("interval: 86400000000001 ns (expected: 100ms to 1d)");
        assertThatThrownBy(() -> new Plan(SECOND, SECOND, 1))
                .hasMessage("offset: 1000000000 ns (expected: 0 to below the interval)");
        assertThatThrownBy(() -> new Plan(SECOND, -1, 1))
                .hasMessage("offset: -1 ns (expected: 0 to below the interval)");
        assertThatThrownBy(() -> new Plan(SECOND, 0, 0)).hasMessage("timeout: 0 ns (expected: above 0, at most 1d)");
        assertThatThrownBy(() -> new Plan(SECOND, 0, 86_400 * SECOND + 1))
                .hasMessage("timeout: 86400000000001 ns (expected: above 0, at most 1d)");
    }

    @Test
    void anchoredPlan_isPlannedAtItsTimeOfDayAndThenEveryInterval() {
        Plan daily = Plan.anchoredAt(LocalTime.of(2, 30), Duration.ofDays(1), Duration.ofMinutes(5));
        Plan hourly = Plan.anchoredAt(LocalTime.of(2, 30), Duration.ofHours(1), Duration.ofMinutes(5));
        long noon = Instant.parse("2026-11-22T12:00:00Z").getEpochSecond() * 1_000_000_000L;

        assertThat(Instant.ofEpochSecond(0, daily.plannedEpochNanos(daily.slotAfter(noon))))
                .isEqualTo("2026-11-23T02:30:00Z");
        assertThat(Instant.ofEpochSecond(0, hourly.plannedEpochNanos(hourly.slotAfter(noon))))
                .isEqualTo("2026-11-22T12:30:00Z");
    }
}
