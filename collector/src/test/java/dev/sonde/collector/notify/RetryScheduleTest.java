package dev.sonde.collector.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryScheduleTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest(name = "attempts of {0} s")
    @ValueSource(ints = {0, 1, 20})
    void tenAttempts_areMadeOverThreeDays(int attemptSeconds) {
        List<Duration> delays = new ArrayList<>();
        Duration age = Duration.ofSeconds(attemptSeconds);
        Duration delay = RetrySchedule.delayAfter(1, age, 0);
        while (delay != null) {
            delays.add(delay);
            age = age.plus(delay).plusSeconds(attemptSeconds);
            delay = RetrySchedule.delayAfter(delays.size() + 1, age, 0);
        }

        assertThat(delays).isEqualTo(RetrySchedule.DELAYS);
        assertThat(RetrySchedule.WHOLE)
                .isEqualTo(Duration.ofHours(75).plusMinutes(35).plusSeconds(5));
    }

    @Test
    void jitter_addsUpToATenth() {
        assertThat(RetrySchedule.delayAfter(2, Duration.ofSeconds(5), 0)).isEqualTo(Duration.ofMinutes(5));
        assertThat(RetrySchedule.delayAfter(2, Duration.ofSeconds(5), 0.5)).isEqualTo(Duration.ofSeconds(315));
        assertThat(RetrySchedule.delayAfter(2, Duration.ofSeconds(5), 0.999999))
                .isLessThanOrEqualTo(Duration.ofSeconds(330));
    }

    @Test
    void attemptsOutOfTurn_doNotUseTheScheduleUp() {
        assertThat(RetrySchedule.delayAfter(30, Duration.ofSeconds(4), 0)).isEqualTo(Duration.ofSeconds(5));
        assertThat(RetrySchedule.delayAfter(30, Duration.ofMinutes(4), 0)).isEqualTo(Duration.ofMinutes(5));
        assertThat(RetrySchedule.delayAfter(30, Duration.ofHours(1), 0)).isEqualTo(Duration.ofHours(2));
        assertThat(RetrySchedule.delayAfter(30, Duration.ofHours(75), 0)).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void messageThatWaitedLongBehindAnother_beginsQuickly() {
        assertThat(RetrySchedule.delayAfter(1, Duration.ofHours(20), 0)).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest(name = "Retry-After: {0} is {1} s")
    @CsvSource({
        "0, 0",
        "120, 120",
        "' 7 ', 7",
        "3600, 3600",
        "3601, 3600",
        "99999999999999999999, 3600",
        "'Sun, 01 Mar 2026 12:02:00 GMT', 120",
        "'Sun, 1 Mar 2026 12:02:00 GMT', 120",
        "'Sun, 01 Mar 2026 11:00:00 GMT', 0",
        "'Mon, 02 Mar 2026 12:00:00 GMT', 3600",
    })
    void retryAfter_isSecondsOrADateAndBounded(String header, long seconds) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "1.5", "2026-03-01T12:02:00Z"})
    void retryAfterThatIsNeither_isNothing(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isNull();
        assertThat(RetryAfter.parse(null, NOW)).isNull();
    }
}
