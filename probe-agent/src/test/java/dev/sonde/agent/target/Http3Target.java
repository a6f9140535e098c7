package dev.sonde.agent.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sonde.agent.target.TestAuthority.Identity;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3GoAwayFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.http3.Http3ServerConnectionHandler;
import io.netty.handler.codec.quic.InsecureQuicTokenHandler;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.ssl.ClientAuth;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A server of HTTP/3 on a loopback port, which does what its script says, and late if it is told to. */
public final class Http3Target implements AutoCloseable {
    /** What is done with a request that came whole. */
    public interface Script {
        void answer(Exchange exchange);
    }

    /** One request and how it can be answered. Called on the server's loop. */
    public record Exchange(Http3Headers request, String body, QuicStreamChannel stream) {
        /** Sends a head. */
        public Exchange head(int status, String... namesAndValues) {
            Http3Headers head = new DefaultHttp3Headers(false).status(Integer.toString(status));
            for (int i = 0; i < namesAndValues.length; i += 2) {
                head.add(namesAndValues[i], namesAndValues[i + 1]);
            }
            stream.writeAndFlush(new DefaultHttp3HeadersFrame(head));
            return this;
        }

        /** Sends a piece of the body. */
        public Exchange piece(byte[] bytes) {
            stream.writeAndFlush(new DefaultHttp3DataFrame(Unpooled.wrappedBuffer(bytes)));
            return this;
        }

        /** Ends the answer with a last piece. */
        public void end(String text) {
            end(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Likewise. */
        public void end(byte[] bytes) {
            stream.writeAndFlush(new DefaultHttp3DataFrame(Unpooled.wrappedBuffer(bytes)))
                    .addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
        }

        /** Puts bytes on the stream past the codec. */
        public void raw(byte[] bytes) {
            stream.pipeline().firstContext().writeAndFlush(Unpooled.wrappedBuffer(bytes));
        }

        /** Says that no requests are answered from this one on. */
        public void goAway() {
            Http3.getLocalControlStream(stream.parent()).writeAndFlush(new DefaultHttp3GoAwayFrame(0));
        }

        /** Closes the connection. */
        public void closeConnection(boolean application, int code, String reason) {
            stream.parent().close(application, code, Unpooled.copiedBuffer(reason, StandardCharsets.UTF_8));
        }

        /** Does something later. */
        public void after(long millis, Runnable then) {
            var unused = stream.eventLoop().schedule(then, millis, TimeUnit.MILLISECONDS);
        }
    }

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Http3Headers> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Script script;
    private final QuicSslContextBuilder tls;
    private String protocol = "h3";
    private boolean retrying;
    private long idleMillis = 30_000;
    private long[] holds = {};
    private Channel channel;

    public Http3Target(Identity identity, Script script) {
        this.script = script;
        this.tls = QuicSslContextBuilder.forServer(identity.key(), null, identity.certificate());
    }

    /** Skips the test where QUIC's native library does not load, but fails it in CI. */
    public static void demandQuic() {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(Quic.unavailabilityCause()).as("QUIC's native library").isNull();
        }
        assumeTrue(Quic.isAvailable(), "QUIC's native library does not load here");
    }

    /** Answers with 200 and a text. */
    public static Script ok(String text) {
        return exchange -> exchange.head(200, "content-type", "text/plain").end(text);
    }

    /** Has clients show that their address is their own, which takes one more round trip. */
    public Http3Target retrying() {
        retrying = true;
        return this;
    }

    /** Holds back the datagrams that come, the first for the first time, and so on. */
    public Http3Target holding(long... millis) {
        holds = millis.clone();
        return this;
    }

    /** Agrees to this by ALPN and to nothing else. */
    public Http3Target agreeing(String only) {
        protocol = only;
        return this;
    }

    /** Takes only clients that show a certificate of this authority. */
    public Http3Target demandingClient(TestAuthority authority) {
        tls.clientAuth(ClientAuth.REQUIRE).trustManager(authority.certificate());
        return this;
    }

    /** Gives a connection up after this time of silence. */
    public Http3Target idlingAtMost(long millis) {
        idleMillis = millis;
        return this;
    }

    public Http3Target start() {
        QuicSslContext context = tls.applicationProtocols(protocol).build();
        QuicServerCodecBuilder codec = Http3.newQuicServerCodecBuilder()
                .sslContext(context)
                .maxIdleTimeout(idleMillis, TimeUnit.MILLISECONDS)
                .initialMaxData(10_000_000)
                .initialMaxStreamDataBidirectionalRemote(1_000_000)
                .initialMaxStreamsBidirectional(100)
                .handler(connection());
        if (retrying) {
            codec.tokenHandler(InsecureQuicTokenHandler.INSTANCE);
        }
        channel = new Bootstrap()
                .group(group)
                .channelFactory(NioDatagramChannel::new)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(2048))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline().addLast(new Hold(holds), codec.build());
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
        return this;
    }

    private ChannelInitializer<QuicChannel> connection() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(QuicChannel made) {
                accepted.incrementAndGet();
                open.incrementAndGet();
                made.closeFuture().addListener(closed -> open.decrementAndGet());
                made.pipeline().addLast(new Http3ServerConnectionHandler(stream()), new Deaf());
            }
        };
    }

    private ChannelInitializer<QuicStreamChannel> stream() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(QuicStreamChannel made) {
                made.pipeline().addLast(new Requests());
            }
        };
    }

    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Heads of the requests that came. */
    public List<Http3Headers> requests() {
        return requests;
    }

    /** Connections that stand. */
    public int open() {
        return open.get();
    }

    /** Connections that were begun. */
    public int accepted() {
        return accepted.get();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** What a client does wrong is the test's intention. */
    private static final class Deaf extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // the client is told by QUIC itself
        }
    }

    /** Collects a request. */
    private final class Requests extends Http3RequestStreamInboundHandler {
        private final StringBuilder body = new StringBuilder();
        private Http3Headers head;

        @Override
        protected void channelRead(ChannelHandlerContext context, Http3HeadersFrame frame) {
            head = frame.headers();
            requests.add(head);
        }

        @Override
        protected void channelRead(ChannelHandlerContext context, Http3DataFrame frame) {
            ByteBuf content = frame.content();
            body.append(content.toString(StandardCharsets.UTF_8));
            frame.release();
        }

        @Override
        protected void channelInputClosed(ChannelHandlerContext context) {
            script.answer(new Exchange(head, body.toString(), (QuicStreamChannel) context.channel()));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** Hands datagrams on in their order, the first ones late. */
    private static final class Hold extends ChannelInboundHandlerAdapter {
        private final long[] holds;
        private int came;
        private long freeNanos = System.nanoTime();

        Hold(long[] holds) {
            this.holds = holds;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object datagram) {
            long hold = came < holds.length ? TimeUnit.MILLISECONDS.toNanos(holds[came]) : 0;
            came++;
            long now = System.nanoTime();
            freeNanos = Math.max(freeNanos, now + hold);
            long left = freeNanos - now;
            if (left <= 0) {
                context.fireChannelRead(datagram);
                return;
            }
            Consumer<Object> late = held -> {
                context.fireChannelRead(held);
                context.fireChannelReadComplete();
            };
            var unused = context.executor().schedule(() -> late.accept(datagram), left, TimeUnit.NANOSECONDS);
        }
    }
}
