package dev.sonde.contract.fence;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says which addresses may be dialled: one in a denied range may not, unless it is also in an allowed range. Asked after
 * every name resolution and after every redirect, so a name cannot lead around it. An IPv6 address that only carries an
 * IPv4 one (mapped, compatible, 6to4, NAT64) is judged as that IPv4 address as well. Immutable.
 */
public final class AddressFence {
    /** Link-local addresses, and those where clouds keep a machine's credentials. */
    public static final List<AddressRange> METADATA =
            ranges("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "fd20:ce::254", "100.100.100.200", "192.0.0.192");

    /** All that is not the public internet, {@link #METADATA} included. */
    public static final List<AddressRange> NOT_PUBLIC = Stream.concat(
                    METADATA.stream(),
                    ranges(
                            "0.0.0.0/8",
                            "10.0.0.0/8",
                            "100.64.0.0/10",
                            "127.0.0.0/8",
                            "168.63.129.16", // what Azure's machines are told their settings by
                            "172.16.0.0/12",
                            "192.0.0.0/24",
                            "192.0.2.0/24",
                            "192.88.99.0/24",
                            "192.168.0.0/16",
                            "198.18.0.0/15",
                            "198.51.100.0/24",
                            "203.0.113.0/24",
                            "224.0.0.0/4",
                            "240.0.0.0/4",
                            "::/128",
                            "::1/128",
                            "64:ff9b:1::/48",
                            "100::/64",
                            "2001::/23",
                            "2001:db8::/32",
                            "3fff::/20",
                            "5f00::/16",
                            "fc00::/7",
                            "fec0::/10",
                            "ff00::/8")
                            .stream())
            .toList();

    private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");
    private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");
    private static final AddressRange MAPPED = AddressRange.parse("::ffff:0:0/96");
    private static final AddressRange COMPATIBLE = AddressRange.parse("::/96");

    private final AddressRange[] allow;
    private final AddressRange[] deny;
    private final AddressRange[] never;

    private AddressFence(List<AddressRange> allow, List<AddressRange> deny) {
        this(allow, deny, List.of());
    }

    private AddressFence(List<AddressRange> allow, List<AddressRange> deny, List<AddressRange> never) {
        this.allow = allow.toArray(AddressRange[]::new);
        this.deny = deny.toArray(AddressRange[]::new);
        this.never = never.toArray(AddressRange[]::new);
    }

    /** A fence that denies the one list but for what is in the other. */
    public static AddressFence of(List<AddressRange> allow, List<AddressRange> deny) {
        return new AddressFence(allow, deny);
    }

    /** For targets that the operator wrote: all but {@link #METADATA}. */
    public static AddressFence operator() {
        return new AddressFence(List.of(), METADATA);
    }

    /** For targets that arrive over the network: the public internet alone. */
    public static AddressFence publicOnly() {
        return new AddressFence(List.of(), NOT_PUBLIC);
    }

    /** The same, which besides denies these whatever allows them. */
    public AddressFence never(List<AddressRange> ranges) {
        return new AddressFence(List.of(allow), List.of(deny), ranges);
    }

    /** Denies nothing. */
    public static AddressFence open() {
        return new AddressFence(List.of(), List.of());
    }

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::parse).toList();
    }

    /** Whether the address may be dialled. */
    public boolean permits(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return permits(bytes);
        }
        byte[] carried = carriedIpv4(bytes);
        return permits(bytes) && (carried.length == 0 || permits(carried));
    }

    private boolean permits(byte[] address) {
        return !holds(never, address) && (!holds(deny, address) || holds(allow, address));
    }

    private static boolean holds(AddressRange[] ranges, byte[] address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** The IPv4 address inside an IPv6 one; empty if it carries none. */
    private static byte[] carriedIpv4(byte[] address) {
        if (SIX_TO_FOUR.contains(address)) {
            return Arrays.copyOfRange(address, 2, 6);
        }
        boolean carries = MAPPED.contains(address)
                || NAT64.contains(address)
                || (COMPATIBLE.contains(address) && (address[12] | address[13] | address[14]) != 0);
        return carries ? Arrays.copyOfRange(address, 12, 16) : new byte[0];
    }

    @Override
    public String toString() {
        String denied = "denies " + Arrays.toString(deny) + " but for " + Arrays.toString(allow);
        return never.length == 0 ? denied : denied + ", and never permits " + Arrays.toString(never);
    }
}
