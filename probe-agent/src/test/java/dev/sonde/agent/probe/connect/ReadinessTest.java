package dev.sonde.agent.probe.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private final AtomicLong clock = new AtomicLong(100);

    @Test
    void nanos_isForAllSocketsWhenTheLoopWasToldOfThem_howeverLongItTakesForEach() throws Exception {
        Engines engines = Engines.detect();
        assumeTrue(engines.transport() == Engines.Transport.EPOLL, "no epoll here");
        Vertx vertx = engines.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
            Readiness readiness = DialTransport.readinessOf(loop, ((VertxInternal) vertx).transport());
            loop.submit(() -> readiness.measureOn(clock::get)).get();
            BlockingQueue<Long> read = new LinkedBlockingQueue<>();
            try (Socket one = connected(server, loop, readiness, read);
                    Socket other = connected(server, loop, readiness, read)) {
                CountDownLatch sent = new CountDownLatch(1);
                loop.execute(() -> awaitUninterruptibly(sent));
                one.getOutputStream().write(1);
                other.getOutputStream().write(1);
                sent.countDown();

                assertThat(List.of(take(read), take(read))).containsExactly(100L, 100L);
                assertThat(loop.submit(() -> readiness.nanos(clock::get)).get()).isEqualTo(2100);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    /** The server's end of a connection whose other end the loop reads, a thousand nanoseconds for each read. */
    private Socket connected(ServerSocket server, EventLoop loop, Readiness readiness, BlockingQueue<Long> read)
            throws Exception {
        Channel channel =
                DialTransport.ipv4Sockets(Engines.Transport.EPOLL, () -> null).newChannel();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ReferenceCountUtil.release(message);
                read.add(readiness.nanos(clock::get));
                clock.addAndGet(1000);
            }
        });
        loop.register(channel).sync();
        channel.connect(server.getLocalSocketAddress()).sync();
        return server.accept();
    }

    private static long take(BlockingQueue<Long> read) throws InterruptedException {
        Long taken = read.poll(10, TimeUnit.SECONDS);
        assertThat(taken).as("an instant of a read").isNotNull();
        return taken;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
