package dev.sonde.agent.probe.run;

import dev.sonde.agent.expect.Answer;
import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.PhaseTimings;
import dev.sonde.agent.probe.connect.Dial;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a protocol of which only connection and time are left to be judged.
 *
 * @param certificateExpiry null without TLS
 */
public record ConnectionAnswer(
        Dial dial, @Nullable Instant certificateExpiry, long durationNanos, PhaseTimings phases, Instant at)
        implements Answer {
    /**
     * Ends a run whose protocol found nothing wrong; whoever calls has seen to the connection.
     *
     * @param dial the run's connection, or its last
     * @param atNanos when the last byte came
     */
    public static void judge(Run run, Dial dial, Expectations expectations, long atNanos) {
        long durationNanos = run.answered(atNanos);
        ConnectionAnswer answer = new ConnectionAnswer(
                dial,
                run.certificateExpiry(),
                durationNanos,
                run.phases(),
                run.loop().settings().wallClock().instant());
        run.judge(expectations, answer).onSuccess(verdict -> run.ended(verdict, atNanos));
    }

    @Override
    public List<X509Certificate> certificates() {
        return dial.certificates();
    }

    @Override
    public String tlsVersion() {
        return dial.tlsVersion();
    }
}
