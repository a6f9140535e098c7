package dev.sonde.contract.check;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A machine that echoes, and what is expected of its echoes. Immutable.
 *
 * @param host a name or an address
 * @param packets how many are sent, 1 to {@link #MAX_PACKETS}
 * @param spacing from one to the next
 * @param size of the data in each, in bytes, behind the head of ICMP
 * @param timeToLive hops that a packet may take, 1 to 255
 * @param dontFragment whether no router may split a packet; IPv4 only
 * @param network from where and to which addresses
 */
public record IcmpTarget(
        String host,
        int packets,
        Duration spacing,
        int size,
        int timeToLive,
        boolean dontFragment,
        Network network,
        IcmpExpectation expect)
        implements Target {
    public static final int MAX_PACKETS = 100;
    public static final int MAX_SIZE = 65_000;
    public static final Duration DEFAULT_SPACING = Duration.ofMillis(100);
    public static final int DEFAULT_SIZE = 56;
    public static final int DEFAULT_TIME_TO_LIVE = 64;

    /**
     * What is expected of the echoes. Immutable.
     *
     * @param loss most that is tolerated, as the ratio of packets without echo: 0 to below 1
     * @param roundTrip most time of the median echo; null sets no limit
     * @param jitter most time that one echo takes longer or shorter than the one before, on average; null sets no limit
     */
    public record IcmpExpectation(
            BigDecimal loss,
            @Nullable Duration roundTrip,
            @Nullable Duration jitter) {
        public static final IcmpExpectation DEFAULT = new IcmpExpectation(BigDecimal.ZERO, null, null);

        public IcmpExpectation {
            loss = loss.signum() == 0 ? BigDecimal.ZERO : loss.stripTrailingZeros();
            if (loss.signum() < 0 || loss.compareTo(BigDecimal.ONE) >= 0) {
                throw new IllegalArgumentException("loss: " + loss + " (expected: a ratio from 0 to below 1)");
            }
        }
    }

    public IcmpTarget {
        if (!Endpoint.isHost(host)) {
            throw new IllegalArgumentException("host: " + host + " (expected: a host name or an address)");
        }
        require("packets", packets, 1, MAX_PACKETS);
        require("size", size, 0, MAX_SIZE);
        require("ttl", timeToLive, 1, 255);
        if (spacing.isNegative()) {
            throw new IllegalArgumentException("spacing: " + spacing + " (expected: 0 or more)");
        }
    }

    private static void require(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    /** One packet, every default. */
    public static IcmpTarget of(String host) {
        return new IcmpTarget(
                host,
                1,
                DEFAULT_SPACING,
                DEFAULT_SIZE,
                DEFAULT_TIME_TO_LIVE,
                false,
                Network.DEFAULT,
                IcmpExpectation.DEFAULT);
    }

    /** The same with more packets. */
    public IcmpTarget withPackets(int count, Duration apart) {
        return new IcmpTarget(host, count, apart, size, timeToLive, dontFragment, network, expect);
    }

    /** The same, expecting something else. */
    public IcmpTarget withExpect(IcmpExpectation other) {
        return new IcmpTarget(host, packets, spacing, size, timeToLive, dontFragment, network, other);
    }

    /** The same over another network. */
    public IcmpTarget withNetwork(Network other) {
        return new IcmpTarget(host, packets, spacing, size, timeToLive, dontFragment, other, expect);
    }

    @Override
    public String protocol() {
        return "icmp";
    }

    @Override
    public String shown() {
        return "icmp " + host + (packets == 1 ? "" : ", " + packets + " packets");
    }
}
