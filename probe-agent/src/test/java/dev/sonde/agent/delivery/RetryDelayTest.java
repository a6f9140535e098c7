package dev.sonde.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryDelayTest {
    private final RetryDelay delay = new RetryDelay(new Random(3));

    @ParameterizedTest
    @CsvSource({"1, 250, 500", "2, 500, 1000", "4, 2000, 4000", "6, 5000, 10000", "50, 5000, 10000"})
    void delay_doublesUpToItsBoundAndIsDrawnFromTheUpperHalf(int failures, long least, long most) {
        for (int i = 0; i < 200; i++) {
            assertThat(delay.afterFailures(failures, null))
                    .isBetween(Duration.ofMillis(least), Duration.ofMillis(most));
        }
    }

    @Test
    void delay_honoursWhatTheCollectorAsksForWithinReason() {
        assertThat(delay.afterFailures(1, Duration.ofSeconds(42))).isEqualTo(Duration.ofSeconds(42));
        assertThat(delay.afterFailures(1, Duration.ofDays(1))).isEqualTo(RetryDelay.LONGEST_ASKED);
        assertThat(delay.afterFailures(1, Duration.ZERO)).isPositive();
    }

    @Test
    void delay_isLongWhenOnlyAPersonCanHelp() {
        assertThat(delay.whenBarred()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
    }
}
