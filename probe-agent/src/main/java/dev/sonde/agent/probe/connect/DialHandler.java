package dev.sonde.agent.probe.connect;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Stamps a dial's instants. It is the first handler of its channel, so it sees the connect request last and the events
 * first; Vert.x removes it when the socket turns into HTTP, by then its work is done. One per channel, on its loop.
 *
 * <p>The end of connect is stamped in a listener of a promise of our own. {@code channelActive} would be late: it fires
 * only after the listeners of the connect promise, in one of which the request has already been written.
 */
final class DialHandler extends ChannelDuplexHandler {
    private @Nullable Dial dial;

    @Override
    public void connect(
            ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        if (!(remote instanceof DialedAddress dialed)) {
            ChannelFuture unused = context.connect(remote, local, promise);
            context.pipeline().remove(this);
            return;
        }
        Dial watched = dialed.dial();
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
                promise.trySuccess();
            } else {
                promise.tryFailure(done.cause());
            }
        });
        InetAddress source = watched.source();
        ChannelFuture unused = context.connect(remote, source == null ? local : new InetSocketAddress(source, 0), own);
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
        TlsProfile tls = tls();
        if (tls != null) {
            // The TLS handler behind us writes its first flight in this event.
            tls.forgetSessions();
        }
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
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
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (dial != null) {
            dial.broken(cause);
        }
        context.fireExceptionCaught(cause);
    }

    private @Nullable TlsProfile tls() {
        return dial == null ? null : dial.tls();
    }
}
