package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarsTest {
    private static final Scalar<Duration> ANY_DURATION = Scalars.duration(Duration.ZERO, Duration.ofDays(4_000_000));

    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "10s, PT10S",
        "5m, PT5M",
        "6h, PT6H",
        "30d, PT720H",
        "0s, PT0S",
        "0d, PT0S",
        "90000ms, PT90S",
    })
    void duration_isReadExactly(String text, Duration expected) {
        assertThat(ANY_DURATION.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10", "s", "1.5s", "01s", "+1s", "-1s", "1 s", "1S", "1w", "1h30m", "1e3s", "１s", "1us"})
    void duration_isNothingElse(String text) {
        assertThatThrownBy(() -> ANY_DURATION.tryParse(text)).isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0s", "PT0.001S, 1ms", "PT1.5S, 1500ms", "PT60S, 1m", "PT90S, 90s", "PT24H, 1d", "PT25H, 25h"})
    void duration_isWrittenInItsLargestUnit(Duration duration, String expected) {
        assertThat(Durations.format(duration)).isEqualTo(expected);
    }

    @Test
    void duration_canBeOff() {
        assertThat(Scalars.durationOrOff(Duration.ofDays(1)).parse("0")).isEqualTo(Duration.ZERO);
    }

    @Test
    void hugeDuration_isOutOfRangeAndNotOverflown() {
        assertThatThrownBy(() ->
                        Scalars.duration(Duration.ZERO, Duration.ofDays(1)).tryParse("999999999999999999d"))
                .isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest
    @CsvSource({"1B, 1", "64KiB, 65536", "10MiB, 10485760", "1GiB, 1073741824"})
    void size_isReadAndWritten(String text, long bytes) {
        assertThat(Scalars.size(1, 1L << 30).parse(text)).isEqualTo(bytes);
        assertThat(Scalars.formatSize(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1KB", "1K", "1kib", "1.5KiB", "0B", "1025MiB", "999999999999GiB", "01B", "-1B"})
    void size_isNothingElse(String text) {
        assertThatThrownBy(() -> Scalars.size(1, 1L << 30).tryParse(text)).isInstanceOf(BadValueException.class);
    }

    @Test
    void percentage_isExact() {
        BigDecimal objective = Scalars.percentageBetween().parse("99.9%");

        assertThat(BigDecimal.ONE.subtract(objective)).isEqualTo(new BigDecimal("0.001"));
        assertThat(Scalars.percentageBetween().parse("99.90%")).isEqualTo(objective);
        assertThat(Scalars.percentageUpToWhole().parse("100%")).isEqualByComparingTo(BigDecimal.ONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "99.9", "0%", "0.000%", "100%", "100.1%", "099%", ".5%", "99.%", "99,9%", "1e1%", "-5%"})
    void percentage_isNothingElse(String text) {
        assertThatThrownBy(() -> Scalars.percentageBetween().tryParse(text)).isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "no", "on", "True", "TRUE", "1", "y", "true "})
    void bool_isOnlyTrueOrFalse(String text) {
        assertThat(Scalars.bool().parse("true")).isTrue();
        assertThat(Scalars.bool().parse("false")).isFalse();
        assertThatThrownBy(() -> Scalars.bool().tryParse(text)).isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "010", "0x1", "1_000", "1.0", "+1", "-1", "9999999999", "99999999999999999999", "11"})
    void whole_isPlainDecimal(String text) {
        assertThat(Scalars.whole(0, 10).parse("0")).isZero();
        assertThat(Scalars.whole(0, 10).parse("10")).isEqualTo(10);
        assertThatThrownBy(() -> Scalars.whole(0, 10).tryParse(text)).isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a",
                "https://a.example:8443/x?y=z",
                "HTTP://a/",
                "http://127.0.0.1/",
                "http://[::1]:80/",
                "http://a/%C3%A4"
            })
    void endpoint_isAUrlWithSchemeAndHost(String text) {
        assertThat(Urls.endpoint().parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://hooks.example/x", "https://hooks.example/${file:hook}", "${file:hook-url}"})
    void urlWithSecrets_mayBeOne(String text) {
        assertThat(Urls.withSecrets().parse(text).source()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "intervall, interval",
        "Interval, interval",
        "intreval, interval",
        "nterval, interval",
        "hard-down, hard_down",
        "harddown, hard_down",
        "xyz,",
        "in,",
        "'',"
    })
    void nearestName_isTheOneProbablyMeant(String written, String expected) {
        assertThat(NearestName.of(
                        written, java.util.List.of("name", "interval", "timeout", "hard_down", "certificate")))
                .isEqualTo(expected);
    }
}
