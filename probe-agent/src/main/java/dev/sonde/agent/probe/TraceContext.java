package dev.sonde.agent.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The W3C trace context of one run: an id drawn at random, under which the target's own tracing can be found. Every
 * protocol that can carry a header sends {@link #traceparent} under {@link #HEADER}: HTTP requests, gRPC metadata,
 * WebSocket handshakes, each step of a scenario. Immutable.
 */
public final class TraceContext {
    /** Name of the header, or of the metadata key. */
    public static final String HEADER = "traceparent";

    private static final int ID_LENGTH = 32;
    private static final int LENGTH = 55;

    private final long high;
    private final long low;
    private final boolean sampled;

    private TraceContext(long high, long low, boolean sampled) {
        this.high = high;
        this.low = low;
        this.sampled = sampled;
    }

    /**
     * Another one than ever before.
     *
     * @param sampled whether the target is asked to record the trace; else it does as it usually does
     */
    public static TraceContext draw(boolean sampled) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new TraceContext(random.nextLong() | 1, random.nextLong(), sampled);
    }

    /** 32 hexadecimal digits. */
    public String traceId() {
        ByteBuf id = Unpooled.buffer(ID_LENGTH);
        hex(high, id);
        hex(low, id);
        return id.toString(StandardCharsets.US_ASCII);
    }

    /** The header's value for one request, each with a span id of its own. */
    public String traceparent() {
        ByteBuf value = Unpooled.buffer(LENGTH);
        write(value);
        return value.toString(StandardCharsets.US_ASCII);
    }

    /** The same, appended as bytes. */
    public void write(ByteBuf out) {
        out.writeByte('0').writeByte('0').writeByte('-');
        hex(high, out);
        hex(low, out);
        out.writeByte('-');
        hex(ThreadLocalRandom.current().nextLong() | 1, out);
        out.writeByte('-').writeByte('0').writeByte(sampled ? '1' : '0');
    }

    private static void hex(long bits, ByteBuf out) {
        out.writeLong(digits((int) (bits >>> Integer.SIZE))).writeLong(digits((int) bits));
    }

    /** Eight digits at once: each half-byte goes into a byte of its own, and those above nine are lifted to the letters. */
    private static long digits(int bits) {
        long spread = bits & 0xFFFFFFFFL;
        spread = (spread | (spread << 16)) & 0x0000FFFF0000FFFFL;
        spread = (spread | (spread << 8)) & 0x00FF00FF00FF00FFL;
        spread = (spread | (spread << 4)) & 0x0F0F0F0F0F0F0F0FL;
        long letters = ((spread + 0x0606060606060606L) >>> 4) & 0x0101010101010101L;
        return spread + 0x3030303030303030L + letters * ('a' - '0' - 10);
    }

    @Override
    public String toString() {
        return traceId();
    }
}
