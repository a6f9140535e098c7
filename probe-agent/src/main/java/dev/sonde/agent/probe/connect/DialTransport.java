package dev.sonde.agent.probe.connect;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The transport under Vert.x: epoll or NIO as they are, but a connection to a {@link Dial} carries a {@link DialHandler},
 * which stamps the dial's instants, and a loop says since when its sockets are readable. Every other connection sheds that
 * handler as it starts. Any thread.
 */
public final class DialTransport implements io.vertx.core.transport.Transport {
    private final io.vertx.core.transport.Transport base;
    private final Transport implementation;

    /** @param kind must be available here */
    public DialTransport(Engines.Transport kind) {
        this.base = switch (kind) {
            case EPOLL -> io.vertx.core.transport.Transport.EPOLL;
            case NIO -> io.vertx.core.transport.Transport.NIO;
        };
        this.implementation = new Watching(base.implementation(), kind);
    }

    /**
     * Sockets for IPv4 alone, able to carry dials. One that serves both families costs two more system calls, and the kernel
     * some more at each step.
     *
     * @param both what it is where this makes no difference
     */
    public static ChannelFactory<? extends SocketChannel> ipv4Sockets(
            Engines.Transport kind, ChannelFactory<? extends SocketChannel> both) {
        return switch (kind) {
            case EPOLL ->
                () -> {
                    SocketChannel channel = new EpollSocketChannel(SocketProtocolFamily.INET);
                    channel.pipeline().addLast(new DialHandler());
                    return channel;
                };
            case NIO -> both;
        };
    }

    /** When the loop is told of its sockets; a loop of another transport never says. */
    public static Readiness readinessOf(EventLoop loop, Transport transport) {
        return transport instanceof Watching watching ? watching.readiness(loop) : new Readiness();
    }

    @Override
    public String name() {
        return base.name();
    }

    @Override
    public boolean available() {
        return base.available();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return base.unavailabilityCause();
    }

    @Override
    public Transport implementation() {
        return implementation;
    }

    /** Adds the watching to a transport, and changes nothing else of it. */
    private static final class Watching implements Transport {
        private final Transport base;
        private final Engines.Transport kind;
        private final Map<ThreadAwareExecutor, Readiness> readiness = new ConcurrentHashMap<>();

        Watching(Transport base, Engines.Transport kind) {
            this.base = base;
            this.kind = kind;
        }

        Readiness readiness(ThreadAwareExecutor loop) {
            return readiness.computeIfAbsent(loop, unknown -> new Readiness());
        }

        @Override
        public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
            return address instanceof Dial dial ? new DialedAddress(dial) : base.convert(address);
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
            ChannelFactory<? extends Channel> factory = base.channelFactory(domainSocket);
            if (domainSocket) {
                return factory;
            }
            return () -> {
                Channel channel = factory.newChannel();
                channel.pipeline().addLast(new DialHandler());
                return channel;
            };
        }

        @Override
        public boolean supportsDomainSockets() {
            return base.supportsDomainSockets();
        }

        @Override
        public boolean supportFileRegion() {
            return base.supportFileRegion();
        }

        @Override
        public boolean isAvailable() {
            return base.isAvailable();
        }

        @Override
        public @Nullable Throwable unavailabilityCause() {
            return base.unavailabilityCause();
        }

        @Override
        public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
            return base.convert(address);
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            IoHandlerFactory factory = base.ioHandlerFactory();
            // NIO may look again for sockets while it handles those it was told of.
            return kind == Engines.Transport.EPOLL
                    ? loop -> new ReadinessHandler(factory.newHandler(loop), readiness(loop))
                    : factory;
        }

        @Override
        @SuppressWarnings("deprecation") // the type is the interface's choice
        public DatagramChannel datagramChannel(InternetProtocolFamily family) {
            return base.datagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
            return base.datagramChannelFactory();
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            return base.serverChannelFactory(domainSocket);
        }

        @Override
        public void configure(DatagramChannel channel, DatagramSocketOptions options) {
            base.configure(channel, options);
        }

        @Override
        public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
            base.configure(config, domainSocket, bootstrap);
        }

        @Override
        public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
            base.configure(config, domainSocket, bootstrap);
        }
    }
}
