package dev.sonde.agent.probe.icmp;

import com.sun.jna.Memory;
import io.netty.util.NetUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The structures that {@code recvmsg} fills, laid out for Linux on 64 bits, and how they are read. Holds memory outside the
 * heap until it is closed. One thread.
 */
final class EchoInbox implements AutoCloseable {
    private static final int AF_INET6 = 10;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IP_TTL = 2;
    private static final int IP_RECVERR = 11;
    private static final int IPV6_RECVERR = 25;
    private static final int IPV6_HOPLIMIT = 52;
    private static final int MOST_BYTES = 66_000;
    private static final int CONTROL_BYTES = 256;
    private static final int NAME_BYTES = 28;

    private final Memory bytes = new Memory(MOST_BYTES);
    private final Memory control = new Memory(CONTROL_BYTES);
    private final Memory name = new Memory(NAME_BYTES);
    private final Memory parts = new Memory(16);
    private final Memory message = new Memory(56);

    byte[] receive(LibC libc, int socket, int flags) {
        parts.setPointer(0, bytes);
        parts.setLong(8, MOST_BYTES);
        message.clear();
        name.clear();
        message.setPointer(0, name);
        message.setInt(8, NAME_BYTES);
        message.setPointer(16, parts);
        message.setLong(24, 1);
        message.setPointer(32, control);
        message.setLong(40, CONTROL_BYTES);
        int length = libc.recvmsg(socket, message, flags).intValue();
        return bytes.getByteArray(0, length);
    }

    /** Who sent the last packet. */
    String sender() {
        return address(name, 0);
    }

    /** What the last packet says besides; -1 if it does not. */
    int hopLimit() {
        long six = beside(IPPROTO_IPV6, IPV6_HOPLIMIT);
        long at = six < 0 ? beside(IPPROTO_IP, IP_TTL) : six;
        return at < 0 ? -1 : control.getInt(at);
    }

    /** What a router or the peer told the kernel; null if it was nobody. */
    @Nullable
    String refusal(boolean ipv6) {
        // struct sock_extended_err, behind which stands who said it
        long at = ipv6 ? beside(IPPROTO_IPV6, IPV6_RECVERR) : beside(IPPROTO_IP, IP_RECVERR);
        if (at < 0) {
            return null;
        }
        int type = control.getByte(at + 5) & 0xFF;
        int code = control.getByte(at + 6) & 0xFF;
        String said = Refusals.text(ipv6, type, code, control.getInt(at + 8));
        return said == null ? null : said + ", says " + address(control, at + 16);
    }

    /** Goes through what the kernel says besides: length, level, type, value, each message on a border of 8 bytes. */
    private long beside(int level, int type) {
        long length = message.getLong(40);
        long at = 0;
        while (at + 20 <= length) {
            long size = control.getLong(at);
            if (control.getInt(at + 8) == level && control.getInt(at + 12) == type) {
                return at + 16;
            }
            if (size < 16) {
                return -1;
            }
            at += (size + 7) / 8 * 8;
        }
        return -1;
    }

    private static String address(Memory from, long at) {
        boolean six = from.getShort(at) == AF_INET6;
        byte[] address = from.getByteArray(at + (six ? 8 : 4), six ? 16 : 4);
        return NetUtil.bytesToIpAddress(address);
    }

    @Override
    public void close() {
        for (Memory each : List.of(bytes, control, name, parts, message)) {
            each.close();
        }
    }
}
