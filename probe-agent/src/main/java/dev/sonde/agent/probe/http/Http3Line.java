package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Dialer;
import dev.sonde.agent.probe.connect.QuicListener;
import dev.sonde.agent.probe.connect.QuicWire;
import dev.sonde.agent.probe.connect.Security;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.DefaultHttp3SettingsFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import io.netty.handler.codec.http3.Http3GoAwayFrame;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3Settings;
import io.netty.handler.codec.http3.Http3SettingsFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/3 on a QUIC connection of our own dialling, for one request. It is sent as soon as the handshake is completed: the
 * peer's settings are not waited for, as no browser does. Belongs to one event loop.
 */
final class Http3Line implements Line, QuicListener {
    /** The ALPN list that is offered. */
    static final List<String> OFFER = List.of("h3");

    private final Dial dial;
    private final Line.User user;
    private @Nullable QuicWire wire;
    private boolean over;

    private Http3Line(Dial dial, Line.User user) {
        this.dial = dial;
        this.user = user;
    }

    /** Dials; the user is told when it stands, not before this returns. */
    static Http3Line open(Dialer dialer, Dial dial, Security security, Line.User user) {
        Http3Line line = new Http3Line(dial, user);
        line.wire = dialer.quic(dial, security, line.protocol(), Http3ErrorCode.H3_NO_ERROR.code(), line);
        return line;
    }

    /** Without a dynamic table for headers and without pushes: there is one request only. */
    private Http3ClientConnectionHandler protocol() {
        Http3SettingsFrame settings =
                new DefaultHttp3SettingsFrame(new Http3Settings().maxFieldSectionSize(HttpProbes.MAX_HEAD_BYTES));
        return new Http3ClientConnectionHandler(new Control(), null, null, settings, true);
    }

    @Override
    public void ready() {
        user.stands();
    }

    @Override
    public void ended(Throwable cause) {
        if (!over) {
            user.broken(cause);
        }
    }

    @Override
    public Dial dial() {
        return dial;
    }

    @Override
    public void use(Line.User next) {
        throw new IllegalStateException("a connection for one request is not handed on");
    }

    @Override
    public boolean isReusable() {
        return false;
    }

    @Override
    public boolean hasHeard() {
        return true;
    }

    @Override
    public void ask(Request request, Extras extras) {
        Http3.newRequestStream(wire().connection(), new Answer()).addListener((Future<QuicStreamChannel> opened) -> {
            if (opened.isSuccess()) {
                send(opened.getNow(), request, extras);
            } else {
                broken(opened.cause());
            }
        });
    }

    private void send(QuicStreamChannel stream, Request request, Extras extras) {
        Buffer body = request.body();
        ChannelFuture last = stream.write(new DefaultHttp3HeadersFrame(Http3Request.of(request, extras)));
        if (body != null && body.length() > 0) {
            last.addListener(this::sent);
            last = stream.write(new DefaultHttp3DataFrame(Unpooled.wrappedBuffer(body.getBytes())));
        }
        last.addListener(this::sent);
        last.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
        stream.flush();
    }

    /** That the peer wants no more of a body is no failure: its answer will say why. */
    private void sent(Future<? super Void> done) {
        if (!done.isSuccess() && !(done.cause() instanceof ChannelOutputShutdownException)) {
            broken(done.cause());
        }
    }

    /** A stream broke; if the connection did, that will tell more. */
    private void broken(Throwable cause) {
        if (!over
                && (!(cause instanceof ClosedChannelException)
                        || wire().connection().isActive())) {
            user.broken(cause);
        }
    }

    @Override
    public void close() {
        over = true;
        wire().close(Http3ErrorCode.H3_NO_ERROR.code());
    }

    @Override
    public void abort() {
        over = true;
        wire().close(Http3ErrorCode.H3_REQUEST_CANCELLED.code());
    }

    private QuicWire wire() {
        return Objects.requireNonNull(wire, "nothing happens before it was dialled");
    }

    /** The last handler of the request's stream. */
    private final class Answer extends ChannelInboundHandlerAdapter {
        private boolean headed;

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            try {
                if (over) {
                    return;
                }
                if (frame instanceof Http3HeadersFrame head) {
                    head(head);
                } else if (frame instanceof Http3DataFrame data
                        && data.content().isReadable()) {
                    user.body(data.content());
                }
            } finally {
                ReferenceCountUtil.release(frame);
            }
        }

        private void head(Http3HeadersFrame frame) {
            if (headed) {
                return; // trailers
            }
            Http3Head head = Http3Head.of(frame.headers());
            if (!head.isInterim()) {
                headed = true;
                user.head(head);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event != ChannelInputShutdownReadComplete.INSTANCE || over) {
                return;
            }
            if (headed) {
                user.complete();
            } else {
                broken(new Http3Exception(Http3ErrorCode.H3_MESSAGE_ERROR, "the answer has no head"));
            }
        }

        /** Of some nonsense Netty's decoder asserts that it cannot come. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            broken(cause instanceof AssertionError ? new DecoderException(cause) : cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            broken(new ClosedChannelException());
        }
    }

    /** What the peer says of the whole connection. */
    private final class Control extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            try {
                if (frame instanceof Http3GoAwayFrame goAway && goAway.id() <= 0) {
                    broken(new GoneAwayException());
                }
            } finally {
                ReferenceCountUtil.release(frame);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            broken(cause);
        }
    }

    /** The peer said that it answers no more requests, ours included. */
    static final class GoneAwayException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
