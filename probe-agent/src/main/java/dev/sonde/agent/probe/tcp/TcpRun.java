package dev.sonde.agent.probe.tcp;

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
import dev.sonde.contract.check.TcpTarget;
import dev.sonde.contract.result.Phase;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The TCP part of one run: a connection, TLS if there is any, a dialogue. The time from the connection, or from TLS, to the
 * first byte of an answer is {@code processing}, and so is all that is said in clear text before TLS; what follows the first
 * byte is {@code transfer}. Belongs to one event loop.
 */
final class TcpRun implements ProtocolRun, Reach.Listener, WireListener, Talk.Partner {
    private final Run run;
    private final TcpTarget target;
    private final TcpProcedure.Needs needs;
    private final Talk talk;
    private @Nullable Wire wire;
    private boolean ended;

    TcpRun(Run run, TcpTarget target, TcpProcedure.Needs needs) {
        this.run = run;
        this.target = target;
        this.needs = needs;
        this.talk = new Talk(needs.script(), Flow.STREAM, run.loop(), this);
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
        run.enter(Phase.CONNECT, run.loop().now());
        wire = run.loop().dialer().connect(dial, target.tlsFromTheStart() ? needs.security() : null, this);
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
    public void say(byte[] bytes, boolean text) {
        wire().send(bytes);
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
    public void done(long atNanos) {
        if (ended) {
            return;
        }
        ended = true;
        leaveTrail();
        wire().close();
        ConnectionAnswer.judge(run, wire().dial(), needs.expectations(), atNanos);
    }

    @Override
    public void failed(Verdict verdict, long atNanos) {
        end(verdict, atNanos);
    }

    @Override
    public void ended(@Nullable Throwable cause) {
        long now = run.loop().now();
        settlePhases();
        Phase phase = run.phase();
        boolean inOrder = cause == null && wire().dial().breakage() == null;
        boolean talking = phase == Phase.PROCESSING || phase == Phase.TRANSFER;
        Verdict otherwise = inOrder && talking ? talk.closed() : null;
        end(
                otherwise != null
                        ? otherwise
                        : Failures.ofWire(cause, phase, wire().dial(), talking ? talk.unfinished() : ""),
                now);
    }

    private void end(Verdict verdict, long atNanos) {
        if (ended) {
            return;
        }
        ended = true;
        talk.stop();
        leaveTrail();
        if (wire != null) {
            wire.close();
        }
        run.ended(verdict, atNanos);
    }

    private void leaveTrail() {
        if (!needs.script().isEmpty()) {
            talk.leaveTrail(run.trail());
        }
    }

    private Wire wire() {
        return Objects.requireNonNull(wire, "nothing happens before there is a connection");
    }

    @Override
    public void settlePhases() {
        if (wire != null) {
            boolean silent = needs.script().isEmpty();
            run.settle(wire.dial(), silent ? Phase.CONNECT : Phase.PROCESSING, silent ? Phase.TLS : Phase.PROCESSING);
        }
    }

    @Override
    public void abort() {
        if (!ended) {
            ended = true;
            talk.stop();
            leaveTrail();
        }
        if (wire != null) {
            wire.abort();
        }
    }

    @Override
    public Verdict late(Phase phase) {
        return switch (phase) {
            case PROCESSING, TRANSFER -> talk.late(run.timeout());
            case RESOLVE, CONNECT, PROXY, TLS, SETTINGS ->
                Failures.deadline(phase, String.valueOf(wire == null ? null : wire.dial()), run.timeout(), "no answer");
        };
    }
}
