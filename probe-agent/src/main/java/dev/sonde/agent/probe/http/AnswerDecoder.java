package dev.sonde.agent.probe.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;

/** Decodes the answers on one connection, to one request at a time. Belongs to its loop. */
final class AnswerDecoder extends HttpResponseDecoder {
    private static final int MAX_STATUS_LINE_BYTES = 8 * 1024;
    private static final HttpDecoderConfig LIMITS = new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_STATUS_LINE_BYTES)
            .setMaxHeaderSize(HttpProbes.MAX_HEAD_BYTES);

    private static final String BEGINNING = "HTTP/";

    /** More than is shown of it: a secret must be whole to be taken out. */
    private static final int MAX_TOLD = 4 * 1024;

    private final LongSupplier nanoClock;
    private final LongSupplier readableSince;
    private boolean withoutBody;
    private boolean recognised;
    private boolean heard;
    private long heardNanos;

    /**
     * @param nanoClock monotonic
     * @param readableSince on the same clock, asked from within a read: when the first byte of what is read had come at the latest
     */
    AnswerDecoder(LongSupplier nanoClock, LongSupplier readableSince) {
        super(LIMITS);
        this.nanoClock = nanoClock;
        this.readableSince = readableSince;
    }

    /**
     * A request is sent.
     *
     * @param head by HEAD: the answer has no body, whatever it says of one
     */
    void asked(boolean head) {
        withoutBody = head;
        heard = false;
        recognised = false;
    }

    /** Whether anything came since. */
    boolean hasHeard() {
        return heard;
    }

    /**
     * When the bytes came that are being decoded: what decoding takes is not the time the peer took, nor, for the first of an
     * answer, what the loop did for other connections between learning of them and reading them.
     */
    long heardNanos() {
        return heardNanos;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        heardNanos = heard ? nanoClock.getAsLong() : readableSince.getAsLong();
        heard = true;
        super.channelRead(context, message);
    }

    /** What is not HTTP is known by its first bytes, and need neither end a line nor the connection. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (!recognised) {
            recognised = beginsAsHttp(in);
        }
        super.decode(context, in, out);
    }

    /** Whether enough has come to say that it does; throws if it does not. */
    private static boolean beginsAsHttp(ByteBuf in) {
        int at = in.readerIndex();
        while (at < in.writerIndex() && isPassedOver(in.getByte(at) & 0xFF)) {
            at++;
        }
        for (int i = 0; i < BEGINNING.length(); i++) {
            if (at + i == in.writerIndex()) {
                return false;
            }
            if (in.getByte(at + i) != BEGINNING.charAt(i)) {
                String came = in.toString(at, Math.min(MAX_TOLD, in.writerIndex() - at), StandardCharsets.UTF_8);
                throw new IllegalArgumentException("it began with '" + came.replaceAll("\\p{Cntrl}+", " ") + "'");
            }
        }
        return true;
    }

    /** As Netty does before a status line. */
    private static boolean isPassedOver(int octet) {
        return octet <= ' ' || (octet >= 0x7F && octet <= 0x9F);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return withoutBody || super.isContentAlwaysEmpty(message);
    }
}
