package dev.sonde.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sonde.agent.telemetry.CapacityForecast.Effort;
import dev.sonde.agent.telemetry.CapacityForecast.Reading;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CapacityForecastTest {
    private static final Offset<Double> EXACT = within(0.001);
    private final AgentTelemetry telemetry = new AgentTelemetry();
    private long nanos;
    private long loopNanos;
    private long otherNanos;
    private long runs;

    /** A second in which so many runs cost the loop so much each, and the rest of the process so much in all. */
    private void second(CapacityForecast forecast, int perSecond, int runMicros, int otherMillis) {
        nanos += Duration.ofSeconds(1).toNanos();
        runs += perSecond;
        loopNanos += (long) perSecond * runMicros * 1_000 + 1_000_000;
        otherNanos += otherMillis * 1_000_000L;
        forecast.read(new Reading(nanos, loopNanos + otherNanos, List.of(new Effort(loopNanos, runs))));
    }

    @Test
    void beforeARunWasMeasured_theForecastRestsOnAnAssumedCost() {
        CapacityForecast forecast = new CapacityForecast(1, 1, telemetry);

        forecast.assigned(1_000, new double[] {1_000});

        assertThat(forecast.forecast()).isCloseTo(1_000 * CapacityForecast.ASSUMED_RUN_NANOS / 1e9, EXACT);
        assertThat(telemetry.forecast()).isEqualTo(forecast.forecast());
    }

    @Test
    void forecast_isOfTheChecksThatAreAssignedByWhatARunCosts() {
        CapacityForecast forecast = new CapacityForecast(1, 1, telemetry);
        forecast.assigned(1_000, new double[] {1_000});
        for (int i = 0; i < 12; i++) {
            second(forecast, 1_000, 200, 0);
        }
        assertThat(forecast.forecast()).isCloseTo(0.2, EXACT);
        assertThat(telemetry.runCpuSeconds()).isCloseTo(0.0002, within(0.000_001));

        forecast.assigned(4_000, new double[] {4_000});

        assertThat(telemetry.forecast()).isCloseTo(0.8, EXACT);
    }

    @Test
    void restOfTheProcess_growsWithTheRunsByHalfOfWhatTheyCostAtMost() {
        CapacityForecast forecast = new CapacityForecast(1, 1, telemetry);
        forecast.assigned(10, new double[] {100});
        for (int i = 0; i < 30; i++) {
            second(forecast, 100, 200, 20);
        }
        assertThat(forecast.forecast()).isCloseTo(0.04, EXACT);
        assertThat(telemetry.utilisation()).isCloseTo(0.041, EXACT);

        forecast.assigned(10, new double[] {1_000});

        // 0.2 of the runs, and of the rest 0.02 + 0.1 and not 0.2
        assertThat(forecast.forecast()).isCloseTo(0.32, EXACT);
    }

    @Test
    void busiestLoop_countsWhereTheCoresAreManyAndAllOfThemWhereTheyAreFew() {
        CapacityForecast many = new CapacityForecast(2, 8, telemetry);
        CapacityForecast few = new CapacityForecast(2, 1, telemetry);

        many.assigned(3, new double[] {1_000, 3_000});
        few.assigned(3, new double[] {1_000, 3_000});

        assertThat(many.forecast()).isCloseTo(3_000 * CapacityForecast.ASSUMED_RUN_NANOS / 1e9, EXACT);
        assertThat(few.forecast()).isCloseTo(4_000 * CapacityForecast.ASSUMED_RUN_NANOS / 1e9, EXACT);
    }

    @Test
    void fewRuns_areMeasuredOverALongerTime() {
        CapacityForecast forecast = new CapacityForecast(1, 1, telemetry);
        forecast.assigned(10, new double[] {10});
        for (int i = 0; i < 10; i++) {
            second(forecast, 10, 5_000, 0);
        }
        assertThat(telemetry.runCpuSeconds()).isZero();

        second(forecast, 10, 5_000, 0);

        assertThat(telemetry.runCpuSeconds()).isCloseTo(0.005, within(0.000_001));
    }

    @Test
    void utilisation_isToldWithoutRunsToo() {
        CapacityForecast forecast = new CapacityForecast(1, 1, telemetry);
        forecast.assigned(10, new double[] {1_000});
        for (int i = 0; i < 6; i++) {
            second(forecast, 1_000, 500, 100);
        }
        assertThat(telemetry.utilisation()).isCloseTo(0.601, EXACT);

        forecast.assigned(0, new double[] {0});
        for (int i = 0; i < 5; i++) {
            second(forecast, 0, 0, 3);
        }

        assertThat(telemetry.utilisation()).isCloseTo(0.004, within(0.000_001));
        assertThat(telemetry.runCpuSeconds()).as("known from before").isCloseTo(0.0005, within(0.000_001));
    }

    @Test
    void warning_comesBeforeTheLimitOnceAndIsTakenBack() {
        CapacityForecast forecast = new CapacityForecast(1, 1, telemetry);
        forecast.assigned(100, new double[] {1_000});
        // a cold process is no reason to warn
        for (int i = 0; i < 6; i++) {
            second(forecast, 1_000, 2_000, 0);
        }
        assertThat(forecast.warning()).isNull();
        for (int i = 0; i < 30; i++) {
            second(forecast, 1_000, 500, 0);
        }
        assertThat(forecast.forecast()).isCloseTo(0.5, within(0.05));
        assertThat(forecast.warning()).isNull();

        forecast.assigned(150, new double[] {1_500});
        assertThat(forecast.warning()).isEqualTo(CapacityForecast.Warning.NEAR);
        forecast.assigned(130, new double[] {1_300});
        assertThat(forecast.warning()).as("not taken back at once").isEqualTo(CapacityForecast.Warning.NEAR);
        forecast.assigned(300, new double[] {3_000});
        assertThat(forecast.warning()).isEqualTo(CapacityForecast.Warning.BEYOND);

        forecast.assigned(100, new double[] {1_000});

        assertThat(forecast.warning()).isNull();
    }
}
