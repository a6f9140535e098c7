package dev.sonde.agent.probe.connect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Keeps an HTTP/2 peer from keeping the loop. Settings, pings and the like cost it as much as a piece of an answer, are in no
 * answer's limit, and seventy thousand of them fit into what one turn of the loop reads. Before Netty has them it looks at the
 * head of each frame:
 *
 * <ul>
 *   <li>Whoever sends more than {@link #MOST_IDLE} frames that bring nothing of an answer has broken the connection.
 *   <li>Small frames that may be part of one are read as they come, but after each thousand the loop is left to others; from
 *       the fifty thousandth on for so long that nine tenths of its time are theirs.
 * </ul>
 *
 * Of what is not HTTP/2 it takes its leave. One per connection, on its loop.
 */
final class FloodGate extends ChannelDuplexHandler {
    /** For each request. A server that means well sends some settings, a ping now and then, window updates for a long request. */
    static final int MOST_IDLE = 2_000;

    /** Of a frame without its head. What is longer costs by its bytes, and those are limited. */
    static final int SMALL_BYTES = 64;

    static final int SMALL_BETWEEN_RESTS = 1_000;
    static final int MOST_SMALL_AT_SPEED = 50_000;
    static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    private static final int HEAD_BYTES = 9;
    private static final int END_STREAM = 1;

    private final Dial dial;

    private long head;
    private int headBytes;
    private int stream;
    private int payloadLeft;
    private boolean begun;

    private int newestStream;
    private boolean answering;
    private int idle;
    private int small;
    private int unrested;
    private boolean resting;
    private boolean ended;

    private FloodGate(Dial dial) {
        this.dial = dial;
    }

    /** To be called before a byte of the protocol was read. */
    static void guard(ChannelPipeline pipeline, Dial dial) {
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls == null) {
            pipeline.addFirst(new FloodGate(dial));
        } else {
            pipeline.addAfter(tls.name(), null, new FloodGate(dial));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (ended || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (!look(bytes)) {
            context.pipeline().remove(this);
        } else if (idle > MOST_IDLE) {
            bytes.release();
            end();
            return;
        }
        context.fireChannelRead(bytes);
        if (unrested >= SMALL_BETWEEN_RESTS && !resting && context.channel().isOpen()) {
            rest(context);
        }
    }

    /** @return whether this is HTTP/2, whose servers begin with their settings */
    private boolean look(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            int skipped = Math.min(payloadLeft, end - at);
            payloadLeft -= skipped;
            at += skipped;
            for (; at < end && payloadLeft == 0 && headBytes < HEAD_BYTES; at++) {
                headByte(bytes.getByte(at));
            }
            if (headBytes == HEAD_BYTES) {
                headBytes = 0;
                if (!frame()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Length, type and flags are five bytes, the stream four more. */
    private void headByte(byte next) {
        if (headBytes++ < HEAD_BYTES - Integer.BYTES) {
            head = (head << Byte.SIZE) | (next & 0xFF);
        } else {
            stream = (stream << Byte.SIZE) | (next & 0xFF);
        }
    }

    private boolean frame() {
        int length = (int) (head >> 16) & 0xFF_FFFF;
        int type = (int) (head >> 8) & 0xFF;
        boolean last = (head & END_STREAM) != 0;
        if (!begun && type != Http2FrameTypes.SETTINGS) {
            return false;
        }
        begun = true;
        payloadLeft = length;
        int of = stream & Integer.MAX_VALUE;
        if (type == Http2FrameTypes.HEADERS && of > newestStream && of % 2 == 1) {
            newestStream = of; // the peer cannot make streams of odd numbers itself
            answering = true;
            idle = 0;
        }
        boolean answers = answering && of == newestStream;
        if (!answers || type != Http2FrameTypes.DATA || length == 0) {
            idle++;
        } else if (length < SMALL_BYTES) {
            small++;
            unrested++;
        }
        if (answers && last && (type == Http2FrameTypes.DATA || type == Http2FrameTypes.HEADERS)) {
            answering = false;
        }
        return true;
    }

    private void end() {
        ended = true;
        dial.broken(new Http2Exception(
                Http2Error.ENHANCE_YOUR_CALM,
                "the peer sent more than " + MOST_IDLE
                        + " frames that are no part of an answer (expected: at most that)"));
        dial.abort();
    }

    private void rest(ChannelHandlerContext context) {
        resting = true;
        unrested = 0;
        context.channel().config().setAutoRead(false);
        long nanos = small > MOST_SMALL_AT_SPEED ? REST_NANOS : 0;
        var unused = context.executor().schedule(() -> goOn(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void goOn(ChannelHandlerContext context) {
        resting = false;
        if (context.channel().isOpen()) {
            context.channel().config().setAutoRead(true);
        }
    }

    /** Netty's HTTP/2 asks for more by itself where nobody reads on, and does not know why. */
    @Override
    public void read(ChannelHandlerContext context) {
        if (!resting) {
            context.read();
        }
    }
}
