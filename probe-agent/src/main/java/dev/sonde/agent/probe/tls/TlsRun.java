package dev.sonde.agent.probe.tls;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.agent.probe.run.WireRun;
import dev.sonde.contract.check.TlsTarget;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The TLS part of one run: a connection, the overture in clear text if there is one, which is {@code processing}, and the
 * handshake. Belongs to one event loop.
 */
final class TlsRun extends WireRun implements Overture.Partner {
    private final TlsTarget target;
    private final TlsProcedure.Needs needs;
    private final @Nullable Overture overture;

    TlsRun(Run run, TlsTarget target, TlsProcedure.Needs needs) {
        super(run, needs.reach());
        this.target = target;
        this.needs = needs;
        this.overture = target.starttls() == null ? null : new Overture(target.starttls());
    }

    @Override
    public void start() {
        dial(target.address());
    }

    @Override
    protected Wire open(Dial dial) {
        run.enter(Phase.CONNECT, run.loop().now());
        return run.loop().dialer().connect(dial, overture == null ? needs.security() : null, this);
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
        if (overture != null && !isOver() && run.phase() == Phase.PROCESSING) {
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
        end(verdict, run.loop().now());
    }

    @Override
    public void secured() {
        settlePhases();
        handshakeDone();
    }

    private void handshakeDone() {
        if (isOver()) {
            return;
        }
        Dial dial = wire().dial();
        String agreed = dial.applicationProtocol();
        if (!target.alpn().isEmpty()) {
            run.trail().note("alpn", agreed.isEmpty() ? "none" : agreed);
        }
        if (!target.alpn().isEmpty() && !target.alpn().contains(agreed)) {
            failed(Verdict.failure(
                    FailureReason.ASSERTION,
                    "alpn: none agreed on (expected: one of " + String.join(", ", target.alpn()) + ")"));
            return;
        }
        end(dial, needs.expectations(), dial.securedNanos());
    }

    @Override
    protected Verdict lost(@Nullable Throwable cause) {
        Dial dial = wire().dial();
        Verdict cutShort =
                overture != null && run.phase() == Phase.PROCESSING && cause == null && dial.breakage() == null
                        ? overture.closed()
                        : null;
        String unfinished = overture == null ? "" : "before the " + overture.expected();
        return cutShort != null ? cutShort : Failures.ofWire(cause, run.phase(), dial, unfinished);
    }

    @Override
    protected String awaited() {
        return overture == null ? "handshake" : overture.expected();
    }

    @Override
    protected void settle(Dial dial) {
        run.settle(dial, Phase.PROCESSING, Phase.TLS);
    }
}
