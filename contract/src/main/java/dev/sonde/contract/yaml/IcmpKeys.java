package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.IcmpTarget;
import java.math.BigDecimal;
import java.time.Duration;

/** The block {@code icmp} of a check: every key, described once. */
final class IcmpKeys {
    static final Key<String> HOST = Key.required("host", host(), "the machine that echoes");
    static final Key<Integer> PACKETS =
            Key.withDefault("packets", Scalars.whole(1, IcmpTarget.MAX_PACKETS), "1", "how many are sent in a run");
    static final Key<Duration> SPACING = Key.withDefault(
            "spacing",
            Scalars.duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
            Durations.format(IcmpTarget.DEFAULT_SPACING),
            "time from one packet to the next");
    static final Key<Integer> SIZE = Key.withDefault(
            "size",
            Scalars.whole(0, IcmpTarget.MAX_SIZE),
            String.valueOf(IcmpTarget.DEFAULT_SIZE),
            "bytes of data in each, behind the head of ICMP");
    static final Key<Integer> TTL = Key.withDefault(
            "ttl",
            Scalars.whole(1, 255),
            String.valueOf(IcmpTarget.DEFAULT_TIME_TO_LIVE),
            "most hops that a packet may take");
    static final Key<Boolean> DONT_FRAGMENT = Key.withDefault(
            "dont_fragment", Scalars.bool(), "false", "whether no router may split a packet; with IPv4");

    static final Key<BigDecimal> LOSS = Key.withDefault(
            "loss",
            loss(),
            "0%",
            "most packets without echo that are tolerated; more fail the run with reason `timeout`");
    static final Key<Duration> ROUND_TRIP = Key.optional(
            "round_trip",
            Scalars.duration(Duration.ofMillis(1), CommonKeys.LONGEST),
            "most time of the median echo; a longer one fails with reason `too_slow`");
    static final Key<Duration> JITTER = Key.optional(
            "jitter",
            Scalars.duration(Duration.ofMillis(1), CommonKeys.LONGEST),
            "most time by which one echo differs from the one before, on average; more fails with reason `too_slow`");
    static final Key<MappingView> EXPECT = Key.optional(
            "expect",
            Block.of("expect", LOSS, ROUND_TRIP, JITTER),
            "what the echoes must be; judged in the order of these keys");

    static final Block BLOCK =
            Block.of("icmp", HOST, PACKETS, SPACING, SIZE, TTL, DONT_FRAGMENT, NetworkKeys.NETWORK, EXPECT);
    static final Block DEFAULTS = Block.of("icmp", PACKETS, SPACING, SIZE, TTL, DONT_FRAGMENT, NetworkKeys.NETWORK);

    private IcmpKeys() {}

    private static Scalar<String> host() {
        String form = "[A-Za-z0-9_][A-Za-z0-9_.-]*|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*";
        return Scalar.of("host", "a host name or an address", Form.matching(form), text -> {
            if (!Endpoint.isHost(text)) {
                throw new BadValueException();
            }
            return text;
        });
    }

    private static Scalar<BigDecimal> loss() {
        String form = "(0|[1-9][0-9]?)(\\.[0-9]{1,9})?%";
        return Scalar.of("percentage", "a percentage from 0% to below 100%", Form.matching(form), text -> {
            if (!text.matches(form)) {
                throw new BadValueException();
            }
            return new BigDecimal(text.substring(0, text.length() - 1)).movePointLeft(2);
        });
    }
}
