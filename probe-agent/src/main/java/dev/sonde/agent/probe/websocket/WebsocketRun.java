package dev.sonde.agent.probe.websocket;

import dev.sonde.agent.expect.Excerpt;
import dev.sonde.agent.probe.TraceContext;
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
import dev.sonde.agent.probe.run.RunMark;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.WebsocketTarget;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket part of one run: a connection, TLS if there is any, the upgrade, which is {@code processing}, and a dialogue
 * in messages, which is {@code transfer}. Belongs to one event loop.
 */
final class WebsocketRun implements ProtocolRun, Reach.Listener, WireListener, Talk.Partner {
    private final Run run;
    private final WebsocketTarget target;
    private final WebsocketProcedure.Needs needs;
    private final Upgrade upgrade;
    private final Talk talk;
    private @Nullable Wire wire;
    private boolean upgraded;
    private boolean ended;

    WebsocketRun(Run run, WebsocketTarget target, WebsocketProcedure.Needs needs) {
        this.run = run;
        this.target = target;
        this.needs = needs;
        this.upgrade = new Upgrade(target);
        this.talk = new Talk(needs.script(), Flow.MESSAGES, run.loop(), this);
    }

    @Override
    public void start() {
        run.resolve(target.endpoint().host(), needs.reach(), this);
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
        Dial dial = run.dial(addresses.get(0), target.endpoint().port(), needs.reach());
        run.enter(Phase.CONNECT, run.loop().now());
        wire = run.loop().dialer().connect(dial, needs.security(), upgrade::prepare, this);
    }

    @Override
    public void ready() {
        settlePhases();
        String mark = run.trail().mark() == RunMark.ON_DEMAND ? RunMark.HEADER_VALUE : null;
        upgrade.ask(needs.headers(), TraceContext.HEADER, run.trail().trace().traceparent(), RunMark.HEADER, mark);
    }

    @Override
    public void received(Object message) {
        long now = run.loop().now();
        if (message instanceof HttpResponse response && !upgraded) {
            answered(response, now);
        } else if (message instanceof PingWebSocketFrame ping) {
            wire().send(new PongWebSocketFrame(ping.content().retain()));
        } else if (message instanceof CloseWebSocketFrame close) {
            closed(close, now);
        } else if (message instanceof TextWebSocketFrame || message instanceof BinaryWebSocketFrame) {
            talk.heard(((WebSocketFrame) message).content(), now);
        }
    }

    private void answered(HttpResponse response, long now) {
        run.status(response.status().code());
        run.trail().headers(name -> response.headers().get(name));
        Verdict refusal = upgrade.finish(response);
        if (refusal != null) {
            end(refusal, now);
            return;
        }
        upgraded = true;
        if (!needs.script().isEmpty()) {
            run.enter(Phase.TRANSFER, now);
        }
        talk.begin(now);
    }

    private void closed(CloseWebSocketFrame close, long now) {
        Verdict otherwise = talk.closed();
        String why = close.statusCode() < 0 ? "" : " with " + close.statusCode() + shown(close.reasonText());
        end(
                otherwise != null
                        ? otherwise
                        : Verdict.failure(
                                FailureReason.CONNECTION_RESET,
                                "the peer closed the WebSocket" + why + " " + talk.unfinished()),
                now);
    }

    private static String shown(String reason) {
        return reason.isEmpty() ? "" : " '" + Excerpt.of(reason) + "'";
    }

    @Override
    public void say(byte[] bytes, boolean text) {
        wire().send(
                        text
                                ? new TextWebSocketFrame(Unpooled.wrappedBuffer(bytes))
                                : new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
    }

    @Override
    public void secure() {
        throw new IllegalStateException("a dialogue in messages never goes over to TLS");
    }

    @Override
    public void done(long atNanos) {
        if (ended) {
            return;
        }
        ended = true;
        leaveTrail();
        farewell();
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
        end(verdict(cause), now);
    }

    private Verdict verdict(@Nullable Throwable cause) {
        Dial dial = wire().dial();
        if (cause != null && isTooLong(cause)) {
            return Verdict.failure(FailureReason.TOO_LARGE, "message: over " + Talk.MAX_BYTES + " bytes");
        }
        Verdict otherwise = cause == null && dial.breakage() == null && upgraded ? talk.closed() : null;
        return otherwise != null
                ? otherwise
                : Failures.ofWire(
                        cause, run.phase(), dial, upgraded ? talk.unfinished() : "before its answer to the upgrade");
    }

    private static boolean isTooLong(Throwable cause) {
        CorruptedWebSocketFrameException corrupted = Failures.find(cause, CorruptedWebSocketFrameException.class);
        return Failures.find(cause, TooLongFrameException.class) != null
                || (corrupted != null && corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG));
    }

    private void end(Verdict verdict, long atNanos) {
        if (ended) {
            return;
        }
        ended = true;
        talk.stop();
        leaveTrail();
        if (wire != null) {
            farewell();
        }
        run.ended(verdict, atNanos);
    }

    private void farewell() {
        if (upgraded) {
            wire().send(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
        }
        wire().close();
    }

    private void leaveTrail() {
        String agreed = upgrade.subprotocol();
        if (!agreed.isEmpty()) {
            run.trail().note("subprotocol", agreed);
        }
        if (upgraded && !needs.script().isEmpty()) {
            talk.leaveTrail(run.trail());
        }
    }

    private Wire wire() {
        return Objects.requireNonNull(wire, "nothing happens before there is a connection");
    }

    @Override
    public void settlePhases() {
        if (wire != null) {
            run.settle(wire.dial(), Phase.PROCESSING, Phase.PROCESSING);
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
        return upgraded
                ? talk.late(run.timeout())
                : Failures.deadline(
                        phase,
                        String.valueOf(wire == null ? null : wire.dial()),
                        run.timeout(),
                        "no answer to the upgrade");
    }
}
