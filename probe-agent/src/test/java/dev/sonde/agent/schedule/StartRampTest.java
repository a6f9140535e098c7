package dev.sonde.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.Plan;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartRampTest {
    @ParameterizedTest
    @CsvSource({
        // checks, interval ms -> ramp ms
        "0, 1000, 0",
        "100, 1000, 0",
        "500, 1000, 5000",
        "5000, 1000, 10000",
        "3000, 30000, 0",
    })
    void ramp_growsWithTheRunsPerSecondAndIsBounded(int checks, long intervalMillis, long rampMillis) {
        List<Plan> plans = Collections.nCopies(checks, new Plan(intervalMillis * 1_000_000, 0, 1));

        StartRamp ramp = StartRamp.of(plans);

        assertThat(ramp.length()).isEqualTo(Duration.ofMillis(rampMillis));
        assertThat(ramp.delayNanos(0)).isZero();
        if (checks > 0) {
            assertThat(ramp.delayNanos(checks - 1)).isLessThanOrEqualTo(rampMillis * 1_000_000);
        }
    }
}
