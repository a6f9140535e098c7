package dev.sonde.agent.probe.run;

import dev.sonde.agent.resolve.NameResolver.Question;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.result.FailureReason;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a target's addresses are reached: which of them are dialled, and from which of ours. Immutable.
 *
 * @param prefer which family comes first; null leaves it to the machine's order
 * @param fallback whether the other family may be dialled where the preferred one has no address
 * @param source our own address to dial from; null leaves it to the system. Only addresses of its family are dialled
 * @param all whether every address is wanted, not only the best
 */
public record Reach(
        @Nullable IpFamily prefer,
        boolean fallback,
        @Nullable InetAddress source,
        boolean all) {
    /** The machine's order, from any of its addresses. */
    public static final Reach DEFAULT = new Reach(null, true, null, false);

    /**
     * What a check says about its network.
     *
     * @param network its source address must be one; else IllegalArgumentException with a message for people
     */
    public static Reach of(Network network) {
        if (network.equals(Network.DEFAULT)) {
            return DEFAULT;
        }
        return new Reach(
                network.prefer(),
                network.fallback(),
                source(network.sourceAddress()),
                network.addresses() == Network.Addresses.ALL);
    }

    /** Told which addresses to dial. */
    public interface Listener {
        /** All that a name resolved to, before any is chosen; for those who keep it. */
        default void resolved(List<InetAddress> addresses) {}

        /** Those that would have been chosen but may not be probed; told before the others, and only if there are others. */
        default void denied(List<InetAddress> addresses) {}

        /** At least one, best first, all permitted. */
        void chosen(List<InetAddress> addresses);

        /** None can be dialled: how the run ends. */
        void refused(Verdict verdict);
    }

    /**
     * Our own address in a configuration's words.
     *
     * @param literal null for none; IllegalArgumentException with a message for people if it is not an address
     */
    public static @Nullable InetAddress source(@Nullable String literal) {
        if (literal == null) {
            return null;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(literal);
        try {
            if (address != null) {
                return InetAddress.getByAddress(address);
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + address.length + " bytes", e);
        }
        throw new IllegalArgumentException("source_address: " + literal + " (expected: an IPv4 or IPv6 address)");
    }

    /** What the resolver is asked for. */
    Question question() {
        IpFamily only = only();
        if (only != null) {
            return only == IpFamily.IP4 ? Question.IPV4 : Question.IPV6;
        }
        if (all) {
            return Question.ALL;
        }
        if (prefer == null) {
            return Question.ANY;
        }
        return prefer == IpFamily.IP4 ? Question.IPV4_FIRST : Question.IPV6_FIRST;
    }

    /** The only family that may be dialled; null if both may. */
    private @Nullable IpFamily only() {
        return source != null ? family(source) : fallback ? null : prefer;
    }

    private static IpFamily family(InetAddress address) {
        return address instanceof Inet4Address ? IpFamily.IP4 : IpFamily.IP6;
    }

    /** Chooses among what a name resolved to. */
    void choose(String host, List<InetAddress> resolved, AddressFence fence, Listener listener) {
        List<InetAddress> usable = usable(resolved);
        if (usable.isEmpty()) {
            listener.refused(Verdict.failure(FailureReason.DNS, host + ": " + noneUsable()));
            return;
        }
        List<InetAddress> permitted = permitted(usable, fence);
        if (permitted.isEmpty()) {
            listener.refused(blocked(host, usable.get(0)));
            return;
        }
        if (permitted.size() < usable.size()) {
            listener.denied(
                    usable.stream().filter(address -> !fence.permits(address)).toList());
        }
        listener.chosen(permitted);
    }

    /** How a run ends that would have to dial an address which may not be probed. */
    static Verdict blocked(String host, InetAddress address) {
        return Verdict.failure(
                FailureReason.BLOCKED,
                host + ": address " + NetUtil.toAddressString(address) + " may not be probed from here");
    }

    private static List<InetAddress> permitted(List<InetAddress> usable, AddressFence fence) {
        if (usable.size() == 1) {
            return fence.permits(usable.get(0)) ? usable : List.of();
        }
        return usable.stream().filter(fence::permits).toList();
    }

    /** Those of the families that may be dialled, the preferred first, else in the resolver's order. */
    private List<InetAddress> usable(List<InetAddress> resolved) {
        IpFamily only = only();
        if (resolved.size() == 1) {
            return only == null || family(resolved.get(0)) == only ? resolved : List.of();
        }
        List<InetAddress> preferred = new ArrayList<>(resolved.size());
        List<InetAddress> rest = new ArrayList<>();
        for (InetAddress address : resolved) {
            IpFamily family = family(address);
            if (only == null ? prefer == null || family == prefer : family == only) {
                preferred.add(address);
            } else if (only == null) {
                rest.add(address);
            }
        }
        preferred.addAll(rest);
        return preferred;
    }

    private String noneUsable() {
        IpFamily only = only();
        String label = only == null ? "usable" : only == IpFamily.IP4 ? "IPv4" : "IPv6";
        return source == null
                ? "no " + label + " address"
                : "no " + label + " address (expected: one of the source address's family, "
                        + NetUtil.toAddressString(source) + ")";
    }
}
