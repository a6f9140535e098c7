package dev.sonde.agent.probe.connect;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One dialled channel, connection or datagrams, in a protocol's hands. Belongs to one event loop: every call is made there,
 * and its listener is called there.
 */
public final class Wire {
    private static final String TLS = "tls";

    private final Dial dial;
    private final WireListener listener;
    private @Nullable Channel channel;
    private @Nullable SslHandler tls;
    private int unsent;
    private boolean over;
    private boolean resting;

    Wire(Dial dial, WireListener listener) {
        this.dial = dial;
        this.listener = listener;
    }

    /** What was dialled, and what was seen of it. */
    public Dial dial() {
        return dial;
    }

    /** Where room for what is sent comes from; only once it stands. */
    public ByteBufAllocator memory() {
        return Objects.requireNonNull(channel, "nothing is sent before the connection stands")
                .alloc();
    }

    /** Sends bytes, copied neither now nor later: the array must not change any more. */
    public void send(byte[] bytes) {
        send((Object) Unpooled.wrappedBuffer(bytes));
    }

    /**
     * Sends what the protocol's handlers understand; without such handlers a {@link io.netty.buffer.ByteBuf}, released by
     * this call.
     */
    public void send(Object message) {
        Channel present = channel;
        if (over || present == null) {
            ReferenceCountUtil.release(message);
            return;
        }
        unsent++;
        present.writeAndFlush(message).addListener((ChannelFuture done) -> {
            unsent--;
            if (!done.isSuccess()) {
                end(done.cause());
            }
        });
    }

    /**
     * Turns a connection in clear text into a secured one, as after STARTTLS; the listener is told when it is. Nothing may
     * be sent in between.
     */
    public void startTls(Security security) {
        Channel present = Objects.requireNonNull(channel, "TLS is started once the connection stands");
        if (over) {
            return;
        }
        dial.secureWith(security.profile());
        try {
            SslHandler handler = handler(present, security);
            DialHandler.watchHandshake(handler, dial);
            security.profile().forgetSessions();
            handler.handshakeFuture().addListener((Future<Channel> done) -> told(done, listener::secured));
            DialHandler first = present.pipeline().get(DialHandler.class);
            present.pipeline().addAfter(present.pipeline().context(first).name(), TLS, handler);
        } catch (SSLException e) {
            end(e);
        }
    }

    /**
     * Reads nothing more from the peer, or goes on with it. Meanwhile nobody learns that the peer closed it, and what was read
     * already is still told.
     */
    public void hold(boolean held) {
        Channel present = channel;
        if (!over && present != null) {
            present.config().setAutoRead(!held);
        }
    }

    /** Whether it stands and all that was sent has left. */
    public boolean isQuiet() {
        return !over && unsent == 0 && channel != null && channel.isActive();
    }

    /** Reads nothing from the peer for so long, unless it rests already; see {@link #hold}. */
    public void rest(long nanos) {
        Channel present = channel;
        if (!over && !resting && present != null) {
            resting = true;
            hold(true);
            var unused = present.eventLoop().schedule(this::goOn, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void goOn() {
        resting = false;
        hold(false);
    }

    /** Closes it with the farewells that TLS prescribes; the listener is told nothing. */
    public void close() {
        over = true;
        dial.close();
    }

    /** Closes it at once, or forbids it if it has not been begun; the listener is told nothing. */
    public void abort() {
        over = true;
        dial.abort();
    }

    void made(Channel made, @Nullable Security security) throws SSLException {
        channel = made;
        dial.begun(made);
        if (security != null) {
            tls = handler(made, security);
            made.pipeline().addLast(TLS, tls);
        }
    }

    private SslHandler handler(Channel secured, Security security) throws SSLException {
        return security.profile().handler(secured.alloc(), security.peerName(), dial.port(), security.offers());
    }

    /** @param failure null if it stands */
    void connected(@Nullable Throwable failure) {
        if (failure != null) {
            end(failure);
        } else if (tls == null) {
            tell(listener::ready);
        } else {
            tls.handshakeFuture().addListener((Future<Channel> done) -> told(done, listener::ready));
        }
    }

    private void told(Future<Channel> handshake, Runnable news) {
        if (handshake.isSuccess()) {
            tell(news);
        } else {
            end(handshake.cause());
        }
    }

    /** A listener's defect must end the run; left to Netty it would only be logged. */
    private void tell(Runnable news) {
        if (over) {
            return;
        }
        try {
            news.run();
        } catch (RuntimeException defect) {
            end(defect);
        }
    }

    private void end(@Nullable Throwable cause) {
        if (!over) {
            over = true;
            listener.ended(cause == null ? dial.breakage() : cause);
        }
    }

    ChannelHandler handler() {
        return new Ear();
    }

    /** The last handler: hands on to the listener. */
    private final class Ear extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (!over) {
                    listener.received(message instanceof DatagramPacket packet ? content(packet) : message);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private Object content(ByteBufHolder packet) {
            return packet.content();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(null);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            end(cause);
        }
    }
}
