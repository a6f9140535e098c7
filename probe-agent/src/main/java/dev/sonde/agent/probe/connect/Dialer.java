package dev.sonde.agent.probe.connect;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens the connections of protocols that are spoken on bare channels, on one event loop. Connect and handshake are
 * stamped exactly as for HTTP. Belongs to its loop.
 */
public final class Dialer {
    private static final int MAX_DATAGRAM = 65_535;

    private final EventLoop loop;
    private final ChannelFactory<? extends SocketChannel> sockets;
    private final ChannelFactory<? extends SocketChannel> ipv4Sockets;
    private final ChannelFactory<? extends DatagramChannel> datagrams;
    private final QuicHub quic;
    private final LocalSockets localSockets;
    private final Readiness readiness;

    /**
     * How sockets in the file system are reached.
     *
     * @param channels fit the loop
     * @param addresses makes of a path what such a channel connects to
     */
    public record LocalSockets(ChannelFactory<? extends Channel> channels, Function<String, SocketAddress> addresses) {}

    /**
     * @param sockets made by a {@link DialTransport}; fit the loop
     * @param ipv4Sockets likewise, for IPv4 alone
     * @param datagrams likewise
     * @param localSockets likewise
     * @param readiness of the loop
     */
    public Dialer(
            EventLoop loop,
            ChannelFactory<? extends SocketChannel> sockets,
            ChannelFactory<? extends SocketChannel> ipv4Sockets,
            ChannelFactory<? extends DatagramChannel> datagrams,
            LocalSockets localSockets,
            Readiness readiness) {
        this.loop = loop;
        this.sockets = sockets;
        this.ipv4Sockets = ipv4Sockets;
        this.datagrams = datagrams;
        this.localSockets = localSockets;
        this.readiness = readiness;
        this.quic = new QuicHub(loop, datagrams);
    }

    /** When the loop was told of the sockets that it handles. */
    public Readiness readiness() {
        return readiness;
    }

    /** Closes what connections share. */
    public void close() {
        quic.close();
    }

    /**
     * Begins a TCP connection.
     *
     * @param dial made without a TLS profile, or with that of the security
     * @param security to be secured with from the start; null for clear text
     * @param handlers adds the protocol's own, such as decoders, between TLS and the listener
     */
    public Wire connect(
            Dial dial, @Nullable Security security, Consumer<ChannelPipeline> handlers, WireListener listener) {
        if (security != null) {
            dial.secureWith(security.profile());
        }
        Wire wire = new Wire(dial, listener);
        begin(dial, security, handlers, wire);
        return wire;
    }

    /**
     * By hand what a Bootstrap does: that would set options which channels have by themselves, resolve what is resolved, and
     * connect only in the loop's next turn. News come from the channel's own promises, and never from within this call.
     */
    private void begin(Dial dial, @Nullable Security security, Consumer<ChannelPipeline> handlers, Wire wire) {
        Channel channel = null;
        try {
            channel = (dial.address() instanceof Inet4Address ? ipv4Sockets : sockets).newChannel();
            channel.config().setConnectTimeoutMillis(0); // the run has its own deadline
            ChannelFuture registered = loop.register(channel);
            if (registered.cause() != null) {
                throw registered.cause();
            }
            wire.made(channel, security);
            handlers.accept(channel.pipeline());
            channel.pipeline().addLast(wire.handler());
            ChannelFuture connected = channel.connect(new DialedAddress(dial));
            if (connected.isDone()) {
                loop.execute(() -> wire.connected(connected.cause()));
            } else {
                connected.addListener((ChannelFuture done) -> wire.connected(done.cause()));
            }
        } catch (Throwable failure) { // such as no descriptor being left
            if (channel != null) {
                channel.unsafe().closeForcibly();
            }
            loop.execute(() -> wire.connected(failure));
        }
    }

    /** Likewise, in bytes. */
    public Wire connect(Dial dial, @Nullable Security security, WireListener listener) {
        return connect(dial, security, pipeline -> {}, listener);
    }

    /**
     * Begins a connection to a socket in the file system, in bytes.
     *
     * @param dial made of its path
     * @param security to be secured with from the start; null for clear text
     */
    public Wire connectLocally(Dial dial, @Nullable Security security, WireListener listener) {
        if (security != null) {
            dial.secureWith(security.profile());
        }
        Wire wire = new Wire(dial, listener);
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(localSockets.channels())
                .disableResolver()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) throws Exception {
                        channel.pipeline().addLast(new DialHandler(dial));
                        wire.made(channel, security);
                        channel.pipeline().addLast(wire.handler());
                    }
                });
        SocketAddress address = localSockets.addresses().apply(String.valueOf(dial.path()));
        bootstrap.connect(address).addListener((ChannelFuture done) -> wire.connected(done.cause()));
        return wire;
    }

    /**
     * Opens a socket for datagrams to and from one peer alone. That the peer's port is closed ends it, when the peer says
     * so.
     *
     * @param dial where to; its instant of connection is when the socket was ready
     * @param handlers adds the protocol's own; they see {@link io.netty.channel.socket.DatagramPacket}
     */
    public Wire datagrams(Dial dial, Consumer<ChannelPipeline> handlers, WireListener listener) {
        Wire wire = new Wire(dial, listener);
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(datagrams)
                .disableResolver()
                // The usual 2048 bytes would cut longer datagrams off without a word.
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM))
                .handler(setUp(wire, null, handlers));
        InetAddress source = dial.source();
        InetSocketAddress remote = new InetSocketAddress(dial.address(), dial.port());
        ChannelFuture begun = source == null
                ? bootstrap.connect(remote)
                : bootstrap.connect(remote, new InetSocketAddress(source, 0));
        begun.addListener((ChannelFuture done) -> {
            if (done.isSuccess()) {
                dial.connected();
            }
            wire.connected(done.cause());
        });
        return wire;
    }

    /**
     * Begins a QUIC connection.
     *
     * @param dial where to; see {@link QuicWire} for what its instants mean
     * @param security made for QUIC
     * @param protocol the protocol's own handler of the connection
     * @param farewell the protocol's code with which the dial is closed
     */
    public QuicWire quic(Dial dial, Security security, ChannelHandler protocol, int farewell, QuicListener listener) {
        return QuicWire.open(loop, quic, datagrams, dial, security, protocol, farewell, listener);
    }

    private static ChannelInitializer<Channel> setUp(
            Wire wire, @Nullable Security security, Consumer<ChannelPipeline> handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) throws Exception {
                wire.made(channel, security);
                handlers.accept(channel.pipeline());
                channel.pipeline().addLast(wire.handler());
            }
        };
    }
}
