package dev.sonde.agent.probe.icmp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Echo requests and replies as bytes (RFC 792, RFC 4443). Pure. */
final class EchoPacket {
    private static final int HEAD = 8;
    private static final int REQUEST_4 = 8;
    private static final int REPLY_4 = 0;
    private static final int REQUEST_6 = 128;
    private static final int REPLY_6 = 129;

    private EchoPacket() {}

    /** For IPv6 the kernel fills in the checksum, which covers addresses. */
    static byte[] request(boolean ipv6, int id, int sequence, byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(HEAD + payload.length);
        packet.put((byte) (ipv6 ? REQUEST_6 : REQUEST_4)).put((byte) 0).putShort((short) 0);
        packet.putShort((short) id).putShort((short) sequence).put(payload);
        if (!ipv6) {
            packet.putShort(2, checksum(packet.array()));
        }
        return packet.array();
    }

    /** The one's complement of the one's complement sum of all words. */
    static short checksum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i += 2) {
            int low = i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0;
            sum += (bytes[i] & 0xFF) << 8 | low;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (short) ~sum;
    }

    /**
     * Whether the bytes are the reply to a request.
     *
     * @param withIpHeader whether they begin with the header of IPv4
     * @param anyId whether the kernel chose the id
     */
    static boolean isReply(
            byte[] bytes, boolean ipv6, boolean withIpHeader, boolean anyId, int id, int sequence, byte[] payload) {
        int at = withIpHeader && bytes.length > 0 ? (bytes[0] & 0xF) * 4 : 0;
        if (bytes.length < at + HEAD) {
            return false;
        }
        ByteBuffer packet = ByteBuffer.wrap(bytes, at, bytes.length - at);
        int type = packet.get() & 0xFF;
        int code = packet.get();
        packet.getShort();
        int gotId = packet.getShort() & 0xFFFF;
        int gotSequence = packet.getShort() & 0xFFFF;
        return type == (ipv6 ? REPLY_6 : REPLY_4)
                && code == 0
                && (anyId || gotId == id)
                && gotSequence == sequence
                && Arrays.equals(bytes, at + HEAD, bytes.length, payload, 0, payload.length);
    }
}
