package dev.sonde.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSenderTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "120, 120",
        "' 7 ', 7",
        "-5, 0",
        "'Sun, 22 Nov 2026 10:01:30 GMT', 90",
        "'Sun, 22 Nov 2026 09:00:00 GMT', 0",
    })
    void retryAfter_isSecondsOrADate(String header, long seconds) {
        assertThat(BatchSender.retryAfter(header, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(
            value = {"soon", "1.5", "''", "NULL"},
            nullValues = "NULL")
    void retryAfter_isNothingIfItIsNeither(String header) {
        assertThat(BatchSender.retryAfter(header, NOW)).isNull();
    }
}
