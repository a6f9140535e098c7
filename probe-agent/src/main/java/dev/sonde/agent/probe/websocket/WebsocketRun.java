package dev.sonde.agent.probe.websocket;

import dev.sonde.agent.expect.Excerpt;
import dev.sonde.agent.probe.TraceContext;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.dialogue.DialogueRun;
import dev.sonde.agent.probe.dialogue.Flow;
import dev.sonde.agent.probe.dialogue.Talk;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.ProxyRoute;
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
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket part of one run: a connection, through a proxy or not, TLS if there is any, the upgrade, which is
 * {@code processing}, and a dialogue in messages, which is {@code transfer}. Belongs to one event loop.
 */
final class WebsocketRun extends DialogueRun {
    private static final int MOST_PINGS = 1000;

    private final WebsocketTarget target;
    private final WebsocketProcedure.Needs needs;
    private final Upgrade upgrade;
    private boolean upgraded;
    private int pings;

    WebsocketRun(Run run, WebsocketTarget target, WebsocketProcedure.Needs needs) {
        super(run, needs.reach(), needs.script(), Flow.MESSAGES, needs.expectations());
        this.target = target;
        this.needs = needs;
        this.upgrade = new Upgrade(target);
    }

    @Override
    public void start() {
        ProxyRoute proxy = needs.proxy();
        Verdict refusal = proxy == null
                ? null
                : proxy.refusal(target.endpoint().host(), run.loop().settings().fence());
        if (refusal == null) {
            dial(proxy == null ? target.endpoint() : proxy.proxy());
        } else {
            end(refusal, run.loop().now());
        }
    }

    @Override
    public void refused(Verdict verdict) {
        super.refused(needs.proxy() == null ? verdict : Failures.atProxy(verdict));
    }

    @Override
    protected Wire open(Dial dial) {
        if (needs.proxy() != null) {
            dial.leadThrough(
                    needs.proxy().to(target.endpoint().host(), target.endpoint().port()));
        }
        run.enter(Phase.CONNECT, run.loop().now());
        return run.loop().dialer().connect(dial, needs.security(), upgrade::prepare, this);
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
            pong(ping, now);
        } else if (message instanceof CloseWebSocketFrame close) {
            closed(close, now);
        } else if (message instanceof TextWebSocketFrame || message instanceof BinaryWebSocketFrame) {
            talk.heard(((WebSocketFrame) message).content(), now);
        }
    }

    /** What is answered to a peer that does not read waits in memory: so not for ever. */
    private void pong(PingWebSocketFrame ping, long now) {
        if (++pings > MOST_PINGS) {
            end(Verdict.failure(FailureReason.PROTOCOL, "more than " + MOST_PINGS + " pings in one run"), now);
        } else {
            wire().send(new PongWebSocketFrame(ping.content().retain()));
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
        if (!isSilent()) {
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
    protected boolean isTalking() {
        return upgraded;
    }

    @Override
    protected String awaited() {
        return "answer to the upgrade";
    }

    @Override
    protected Verdict lost(@Nullable Throwable cause) {
        return cause != null && isTooLong(cause)
                ? Verdict.failure(FailureReason.TOO_LARGE, "message: over " + Talk.MAX_BYTES + " bytes")
                : super.lost(cause);
    }

    private static boolean isTooLong(Throwable cause) {
        CorruptedWebSocketFrameException corrupted = Failures.find(cause, CorruptedWebSocketFrameException.class);
        return Failures.find(cause, TooLongFrameException.class) != null
                || (corrupted != null && corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG));
    }

    @Override
    protected void close() {
        if (upgraded) {
            wire().send(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
        }
        super.close();
    }

    @Override
    protected void leaveTrail() {
        String agreed = upgrade.subprotocol();
        if (!agreed.isEmpty()) {
            run.trail().note("subprotocol", agreed);
        }
        if (upgraded) {
            super.leaveTrail();
        }
    }
}
