package dev.sonde.agent.probe.udp;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.connect.WireListener;
import dev.sonde.agent.probe.dialogue.Flow;
import dev.sonde.agent.probe.dialogue.Talk;
import dev.sonde.agent.probe.run.ConnectionAnswer;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.UdpTarget;
import dev.sonde.contract.result.Phase;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The UDP part of one run: a dialogue in datagrams, all of which is {@code processing}. Belongs to one event loop.
 */
final class UdpRun implements ProtocolRun, Reach.Listener, WireListener, Talk.Partner {
    private final Run run;
    private final UdpTarget target;
    private final UdpProcedure.Needs needs;
    private final Talk talk;
    private @Nullable Wire wire;
    private boolean ended;

    UdpRun(Run run, UdpTarget target, UdpProcedure.Needs needs) {
        this.run = run;
        this.target = target;
        this.needs = needs;
        this.talk = new Talk(needs.script(), Flow.DATAGRAMS, run.loop(), this);
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
        end(verdict, run.loop().now());
    }

    @Override
    public void chosen(List<InetAddress> addresses) {
        if (ended) {
            return;
        }
        Dial dial = run.dial(addresses.get(0), target.address().port(), needs.reach());
        run.enter(Phase.PROCESSING, run.loop().now());
        wire = run.loop().dialer().datagrams(dial, pipeline -> {}, this);
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
    public void say(byte[] bytes, boolean text) {
        wire().send(bytes);
    }

    @Override
    public void secure() {
        throw new IllegalStateException("a dialogue in datagrams never goes over to TLS");
    }

    @Override
    public void done(long atNanos) {
        if (ended) {
            return;
        }
        ended = true;
        talk.leaveTrail(run.trail());
        wire().close();
        ConnectionAnswer.judge(run, wire().dial(), needs.expectations(), atNanos);
    }

    @Override
    public void failed(Verdict verdict, long atNanos) {
        end(verdict, atNanos);
    }

    @Override
    public void ended(@Nullable Throwable cause) {
        Throwable known = cause == null ? new ClosedChannelException() : cause;
        end(Failures.ofDatagrams(known, wire().dial()), run.loop().now());
    }

    private void end(Verdict verdict, long atNanos) {
        if (ended) {
            return;
        }
        ended = true;
        talk.stop();
        talk.leaveTrail(run.trail());
        if (wire != null) {
            wire.close();
        }
        run.ended(verdict, atNanos);
    }

    private Wire wire() {
        return Objects.requireNonNull(wire, "nothing happens before there is a socket");
    }

    @Override
    public void abort() {
        if (!ended) {
            ended = true;
            talk.stop();
            talk.leaveTrail(run.trail());
        }
        if (wire != null) {
            wire.abort();
        }
    }

    @Override
    public Verdict late(Phase phase) {
        return phase == Phase.PROCESSING
                ? talk.late(run.timeout())
                : Failures.deadline(
                        phase, String.valueOf(wire == null ? null : wire.dial()), run.timeout(), "no answer");
    }
}
