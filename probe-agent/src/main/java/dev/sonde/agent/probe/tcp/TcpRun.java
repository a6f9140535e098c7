package dev.sonde.agent.probe.tcp;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.dialogue.DialogueRun;
import dev.sonde.agent.probe.dialogue.Flow;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.contract.check.TcpTarget;
import dev.sonde.contract.result.Phase;
import io.netty.buffer.ByteBuf;
import java.util.Objects;

/**
 * The TCP part of one run: a connection, TLS if there is any, a dialogue. The time from the connection, or from TLS, to the
 * first byte of an answer is {@code processing}, and so is all that is said in clear text before TLS; what follows the first
 * byte is {@code transfer}. Belongs to one event loop.
 */
final class TcpRun extends DialogueRun {
    private final TcpTarget target;
    private final TcpProcedure.Needs needs;

    TcpRun(Run run, TcpTarget target, TcpProcedure.Needs needs) {
        super(run, needs.reach(), needs.script(), Flow.STREAM, needs.expectations());
        this.target = target;
        this.needs = needs;
    }

    @Override
    public void start() {
        dial(target.address());
    }

    @Override
    protected Wire open(Dial dial) {
        run.enter(Phase.CONNECT, run.loop().now());
        return run.loop().dialer().connect(dial, target.tlsFromTheStart() ? needs.security() : null, this);
    }

    @Override
    public void ready() {
        settlePhases();
        Dial dial = wire().dial();
        talk.begin(target.tlsFromTheStart() ? dial.securedNanos() : dial.connectedNanos());
    }

    @Override
    public void received(Object message) {
        long now = run.loop().now();
        if (!talk.securesLater()) {
            run.enter(Phase.TRANSFER, now);
        }
        talk.heard((ByteBuf) message, now);
    }

    @Override
    public void secure() {
        run.enter(Phase.TLS, run.loop().now());
        wire().startTls(Objects.requireNonNull(needs.security(), "a dialogue that goes over to TLS has TLS settings"));
    }

    @Override
    public void secured() {
        settlePhases();
        talk.secured(wire().dial().securedNanos());
    }

    @Override
    protected void settle(Dial dial) {
        run.settle(dial, isSilent() ? Phase.CONNECT : Phase.PROCESSING, isSilent() ? Phase.TLS : Phase.PROCESSING);
    }
}
