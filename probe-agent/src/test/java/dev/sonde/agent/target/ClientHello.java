package dev.sonde.agent.target;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what a client's first record says (RFC 8446, 4.1.2). */
public final class ClientHello {
    private static final int SERVER_NAME = 0;
    private static final int SESSION_TICKET = 35;
    private static final int PRE_SHARED_KEY = 41;
    private static final int KEY_SHARE = 51;

    private ClientHello() {}

    /** The server name indication; empty if there is none. */
    public static String serverName(byte[] record) {
        byte[] extension = extensions(record).get(SERVER_NAME);
        return extension == null ? "" : new String(extension, 5, extension.length - 5, StandardCharsets.US_ASCII);
    }

    /**
     * Whether the client tries to resume a session: by a pre-shared key (TLS 1.3) or by a ticket (TLS 1.2). A session
     * identifier alone proves nothing, clients of TLS 1.3 send a random one; a resumption by it shows only at the server.
     */
    public static boolean offersResumption(byte[] record) {
        Map<Integer, byte[]> extensions = extensions(record);
        byte[] ticket = extensions.get(SESSION_TICKET);
        return extensions.containsKey(PRE_SHARED_KEY) || (ticket != null && ticket.length > 0);
    }

    /** The groups for which the client sends a key, by their numbers (RFC 8446, 4.2.7); TLS 1.3 only. */
    public static List<Integer> keyShares(byte[] record) {
        ByteBuffer in = ByteBuffer.wrap(extensions(record).getOrDefault(KEY_SHARE, new byte[2]));
        in.getShort();
        List<Integer> groups = new ArrayList<>();
        while (in.hasRemaining()) {
            groups.add(in.getShort() & 0xFFFF);
            int length = in.getShort() & 0xFFFF;
            in.position(in.position() + length);
        }
        return groups;
    }

    private static Map<Integer, byte[]> extensions(byte[] record) {
        ByteBuffer in = ByteBuffer.wrap(record);
        in.position(5 + 4 + 2 + 32);
        in.position(in.position() + 1 + (in.get(in.position()) & 0xFF));
        in.position(in.position() + 2 + (in.getShort(in.position()) & 0xFFFF));
        in.position(in.position() + 1 + (in.get(in.position()) & 0xFF));
        int end = (in.getShort() & 0xFFFF) + in.position();
        Map<Integer, byte[]> extensions = new HashMap<>();
        while (in.position() < end) {
            int type = in.getShort() & 0xFFFF;
            byte[] content = new byte[in.getShort() & 0xFFFF];
            in.get(content);
            extensions.put(type, content);
        }
        return extensions;
    }
}
