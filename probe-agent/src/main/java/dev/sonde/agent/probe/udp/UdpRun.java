package dev.sonde.agent.probe.udp;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.dialogue.DialogueRun;
import dev.sonde.agent.probe.dialogue.Flow;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.UdpTarget;
import dev.sonde.contract.result.Phase;
import io.netty.buffer.ByteBuf;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The UDP part of one run: a dialogue in datagrams, all of which is {@code processing}. Belongs to one event loop.
 */
final class UdpRun extends DialogueRun {
    private final UdpTarget target;

    UdpRun(Run run, UdpTarget target, UdpProcedure.Needs needs) {
        super(run, needs.reach(), needs.script(), Flow.DATAGRAMS, needs.expectations());
        this.target = target;
    }

    @Override
    public void start() {
        dial(target.address());
    }

    @Override
    protected Wire open(Dial dial) {
        run.enter(Phase.PROCESSING, run.loop().now());
        return run.loop().dialer().datagrams(dial, pipeline -> {}, this);
    }

    @Override
    public void ready() {
        talk.begin(run.loop().now());
    }

    @Override
    public void received(Object message) {
        talk.heard((ByteBuf) message, run.loop().now());
    }

    @Override
    protected Verdict lost(@Nullable Throwable cause) {
        Throwable known = cause == null ? new ClosedChannelException() : cause;
        return Failures.ofDatagrams(known, wire().dial());
    }
}
