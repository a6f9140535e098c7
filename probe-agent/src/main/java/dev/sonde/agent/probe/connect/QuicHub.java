package dev.sonde.agent.probe.connect;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The one codec of all QUIC connections of an event loop. Making a codec takes milliseconds, since quiche reads the
 * machine's certificates for it, whether or not they are wanted. It sits on a socket that is never bound; the datagrams go
 * through the sockets of the wires. Belongs to its loop.
 */
final class QuicHub {
    // What the peer may send before it must wait for us: as browsers have it, so that transfers take as long as theirs.
    private static final long WINDOW_BYTES = 15L * 1024 * 1024;
    private static final long STREAM_WINDOW_BYTES = 6L * 1024 * 1024;
    private static final long SIDE_STREAM_WINDOW_BYTES = 64L * 1024;
    private static final long SIDE_STREAMS = 16;
    private static final int MAX_DATAGRAM = 1500;

    private final EventLoop loop;
    private final ChannelFactory<? extends DatagramChannel> datagrams;
    private final Queue<QuicWire> unflushed = new ArrayDeque<>();
    private @Nullable DatagramChannel unbound;

    QuicHub(EventLoop loop, ChannelFactory<? extends DatagramChannel> datagrams) {
        this.loop = loop;
        this.datagrams = datagrams;
    }

    /** The parent of the connections; made when it is asked for first. */
    DatagramChannel parent() {
        DatagramChannel present = unbound;
        if (present != null) {
            return present;
        }
        ChannelHandler codec = codec();
        DatagramChannel made = datagrams.newChannel();
        ChannelFuture registered = loop.register(made);
        if (registered.cause() != null) {
            throw new IllegalStateException(registered.cause());
        }
        made.pipeline().addLast(new Router(), codec);
        unbound = made;
        return made;
    }

    private static ChannelHandler codec() {
        return new QuicClientCodecBuilder()
                .sslEngineProvider(QuicHub::engine)
                .initialMaxData(WINDOW_BYTES)
                .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW_BYTES)
                .initialMaxStreamDataUnidirectional(SIDE_STREAM_WINDOW_BYTES)
                .initialMaxStreamsUnidirectional(SIDE_STREAMS)
                .maxRecvUdpPayloadSize(MAX_DATAGRAM)
                .activeMigration(false)
                .build();
    }

    private static QuicSslEngine engine(QuicChannel connection) {
        if (connection.remoteSocketAddress() instanceof QuicPeer peer) {
            return peer.wire().engine(connection.alloc());
        }
        throw new IllegalStateException("a QUIC connection that no wire made");
    }

    /** Closes what they share, once wires that are being closed have said so to their peers. */
    void close() {
        loop.execute(() -> {
            if (unbound != null) {
                ChannelFuture unused = unbound.close();
                unbound = null;
            }
        });
    }

    /** Sends what the codec writes through the socket of the wire it is for. */
    private final class Router extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof DatagramPacket packet && packet.recipient() instanceof QuicPeer peer) {
                if (peer.wire().send(packet.content(), promise)) {
                    unflushed.add(peer.wire());
                }
            } else {
                ReferenceCountUtil.release(message);
                promise.tryFailure(new IllegalStateException("a datagram for nobody"));
            }
        }

        @Override
        public void flush(ChannelHandlerContext context) {
            QuicWire next;
            while ((next = unflushed.poll()) != null) {
                next.flush();
            }
        }
    }
}
