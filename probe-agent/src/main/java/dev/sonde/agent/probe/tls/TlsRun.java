package dev.sonde.agent.probe.tls;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.connect.WireListener;
import dev.sonde.agent.probe.run.ConnectionAnswer;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.TlsTarget;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The TLS part of one run: a connection, the overture in clear text if there is one, which is {@code processing}, and the
 * handshake. Belongs to one event loop.
 */
final class TlsRun implements ProtocolRun, Reach.Listener, WireListener, Overture.Partner {
    private final Run run;
    private final TlsTarget target;
    private final TlsProcedure.Needs needs;
    private final @Nullable Overture overture;
    private @Nullable Wire wire;
    private boolean ended;

    TlsRun(Run run, TlsTarget target, TlsProcedure.Needs needs) {
        this.run = run;
        this.target = target;
        this.needs = needs;
        this.overture = target.starttls() == null ? null : new Overture(target.starttls());
    }

    @Override
    public void start() {
        run.resolve(target.address().host(), needs.reach(), this);
    }

    @Override
    public void resolved(List<InetAddress> addresses) {
        run.trail().resolved(addresses);
    }

    @Override
    public void refused(Verdict verdict) {
        end(verdict);
    }

    @Override
    public void chosen(List<InetAddress> addresses) {
        if (ended) {
            return;
        }
        Dial dial = run.dial(addresses.get(0), target.address().port(), needs.reach());
        run.enter(Phase.CONNECT, run.loop().now());
        wire = run.loop().dialer().connect(dial, overture == null ? needs.security() : null, this);
    }

    @Override
    public void ready() {
        settlePhases();
        if (overture == null) {
            handshakeDone();
        }
    }

    @Override
    public void received(Object message) {
        if (overture != null && !ended && run.phase() == Phase.PROCESSING) {
            overture.heard((ByteBuf) message, this);
        }
    }

    @Override
    public void say(byte[] bytes) {
        wire().send(bytes);
    }

    @Override
    public void agreed() {
        run.enter(Phase.TLS, run.loop().now());
        wire().startTls(needs.security());
    }

    @Override
    public void failed(Verdict verdict) {
        end(verdict);
    }

    @Override
    public void secured() {
        settlePhases();
        handshakeDone();
    }

    private void handshakeDone() {
        if (ended) {
            return;
        }
        Dial dial = wire().dial();
        String agreed = dial.applicationProtocol();
        if (!target.alpn().isEmpty()) {
            run.trail().note("alpn", agreed.isEmpty() ? "none" : agreed);
        }
        if (!target.alpn().isEmpty() && !target.alpn().contains(agreed)) {
            end(Verdict.failure(
                    FailureReason.ASSERTION,
                    "alpn: none agreed on (expected: one of " + String.join(", ", target.alpn()) + ")"));
            return;
        }
        ended = true;
        wire().close();
        ConnectionAnswer.judge(run, dial, needs.expectations(), dial.securedNanos());
    }

    @Override
    public void ended(@Nullable Throwable cause) {
        settlePhases();
        Dial dial = wire().dial();
        Verdict cutShort =
                overture != null && run.phase() == Phase.PROCESSING && cause == null && dial.breakage() == null
                        ? overture.closed()
                        : null;
        String unfinished = overture == null ? "" : "before the " + overture.expected();
        end(cutShort != null ? cutShort : Failures.ofWire(cause, run.phase(), dial, unfinished));
    }

    private void end(Verdict verdict) {
        if (ended) {
            return;
        }
        ended = true;
        long atNanos = run.loop().now();
        if (wire != null) {
            wire.close();
        }
        run.ended(verdict, atNanos);
    }

    private Wire wire() {
        return Objects.requireNonNull(wire, "nothing happens before there is a connection");
    }

    @Override
    public void settlePhases() {
        if (wire != null) {
            run.settle(wire.dial(), Phase.PROCESSING, Phase.TLS);
        }
    }

    @Override
    public void abort() {
        ended = true;
        if (wire != null) {
            wire.abort();
        }
    }

    @Override
    public Verdict late(Phase phase) {
        return Failures.deadline(
                phase,
                String.valueOf(wire == null ? null : wire.dial()),
                run.timeout(),
                "no " + (overture == null ? "handshake" : overture.expected()));
    }
}
