package dev.sonde.collector.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    @ParameterizedTest
    @CsvSource({
        "PT10S, 10",
        "PT-3S, -3",
        "PT0.3S, 0.3",
        "PT-0.002662804S, -0.002662804",
        "PT51.84S, 51.84",
        "PT8760000H0.5S, 31536000000"
    })
    void durations_areSeconds(Duration duration, String seconds) {
        assertThat(Json.seconds(duration)).hasToString(seconds);
    }

    @Test
    void times_areUtcToTheMillisecond() {
        assertThat(Json.time(Instant.parse("2026-03-01T12:00:00.123456Z"))).isEqualTo("2026-03-01T12:00:00.123Z");
        assertThat(Json.time(null)).isNull();
    }
}
