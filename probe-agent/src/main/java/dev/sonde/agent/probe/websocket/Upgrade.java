package dev.sonde.agent.probe.websocket;

import dev.sonde.agent.expect.Excerpt;
import dev.sonde.agent.probe.dialogue.Talk;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.WebsocketTarget;
import dev.sonde.contract.result.FailureReason;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The upgrade of one connection to a WebSocket (RFC 6455), by Netty's codecs. Heads, frames and messages are bounded.
 * Belongs to one run.
 */
final class Upgrade {
    private static final int MAX_LINE = 4 * 1024;
    private static final int MAX_HEADERS = 64 * 1024;
    private static final int MAX_CHUNK = 8 * 1024;
    private static final String DECODER = "ws-decoder";

    private final WebsocketTarget target;
    private @Nullable ChannelPipeline pipeline;
    private @Nullable WebSocketClientHandshaker handshaker;
    private String subprotocol = "";

    Upgrade(WebsocketTarget target) {
        this.target = target;
    }

    /** Adds what reads and writes HTTP. */
    void prepare(ChannelPipeline handlers) {
        pipeline = handlers;
        handlers.addLast("http", new HttpClientCodec(MAX_LINE, MAX_HEADERS, MAX_CHUNK));
    }

    /**
     * Sends the request.
     *
     * @param traceparent set unless the check sends a context of its own
     * @param markValue null sets none
     */
    void ask(
            HttpHeaders checks, String traceHeader, String traceparent, String markHeader, @Nullable String markValue) {
        HttpHeaders headers = new DefaultHttpHeaders().add(checks);
        if (!headers.contains(traceHeader)) {
            headers.set(traceHeader, traceparent);
        }
        if (markValue != null) {
            headers.set(markHeader, markValue);
        }
        WebSocketClientHandshaker made = WebSocketClientHandshakerFactory.newHandshaker(
                target.url(),
                WebSocketVersion.V13,
                target.subprotocols().isEmpty() ? null : String.join(",", target.subprotocols()),
                false,
                headers,
                Talk.MAX_BYTES);
        handshaker = made;
        ChannelFuture unused = made.handshake(pipeline().channel());
    }

    /**
     * Judges the answer's head; if it is right, messages come from now on.
     *
     * @return how the run ends; null if it goes on
     */
    @Nullable
    Verdict finish(HttpResponse response) {
        if (response.decoderResult().isFailure()) {
            Throwable cause = response.decoderResult().cause();
            return cause instanceof TooLongFrameException
                    ? Verdict.failure(
                            FailureReason.TOO_LARGE, "answer to the upgrade: head over " + MAX_HEADERS + " bytes")
                    : Verdict.failure(FailureReason.PROTOCOL, "answer to the upgrade: not HTTP/1.1");
        }
        int status = response.status().code();
        if (status != 101) {
            return Verdict.failure(FailureReason.HTTP_STATUS, "status: " + status + " (expected: 101)");
        }
        String agreed = response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        if (!target.subprotocols().isEmpty()
                && (agreed == null || !target.subprotocols().contains(agreed))) {
            return Verdict.failure(
                    FailureReason.ASSERTION,
                    "subprotocol: " + (agreed == null ? "none" : "'" + Excerpt.of(agreed) + "'") + " (expected: one of "
                            + String.join(", ", target.subprotocols()) + ")");
        }
        FullHttpResponse whole =
                new DefaultFullHttpResponse(response.protocolVersion(), response.status(), Unpooled.EMPTY_BUFFER);
        whole.headers().set(response.headers());
        try {
            Objects.requireNonNull(handshaker, "nobody answers before the request")
                    .finishHandshake(pipeline().channel(), whole);
        } catch (WebSocketHandshakeException e) {
            return Verdict.failure(
                    FailureReason.PROTOCOL, "answer to the upgrade: " + Excerpt.of(String.valueOf(e.getMessage())));
        }
        subprotocol = agreed == null ? "" : agreed;
        pipeline().addAfter(DECODER, "messages", new WebSocketFrameAggregator(Talk.MAX_BYTES));
        pipeline().addAfter(DECODER, "utf8", new Utf8FrameValidator());
        return null;
    }

    /** The one agreed on; empty if none. */
    String subprotocol() {
        return subprotocol;
    }

    private ChannelPipeline pipeline() {
        return Objects.requireNonNull(pipeline, "handlers are added before anything is sent");
    }
}
