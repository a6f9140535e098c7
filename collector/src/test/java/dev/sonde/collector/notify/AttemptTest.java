package dev.sonde.collector.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static OutboxMessage message(int attempts, Duration age) {
        return new OutboxMessage("m", "r", "i", "incident.opened", "{}", NOW.minus(age), attempts, NOW);
    }

    private static Attempt.Consequence answered(int status, String retryAfter) {
        return new Attempt.Answered(status, retryAfter, "").consequence(message(0, Duration.ZERO), NOW, 0);
    }

    private static Attempt.Again again(int attempts, Duration delay, String error, Duration pause) {
        return new Attempt.Again(attempts, NOW.plus(delay), error, pause == null ? null : NOW.plus(pause));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void success_is2xx(int status) {
        assertThat(answered(status, null)).isEqualTo(new Attempt.Done());
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 307, 308, 400, 401, 403, 404, 409, 413, 500, 501})
    void everythingElse_isTriedAgain(int status) {
        assertThat(answered(status, null)).isEqualTo(again(1, Duration.ofSeconds(5), "HTTP " + status, null));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void throttling_holdsTheReceiverBack(int status) {
        assertThat(answered(status, null))
                .isEqualTo(again(1, Duration.ofSeconds(5), "HTTP " + status, Duration.ofSeconds(5)));
    }

    @Test
    void throttlingWithoutATime_holdsTheReceiverForAMinuteAtMost() {
        assertThat(new Attempt.Answered(503, null, "busy").consequence(message(3, Duration.ofHours(1)), NOW, 0))
                .isEqualTo(again(4, Duration.ofHours(2), "HTTP 503: busy", Duration.ofMinutes(1)));
    }

    @Test
    void retryAfter_isHonouredWhenItIsLater() {
        assertThat(answered(429, "90")).isEqualTo(again(1, Duration.ofSeconds(90), "HTTP 429", Duration.ofSeconds(90)));
        assertThat(answered(429, "1")).isEqualTo(again(1, Duration.ofSeconds(5), "HTTP 429", Duration.ofSeconds(1)));
        assertThat(answered(500, "90")).isEqualTo(again(1, Duration.ofSeconds(90), "HTTP 500", null));
    }

    @Test
    void gone_isGivenUpAtOnce() {
        assertThat(new Attempt.Answered(410, null, "moved on").consequence(message(2, Duration.ZERO), NOW, 0))
                .isEqualTo(new Attempt.GivenUp(3, "HTTP 410: moved on"));
    }

    @Test
    void failure_isGivenUpAfterTheWholeSchedule() {
        Attempt failed = new Attempt.Failed("connection refused");

        assertThat(failed.consequence(message(0, Duration.ZERO), NOW, 0))
                .isEqualTo(again(1, Duration.ofSeconds(5), "connection refused", null));
        assertThat(failed.consequence(message(9, RetrySchedule.WHOLE), NOW, 0))
                .isEqualTo(new Attempt.GivenUp(10, "connection refused"));
    }

    @Test
    void hindrance_isNoAttemptAndTriedEveryMinute() {
        Attempt hindered = new Attempt.Hindered("secret missing");

        assertThat(hindered.consequence(message(0, Duration.ofHours(20)), NOW, 0))
                .isEqualTo(again(0, Duration.ofMinutes(1), "secret missing", null));
        assertThat(hindered.consequence(message(0, RetrySchedule.WHOLE), NOW, 0))
                .isEqualTo(new Attempt.GivenUp(0, "secret missing"));
    }

    @Test
    void unwantedMessage_isGivenUpAtOnce() {
        assertThat(new Attempt.Unwanted("left").consequence(message(1, Duration.ZERO), NOW, 0))
                .isEqualTo(new Attempt.GivenUp(1, "left"));
    }
}
