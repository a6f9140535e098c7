package dev.sonde.contract.fence;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A range of addresses in CIDR form, IPv4 or IPv6. Immutable.
 */
public final class AddressRange {
    private static final Pattern IPV4_PART = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern IPV6_PART = Pattern.compile("[0-9a-fA-F]{1,4}");

    private final String text;
    private final byte[] network;
    private final int prefixBits;

    private AddressRange(String text, byte[] network, int prefixBits) {
        this.text = text;
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address. */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(text, slash < 0 ? text : text.substring(0, slash));
        int bits = address.length * 8;
        int prefix = slash < 0 ? bits : prefix(text, text.substring(slash + 1), bits);
        clearHostBits(address, prefix);
        return new AddressRange(text, address, prefix);
    }

    private static byte[] address(String whole, String text) {
        return text.indexOf(':') < 0 ? ipv4(whole, text) : ipv6(whole, text);
    }

    private static byte[] ipv4(String whole, String text) {
        String[] parts = text.split("\\.", -1);
        byte[] address = new byte[4];
        if (parts.length != address.length) {
            throw malformed(whole);
        }
        for (int i = 0; i < address.length; i++) {
            if (!IPV4_PART.matcher(parts[i]).matches() || Integer.parseInt(parts[i]) > 255) {
                throw malformed(whole);
            }
            address[i] = (byte) Integer.parseInt(parts[i]);
        }
        return address;
    }

    private static byte[] ipv6(String whole, String text) {
        int gap = text.indexOf("::");
        List<byte[]> head = gap < 0 ? groups(whole, text) : groups(whole, text.substring(0, gap));
        List<byte[]> tail = gap < 0 ? List.of() : groups(whole, text.substring(gap + 2));
        int missing = 8 - head.size() - tail.size();
        if (gap < 0 ? missing != 0 : missing < 1) {
            throw malformed(whole);
        }
        ByteBuffer address = ByteBuffer.allocate(16);
        head.forEach(address::put);
        address.position(address.position() + 2 * missing);
        tail.forEach(address::put);
        return address.array();
    }

    private static List<byte[]> groups(String whole, String text) {
        List<byte[]> groups = new ArrayList<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(":", -1)) {
            if (!IPV6_PART.matcher(part).matches()) {
                throw malformed(whole);
            }
            int value = Integer.parseInt(part, 16);
            groups.add(new byte[] {(byte) (value >> 8), (byte) value});
        }
        return groups;
    }

    private static int prefix(String whole, String text, int most) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw malformed(whole);
        }
        int prefix = Integer.parseInt(text);
        if (prefix > most) {
            throw malformed(whole);
        }
        return prefix;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(text + " (expected: an address or a range such as 10.0.0.0/8 or fd00::/8)");
    }

    private static void clearHostBits(byte[] address, int prefix) {
        for (int i = 0; i < address.length; i++) {
            int keep = Math.max(0, Math.min(8, prefix - i * 8));
            address[i] &= (byte) (0xFF << (8 - keep));
        }
    }

    /** Whether the range holds the address; never if it is of the other family. */
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int whole = prefixBits / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != network[i]) {
                return false;
            }
        }
        int rest = prefixBits % 8;
        return rest == 0 || ((address[whole] ^ network[whole]) & (0xFF << (8 - rest)) & 0xFF) == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange that
                && prefixBits == that.prefixBits
                && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(network) * 31 + prefixBits;
    }

    @Override
    public String toString() {
        return text;
    }
}
