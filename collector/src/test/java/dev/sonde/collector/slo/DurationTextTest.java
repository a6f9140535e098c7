package dev.sonde.collector.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "PT0S, 0s",
        "PT0.25S, 250ms",
        "PT10S, 10s",
        "PT90S, 90s",
        "PT5M, 5m",
        "PT6H, 6h",
        "PT24H, 1d",
        "PT25H, 25h",
        "P30D, 30d",
        "PT51.84S, 51.84s",
        "PT1.5S, 1.5s",
        "PT0.0000005S, 0.0000005s",
    })
    void duration_isWrittenAsInTheConfiguration(Duration duration, String text) {
        assertThat(DurationText.of(duration)).isEqualTo(text);
    }
}
