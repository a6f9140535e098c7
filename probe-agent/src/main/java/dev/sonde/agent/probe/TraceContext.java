package dev.sonde.agent.probe;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The W3C trace context of one run: an id drawn at random, under which the target's own tracing can be found. Every
 * protocol that can carry a header sends {@link #traceparent} under {@link #HEADER}: HTTP requests, gRPC metadata,
 * WebSocket handshakes, each step of a scenario. Immutable.
 */
public final class TraceContext {
    /** Name of the header, or of the metadata key. */
    public static final String HEADER = "traceparent";

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
        StringBuilder id = new StringBuilder(32);
        hex(high, id);
        hex(low, id);
        return id.toString();
    }

    /** The header's value for one request, each with a span id of its own. */
    public String traceparent() {
        StringBuilder value = new StringBuilder(55).append("00-");
        hex(high, value);
        hex(low, value);
        value.append('-');
        hex(ThreadLocalRandom.current().nextLong() | 1, value);
        return value.append(sampled ? "-01" : "-00").toString();
    }

    private static void hex(long bits, StringBuilder text) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((int) (bits >>> shift) & 0xF, 16));
        }
    }

    @Override
    public String toString() {
        return traceId();
    }
}
