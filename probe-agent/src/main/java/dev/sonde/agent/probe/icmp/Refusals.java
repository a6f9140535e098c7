package dev.sonde.agent.probe.icmp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What routers and machines answer in place of an echo (RFC 792, RFC 4443), in words. Pure. */
final class Refusals {
    private static final int HEAD = 8;
    private static final int IPV6_HEAD = 40;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int UNREACHABLE_4 = 3;
    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int TOO_OLD_4 = 11;
    private static final int BAD_4 = 12;
    private static final int UNREACHABLE_6 = 1;
    private static final int TOO_BIG_6 = 2;
    private static final int TOO_OLD_6 = 3;
    private static final int BAD_6 = 4;
    private static final int REQUEST_4 = 8;
    private static final int REQUEST_6 = 128;

    private Refusals() {}

    /**
     * What a message says about a request; null if it is none of these or about another.
     *
     * @param withIpHeader whether the bytes begin with the header of IPv4
     */
    static @Nullable String in(byte[] bytes, boolean ipv6, boolean withIpHeader, int id, int sequence) {
        int at = withIpHeader && bytes.length > 0 ? (bytes[0] & 0xF) * 4 : 0;
        if (bytes.length < at + HEAD) {
            return null;
        }
        int type = bytes[at] & 0xFF;
        int code = bytes[at + 1] & 0xFF;
        String said = text(ipv6, type, code, ByteBuffer.wrap(bytes).getInt(at + 4));
        return said != null && isAbout(bytes, at + HEAD, ipv6, id, sequence) ? said : null;
    }

    /** Whether the packet that is told back with it, from this place on, is the request. */
    private static boolean isAbout(byte[] bytes, int from, boolean ipv6, int id, int sequence) {
        if (bytes.length < from + (ipv6 ? IPV6_HEAD : 20)) {
            return false;
        }
        int protocol = bytes[from + (ipv6 ? 6 : 9)] & 0xFF;
        int at = from + (ipv6 ? IPV6_HEAD : (bytes[from] & 0xF) * 4);
        if (protocol != (ipv6 ? ICMPV6 : ICMP) || bytes.length < at + HEAD) {
            return false;
        }
        ByteBuffer told = ByteBuffer.wrap(bytes);
        return (bytes[at] & 0xFF) == (ipv6 ? REQUEST_6 : REQUEST_4)
                && (told.getShort(at + 4) & 0xFFFF) == id
                && (told.getShort(at + 6) & 0xFFFF) == sequence;
    }

    /**
     * A message's meaning; null if it is not that a packet was not delivered.
     *
     * @param info the word behind the checksum; where a packet was too big, the size that would not be
     */
    static @Nullable String text(boolean ipv6, int type, int code, int info) {
        return ipv6 ? text6(type, code, info) : text4(type, code, info);
    }

    private static @Nullable String text4(int type, int code, int info) {
        return switch (type) {
            case UNREACHABLE_4 ->
                switch (code) {
                    case 0, 6 -> "network unreachable";
                    case 1, 7 -> "host unreachable";
                    case 2 -> "protocol unreachable";
                    case 3 -> "port unreachable";
                    case FRAGMENTATION_NEEDED -> "packet too big, at most " + (info & 0xFFFF) + " bytes";
                    case 9, 10, 13 -> "administratively prohibited";
                    default -> "unreachable, code " + code;
                };
            case TOO_OLD_4 -> "time to live exceeded";
            case BAD_4 -> "parameter problem, code " + code;
            default -> null;
        };
    }

    private static @Nullable String text6(int type, int code, int info) {
        return switch (type) {
            case UNREACHABLE_6 ->
                switch (code) {
                    case 0 -> "no route to the host";
                    case 1, 5, 6 -> "administratively prohibited";
                    case 3 -> "host unreachable";
                    case 4 -> "port unreachable";
                    default -> "unreachable, code " + code;
                };
            case TOO_BIG_6 -> "packet too big, at most " + Integer.toUnsignedString(info) + " bytes";
            case TOO_OLD_6 -> "hop limit exceeded";
            case BAD_6 -> "parameter problem, code " + code;
            default -> null;
        };
    }
}
