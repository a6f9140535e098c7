package dev.sonde.agent.probe.connect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Stamps a dial's instants. It is the first handler of its channel, so it sees the connect request last and the events
 * first; Vert.x removes it when the socket turns into HTTP, by then its work is done and a {@link FloodGate} takes its place.
 * One per channel, on its loop.
 *
 * <p>The end of connect is stamped in a listener of a promise of our own. {@code channelActive} would be late: it fires
 * only after the listeners of the connect promise, in one of which the request has already been written.
 *
 * <p>Through a proxy it asks for the tunnel itself and holds back that the channel is connected until it stands. So
 * whatever is spoken behind it, secured or not, is set up and stamped as without a proxy.
 */
final class DialHandler extends ChannelDuplexHandler {
    private final @Nullable Dial known;
    private @Nullable Dial dial;
    private @Nullable Opening opening;

    DialHandler() {
        this(null);
    }

    /** @param known what is dialled, where the address cannot say so; null takes it from the address */
    DialHandler(@Nullable Dial known) {
        this.known = known;
    }

    @Override
    public void connect(
            ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        Dial watched = remote instanceof DialedAddress dialed ? dialed.dial() : known;
        if (watched == null) {
            ChannelFuture unused = context.connect(remote, local, promise);
            context.pipeline().remove(this);
            return;
        }
        dial = watched;
        watched.begun(context.channel());
        if (watched.isAborted()) {
            promise.setFailure(new ClosedChannelException());
            ChannelFuture unused = context.close();
            return;
        }
        SslHandler handler = context.pipeline().get(SslHandler.class);
        if (handler != null) {
            watchHandshake(handler, watched);
        }
        ChannelPromise own = context.newPromise();
        own.addListener((ChannelFuture done) -> {
            if (done.isSuccess()) {
                watched.connected();
                begin(context, watched, promise);
            } else {
                promise.tryFailure(done.cause());
            }
        });
        InetAddress source = watched.source();
        ChannelFuture unused = context.connect(remote, source == null ? local : new InetSocketAddress(source, 0), own);
    }

    /** The handlers behind us learn of the connection only when the tunnel stands, and so begin only then. */
    private void begin(ChannelHandlerContext context, Dial watched, ChannelPromise promise) {
        Tunnel asked = watched.tunnel();
        if (asked == null) {
            promise.trySuccess();
            return;
        }
        opening = new Opening(new TunnelAnswer(asked), promise);
        ChannelFuture unused = context.writeAndFlush(Unpooled.wrappedBuffer(asked.request()));
    }

    /**
     * A tunnel that is being asked for.
     *
     * @param connect told when it stands, or that it never will
     */
    private record Opening(TunnelAnswer answer, ChannelPromise connect) {}

    private void opens(ChannelHandlerContext context, Opening present, ByteBuf came) {
        try {
            if (dial == null || !present.answer().stands(came)) {
                return;
            }
        } catch (TunnelException e) {
            opening = null;
            present.connect().tryFailure(e);
            return;
        }
        opening = null;
        dial.tunnelled();
        present.connect().trySuccess();
        channelActive(context);
        if (came.isReadable()) {
            channelRead(context, came.retain());
        }
    }

    /** To be called before the handshake begins. */
    static void watchHandshake(SslHandler handler, Dial watched) {
        if (watched.tls() == null) {
            return;
        }
        TlsProfile.nameDotlessServer(handler.engine());
        handler.handshakeFuture().addListener((Future<Object> done) -> {
            if (done.isSuccess()) {
                watched.secured(handler.engine().getSession(), handler.applicationProtocol());
            }
        });
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (opening != null) {
            return;
        }
        TlsProfile tls = tls();
        if (tls != null) {
            // The TLS handler behind us writes its first flight in this event.
            tls.forgetSessions();
        }
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Opening present = opening;
        if (present != null) {
            try {
                opens(context, present, (ByteBuf) message);
            } finally {
                ReferenceCountUtil.release(message);
            }
            return;
        }
        TlsProfile tls = tls();
        if (tls == null) {
            context.fireChannelRead(message);
            return;
        }
        tls.reading(dial);
        try {
            context.fireChannelRead(message);
        } finally {
            tls.reading(null);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Opening present = opening;
        if (present != null) {
            opening = null;
            present.connect().tryFailure(new ClosedChannelException());
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (dial != null) {
            dial.broken(cause);
        }
        context.fireExceptionCaught(cause);
    }

    /** Vert.x takes out all handlers but that of TLS when the socket turns into HTTP, before a byte of that was read. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (dial != null && context.channel().isActive()) {
            FloodGate.guard(context.pipeline(), dial);
        }
    }

    private @Nullable TlsProfile tls() {
        return dial == null ? null : dial.tls();
    }
}
