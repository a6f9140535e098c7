package dev.sonde.agent.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTimeoutTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            # module, header, offset, expected (seconds)
            0,   15, 0.5, 14.5
            0,   15, 0,   15
            20,  15, 0.5, 14.5
            20,  15, 0,   15
            5,   15, 0,   5
            5,   15, 0.5, 5
            10,  ,   0.5, 10
            10,  10, 0.5, 9.5
            9.5, ,   0.5, 9.5
            9.5, ,   1,   9.5
            0,   ,   0.5, 119.5
            0,   ,   0,   120
            0,   0,  0,   120
            5,   0.2, 0.5, 5
            0,   0.2, 0.5, 0
            0,   9e9, 0.5, 3600
            0,   1e300, 0, 3600
            7200, ,   0,   120
            """)
    void of_takesTheShorterOfModuleAndScraper(double module, String header, double offset, double expected) {
        Duration timeout = ProbeTimeout.of(Duration.ofMillis((long) (module * 1000)), header, offset);

        assertThat(timeout.toNanos() / 1e9).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "10s", "1,5", " 5", "5d", "NaN"})
    void of_refusesWhatIsNoNumber(String header) {
        assertThatThrownBy(() -> ProbeTimeout.of(Duration.ZERO, header, 0.5))
                .isInstanceOf(NumberFormatException.class)
                .hasMessageContaining("'" + header + "'");
    }

    @Test
    void of_takesAnEmptyHeaderAsNone() {
        assertThat(ProbeTimeout.of(Duration.ZERO, "", 0)).isEqualTo(Duration.ofSeconds(120));
    }
}
