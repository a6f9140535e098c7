package dev.sonde.contract.yaml;

import dev.sonde.contract.check.IcmpTarget;
import dev.sonde.contract.check.IcmpTarget.IcmpExpectation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The block {@code icmp} of a check as its record. */
final class IcmpSection {
    static final Protocol PROTOCOL =
            Protocol.of("icmp", "echoes of a machine", IcmpKeys.BLOCK, IcmpKeys.DEFAULTS, IcmpSection::target);

    private IcmpSection() {}

    private static IcmpTarget target(MappingView icmp, Duration timeout, Problems problems) {
        int packets = icmp.get(IcmpKeys.PACKETS);
        Duration spacing = icmp.get(IcmpKeys.SPACING);
        Duration sending = spacing.multipliedBy(packets - 1L);
        if (sending.compareTo(timeout) >= 0) {
            problems.error(
                    icmp.place(icmp.isWritten(IcmpKeys.PACKETS) ? IcmpKeys.PACKETS : IcmpKeys.HOST),
                    "packets: the last of " + packets + " leaves after " + Durations.format(sending),
                    "within the timeout of " + Durations.format(timeout));
        }
        return new IcmpTarget(
                icmp.get(IcmpKeys.HOST),
                packets,
                spacing,
                icmp.get(IcmpKeys.SIZE),
                icmp.get(IcmpKeys.TTL),
                icmp.get(IcmpKeys.DONT_FRAGMENT),
                NetworkKeys.network(icmp.find(NetworkKeys.NETWORK), problems),
                expect(icmp.find(IcmpKeys.EXPECT)));
    }

    private static IcmpExpectation expect(@Nullable MappingView expect) {
        return expect == null
                ? IcmpExpectation.DEFAULT
                : new IcmpExpectation(
                        expect.get(IcmpKeys.LOSS), expect.find(IcmpKeys.ROUND_TRIP), expect.find(IcmpKeys.JITTER));
    }
}
