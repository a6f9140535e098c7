package dev.sonde.agent.probe.connect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClosedChannelException;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * One QUIC connection on a datagram socket of its own, in a protocol's hands. The socket is connected, so that a closed
 * port is heard of. Connection and TLS are one handshake; what can be told apart of it is when the peer's first datagram
 * came, which the dial calls connected, and when it was completed, which the dial calls secured. Belongs to one event loop:
 * every call is made there, and its listener is called there.
 */
public final class QuicWire {
    private static final int BUFFER = 2048;

    private final EventLoop loop;
    private final Dial dial;
    private final Security security;
    private final QuicListener listener;
    private @Nullable DatagramChannel socket;
    private @Nullable QuicPeer peer;
    private @Nullable QuicChannel connection;
    private @Nullable QuicCloseException closedByPeer;
    private boolean opening = true;
    private boolean over;

    private QuicWire(EventLoop loop, Dial dial, Security security, QuicListener listener) {
        this.loop = loop;
        this.dial = dial;
        this.security = security;
        this.listener = listener;
    }

    /** Dials. The listener is told nothing before this returns. */
    static QuicWire open(
            EventLoop loop,
            QuicHub hub,
            ChannelFactory<? extends DatagramChannel> datagrams,
            Dial dial,
            Security security,
            ChannelHandler protocol,
            int farewell,
            QuicListener listener) {
        dial.secureWith(security.profile());
        QuicWire wire = new QuicWire(loop, dial, security, listener);
        dial.closedBy(() -> wire.close(farewell));
        wire.open(hub, datagrams, protocol);
        wire.opening = false;
        return wire;
    }

    private void open(QuicHub hub, ChannelFactory<? extends DatagramChannel> datagrams, ChannelHandler protocol) {
        try {
            DatagramChannel channel = datagrams.newChannel();
            socket = channel;
            channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(BUFFER));
            ChannelFuture registered = loop.register(channel);
            if (registered.cause() != null) {
                throw registered.cause();
            }
            channel.pipeline().addLast(new Gate(hub.parent().pipeline()));
            InetSocketAddress remote = new InetSocketAddress(dial.address(), dial.port());
            InetAddress source = dial.source();
            ChannelFuture connected = source == null
                    ? channel.connect(remote)
                    : channel.connect(remote, new InetSocketAddress(source, 0));
            connected.addListener((ChannelFuture done) -> {
                if (done.isSuccess()) {
                    shakeHands(hub, channel, protocol);
                } else {
                    end(done.cause());
                }
            });
        } catch (Throwable failure) { // such as no descriptor being left
            end(failure);
        }
    }

    private void shakeHands(QuicHub hub, DatagramChannel through, ChannelHandler protocol) {
        QuicPeer to = new QuicPeer(dial, this);
        peer = to;
        QuicChannel.newBootstrap(hub.parent())
                .localAddress(through.localAddress())
                .remoteAddress(to)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the run has its own deadline
                .handler(new ChannelInitializer<QuicChannel>() {
                    @Override
                    protected void initChannel(QuicChannel made) {
                        connection = made;
                        made.pipeline().addLast(protocol, new Ear());
                    }
                })
                .connect()
                .addListener((Future<QuicChannel> done) -> {
                    if (done.isSuccess()) {
                        secured(done.getNow());
                    } else {
                        end(done.cause());
                    }
                });
    }

    QuicSslEngine engine(ByteBufAllocator buffers) {
        return security.profile().quic().engine(buffers, security.peerName(), dial.port(), security.offers());
    }

    /**
     * Writes a datagram.
     *
     * @param promise told when it is sent
     * @return whether it is to be flushed
     */
    boolean send(ByteBuf datagram, ChannelPromise promise) {
        DatagramChannel through = socket;
        if (through == null || !datagram.isReadable()) { // one without content only asks to be told
            datagram.release();
            promise.trySuccess();
            return false;
        }
        through.write(new DatagramPacket(datagram, through.remoteAddress())).addListener(done -> {
            if (done.isSuccess()) {
                promise.trySuccess();
            } else {
                promise.tryFailure(done.cause());
                if (!(done.cause() instanceof ClosedChannelException)) {
                    end(done.cause());
                }
            }
        });
        return true;
    }

    void flush() {
        if (socket != null) {
            socket.flush();
        }
    }

    private void secured(QuicChannel stands) {
        SSLEngine engine = stands.sslEngine();
        if (!dial.isSecured() && engine != null) {
            dial.secured(engine.getSession(), engine.getApplicationProtocol());
        }
    }

    /** What was dialled, and what was seen of it. */
    public Dial dial() {
        return dial;
    }

    /** Where streams are opened; only once it is ready. */
    public QuicChannel connection() {
        return Objects.requireNonNull(connection, "no streams before it is ready");
    }

    /**
     * Closes it, telling the peer so; the listener is told nothing more.
     *
     * @param code the application protocol's
     */
    public void close(int code) {
        if (!over) {
            over = true;
            letGo(code);
        }
    }

    /** Not at once: the codec may be in the middle of a datagram, and would go on with memory that is freed. */
    private void letGo(int code) {
        loop.execute(() -> {
            QuicChannel present = connection;
            DatagramChannel under = socket;
            if (present != null && present.isOpen()) {
                present.close(true, code, Unpooled.EMPTY_BUFFER).addListener(done -> closeSocket(under));
            } else {
                closeSocket(under);
            }
        });
    }

    private static void closeSocket(@Nullable DatagramChannel under) {
        if (under != null && under.isRegistered()) {
            ChannelFuture unused = under.close();
        } else if (under != null) {
            under.unsafe().closeForcibly();
        }
    }

    private void end(Throwable cause) {
        if (over) {
            return;
        }
        if (opening) {
            loop.execute(() -> end(cause));
            return;
        }
        over = true;
        letGo(0);
        QuicConnectionCloseEvent said = cause instanceof QuicClosedChannelException closed ? closed.event() : null;
        Throwable known = closedByPeer == null ? cause : closedByPeer;
        listener.ended(said == null ? known : new QuicCloseException(said));
    }

    /** The handler of the socket: hands datagrams to the codec, which is shared, as this connection's. */
    private final class Gate extends ChannelInboundHandlerAdapter {
        private final ChannelPipeline codec;

        Gate(ChannelPipeline codec) {
            this.codec = codec;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket datagram = (DatagramPacket) message;
            QuicPeer from = peer;
            if (from == null || over) {
                datagram.release();
                return;
            }
            if (!dial.isConnected()) {
                dial.connected();
            }
            handling(() -> codec.fireChannelRead(new DatagramPacket(datagram.content(), datagram.recipient(), from)));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            handling(codec::fireChannelReadComplete);
        }

        /** Certificates that are shown meanwhile are this peer's. */
        private void handling(Runnable datagrams) {
            security.profile().reading(dial);
            try {
                datagrams.run();
            } finally {
                security.profile().reading(null);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            end(cause);
        }
    }

    /** The last handler of the connection. */
    private final class Ear extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (over) {
                return;
            }
            try {
                secured(connection());
                listener.ready();
            } catch (RuntimeException defect) { // left to Netty it would only be logged
                end(defect);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof QuicConnectionCloseEvent close) {
                closedByPeer = new QuicCloseException(close);
                // What came before it, in the same datagram, is read only now.
                loop.execute(() -> end(new ClosedChannelException()));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            end(cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(connection().isTimedOut() ? new SocketTimeoutException() : new ClosedChannelException());
        }
    }
}
