package dev.sonde.agent.probe.icmp;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is sent.
 *
 * @param source our own address; null leaves it to the system
 * @param id told back with the reply
 * @param sequence likewise
 * @param timeToLive or hop limit, 0 to 255; 0 leaves it to the system
 * @param dontFragment whether routers must not split it; IPv4 only
 * @param payload behind the header; not changed any more
 * @param timeoutNanos of waiting for the reply
 */
public record EchoRequest(
        InetAddress address,
        @Nullable InetAddress source,
        int id,
        int sequence,
        int timeToLive,
        boolean dontFragment,
        Payload payload,
        long timeoutNanos) {
    /** Bytes to be sent and told back. Immutable as long as nobody changes the array. */
    public static final class Payload {
        private final byte[] bytes;

        public Payload(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }
}
