package dev.sonde.agent.blackbox.prober;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a peer says over a WebSocket (RFC 6455, 5.2), out of the bytes as they come: whole messages, and the frames between
 * them. Each byte is looked at once however the peer cuts them, and no more than a message's worth is kept. Belongs to one
 * probe.
 */
final class WebsocketMessages {
    private static final int FINAL = 0x80;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int LONGEST_CONTROL = 125;

    /** What has come. */
    enum Kind {
        MESSAGE,
        PING,
        CLOSE,
        MALFORMED,
        TOO_LONG
    }

    /** One message or frame. The bytes are its own. */
    static final class Heard {
        private final Kind kind;
        private final byte[] payload;

        Heard(Kind kind, byte[] payload) {
            this.kind = kind;
            this.payload = payload;
        }

        Kind kind() {
            return kind;
        }

        byte[] payload() {
            return payload;
        }
    }

    private final int longest;
    private byte[] come = new byte[256];
    private int from;
    private int to;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream(0);

    /** @param longest message, in bytes */
    WebsocketMessages(int longest) {
        this.longest = longest;
    }

    /** Takes in what came. */
    void add(byte[] bytes) {
        if (to + bytes.length > come.length) {
            int kept = to - from;
            byte[] roomier =
                    kept + bytes.length > come.length ? new byte[Math.max(2 * come.length, kept + bytes.length)] : come;
            System.arraycopy(come, from, roomier, 0, kept);
            come = roomier;
            from = 0;
            to = kept;
        }
        System.arraycopy(bytes, 0, come, to, bytes.length);
        to += bytes.length;
    }

    /** The next of what has come; null if more must come first. After MALFORMED and TOO_LONG it is of no use. */
    @Nullable
    Heard next() {
        while (to - from >= 2) {
            int head = come[from] & 0xFF;
            int size = come[from + 1] & 0xFF;
            int opcode = head & 0xF;
            boolean control = opcode >= CLOSE;
            if (size >= 0x80 || (head & 0x70) != 0 || (control && (size > LONGEST_CONTROL || (head & FINAL) == 0))) {
                return new Heard(Kind.MALFORMED, new byte[0]);
            }
            int headLength = size < 126 ? 2 : size == 126 ? 4 : 10;
            if (to - from < headLength) {
                return null;
            }
            long wanted = size < 126 ? size : number(from + 2, headLength - 2);
            if (wanted < 0 || wanted + message.size() > longest) {
                return new Heard(Kind.TOO_LONG, new byte[0]);
            }
            if (wanted > to - from - headLength) {
                return null;
            }
            int start = from + headLength;
            from = start + (int) wanted;
            if (!control) {
                message.write(come, start, (int) wanted);
                if ((head & FINAL) != 0) {
                    byte[] whole = message.toByteArray();
                    message.reset();
                    return new Heard(Kind.MESSAGE, whole);
                }
            } else if (opcode == CLOSE || opcode == PING) {
                byte[] payload = Arrays.copyOfRange(come, start, from);
                return new Heard(opcode == CLOSE ? Kind.CLOSE : Kind.PING, payload);
            }
        }
        return null;
    }

    private long number(int at, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | (come[at + i] & 0xFF);
        }
        return value;
    }
}
