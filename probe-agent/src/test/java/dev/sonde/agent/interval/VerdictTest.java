package dev.sonde.agent.interval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.FakeProbe;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {
    private static final long THRESHOLD = Duration.ofMillis(50).toNanos();
    private static final long TIMEOUT = Duration.ofSeconds(5).toNanos();
    private static final List<Duration> LIMITS = List.of(Duration.ofMillis(300));

    private static Verdict judge(Outcome outcome, long durationMillis, long lagMillis) {
        return Verdict.of(
                FakeProbe.sample(outcome, Duration.ofMillis(durationMillis)),
                new RunLag(Duration.ofMillis(lagMillis).toNanos(), THRESHOLD, TIMEOUT),
                LIMITS);
    }

    private static Outcome outcome(String name) {
        return switch (name) {
            case "success" -> Outcome.SUCCESS;
            case "agent_stalled" -> Outcome.unknown(UnknownReason.AGENT_STALLED);
            case "agent_stopped" -> Outcome.unknown(UnknownReason.AGENT_STOPPED);
            case "agent_misconfigured" -> Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED);
            default -> Outcome.failure(FailureReason.valueOf(name.toUpperCase(java.util.Locale.ROOT)));
        };
    }

    @ParameterizedTest
    @CsvSource({
        // what the probe saw, its duration, the lag -> own word, word for the limit of 300 ms, durations kept, left out
        "success,             120,  0, success,             success,             true,  false",
        "success,             300,  0, success,             success,             true,  false",
        "success,             301,  0, success,             too_slow,            true,  false",
        "success,             301, 50, success,             too_slow,            true,  false",
        "success,             301, 51, success,             agent_stalled,       false, true",
        "success,             300, 51, success,             success,             false, true",
        "http_status,         120, 51, http_status,         http_status,         false, true",
        "http_status,         900,  0, http_status,         http_status,         true,  false",
        "connection_reset,    120, 99, connection_reset,    connection_reset,    false, true",
        "timeout,            5000,  0, timeout,             timeout,             true,  false",
        "timeout,            5000, 50, timeout,             timeout,             true,  false",
        // over the limit even without the lag
        "success,             351, 51, success,             agent_stalled,       false, true",
        "success,             352, 51, success,             too_slow,            false, true",
        "success,            5000, 60, success,             too_slow,            false, true",
        // silence: a target that had its time, or lag that was no tenth of it
        "timeout,            5000, 51, timeout,             timeout,             false, true",
        "timeout,            5000, 900, timeout,            timeout,             false, true",
        "timeout,            5900, 900, timeout,            timeout,             false, true",
        "timeout,            4999, 498, timeout,            timeout,             false, true",
        "timeout,            4999, 500, agent_stalled,      agent_stalled,       false, true",
        "timeout,            2000, 199, timeout,            timeout,             false, true",
        "timeout,            2000, 200, agent_stalled,      agent_stalled,       false, true",
        "connect_timeout,    2000, 51, connect_timeout,     connect_timeout,     false, true",
        "connect_timeout,    2000, 200, agent_stalled,      agent_stalled,       false, true",
        "too_slow,            700, 51, agent_stalled,       agent_stalled,       false, true",
        "too_slow,            700,  0, too_slow,            too_slow,            true,  false",
        "agent_stopped,       700,  0, agent_stopped,       agent_stopped,       false, false",
        "agent_misconfigured,   0, 51, agent_misconfigured, agent_misconfigured, false, false",
    })
    void verdict_isSpoiledByLagOnlyWhereItRestsOnTime(
            String seen, long millis, long lagMillis, String own, String limit, boolean kept, boolean leftOut) {
        Verdict verdict = judge(outcome(seen), millis, lagMillis);

        assertThat(verdict.outcome()).isEqualTo(outcome(own));
        assertThat(verdict.limits()).containsExactly(outcome(limit).word());
        assertThat(verdict.keepsDurations()).isEqualTo(kept);
        assertThat(verdict.leavesDurationsOut()).isEqualTo(leftOut);
    }

    @ParameterizedTest
    @EnumSource(FailureReason.class)
    void failure_staysOneUnderLagUnlessItRestsOnTime(FailureReason reason) {
        Verdict verdict = judge(Outcome.failure(reason), 100, 1_000);

        assertThat(verdict.outcome() instanceof Outcome.Failure).isEqualTo(!reason.restsOnTime());
    }

    @Test
    void verdict_isBadIfALimitFailsAndGoodOnlyIfAllHold() {
        assertThat(judge(Outcome.SUCCESS, 301, 0).isBad()).isTrue();
        assertThat(judge(Outcome.SUCCESS, 301, 0).isGood()).isFalse();
        assertThat(judge(Outcome.SUCCESS, 301, 51).isBad()).isFalse();
        assertThat(judge(Outcome.SUCCESS, 301, 51).isGood()).isFalse();
        assertThat(judge(Outcome.SUCCESS, 300, 0).isGood()).isTrue();
        assertThat(judge(Outcome.failure(FailureReason.DNS), 1, 0).isBad()).isTrue();
        assertThat(SlotWord.GOOD.started()).isTrue();
    }
}
