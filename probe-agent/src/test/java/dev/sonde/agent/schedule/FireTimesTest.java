package dev.sonde.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.schedule.FireTimes.Due;
import dev.sonde.contract.check.Plan;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FireTimesTest {
    private static final long MS = 1_000_000;
    private final FireTimes times =
            new FireTimes(new Plan(1_000 * MS, 250 * MS, Duration.ofSeconds(5).toNanos()));

    @ParameterizedTest
    @CsvSource({
        // next slot, now in ms -> slot to run, slots passed
        "7, 7250, 7, 0",
        "7, 7251, 7, 0",
        "7, 8249, 7, 0",
        "7, 8250, 8, 1",
        "7, 9900, 9, 2",
        "7, 3607250, 3607, 3600",
    })
    void dueAt_namesTheNewestSlotAndThoseItPassed(long next, long nowMillis, long slot, long passed) {
        assertThat(times.dueAt(next, nowMillis * MS)).isEqualTo(new Due(slot, passed));
    }

    @ParameterizedTest
    @CsvSource({"7, 7249", "7, 0", "8, 8249", "9, 7250"})
    void dueAt_isNothingBeforeThePlannedTimeOrWhenTheClockWentBack(long next, long nowMillis) {
        assertThat(times.dueAt(next, nowMillis * MS)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "249, 0", "250, 1", "7249, 7", "7250, 8"})
    void firstSlot_isTheFirstPlannedAfterTheStart(long startMillis, long slot) {
        assertThat(times.firstSlot(startMillis * MS)).isEqualTo(slot);
    }

    @Test
    void dueTimes_doNotAddUpRounding() {
        Plan third = new Plan(333_333_333, 0, MS);

        assertThat(third.plannedEpochNanos(5_000_000_000L)).isEqualTo(333_333_333L * 5_000_000_000L);
    }
}
