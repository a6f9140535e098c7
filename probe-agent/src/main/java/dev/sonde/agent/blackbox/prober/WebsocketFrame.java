package dev.sonde.agent.blackbox.prober;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A frame of a WebSocket (RFC 6455, 5.2), or a message of several put together. Immutable. */
final class WebsocketFrame {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int FINAL = 0x80;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;

    /** What it is for. */
    enum Kind {
        MESSAGE,
        PING,
        CLOSE,
        MALFORMED,
        OTHER
    }

    private final Kind kind;
    private final byte[] payload;
    private final int length;

    private WebsocketFrame(Kind kind, byte[] payload, int length) {
        this.kind = kind;
        this.payload = payload;
        this.length = length;
    }

    Kind kind() {
        return kind;
    }

    byte[] payload() {
        return payload;
    }

    /** How many bytes it took. */
    int length() {
        return length;
    }

    /** The frame or the whole message that the bytes begin with; null if it is not complete. */
    static @Nullable WebsocketFrame read(byte[] bytes) {
        byte[] message = new byte[0];
        int at = 0;
        while (true) {
            if (bytes.length - at < 2) {
                return null;
            }
            int head = bytes[at] & 0xFF;
            int opcode = head & 0xF;
            int size = bytes[at + 1] & 0xFF;
            if (size >= 0x80 || (head & 0x70) != 0) {
                return new WebsocketFrame(Kind.MALFORMED, message, bytes.length);
            }
            int headLength = size < 126 ? 2 : size == 126 ? 4 : 10;
            if (bytes.length - at < headLength) {
                return null;
            }
            ByteBuffer in = ByteBuffer.wrap(bytes, at + 2, headLength - 2);
            long wanted = size < 126 ? size : size == 126 ? in.getShort() & 0xFFFF : in.getLong();
            if (wanted < 0 || wanted > bytes.length - at - headLength) {
                return wanted < 0 ? new WebsocketFrame(Kind.MALFORMED, message, bytes.length) : null;
            }
            int from = at + headLength;
            byte[] payload = Arrays.copyOfRange(bytes, from, from + (int) wanted);
            at = from + (int) wanted;
            if (opcode >= CLOSE) {
                if (message.length > 0) {
                    continue; // between the frames of a message
                }
                return new WebsocketFrame(control(opcode), payload, at);
            }
            int before = message.length;
            message = Arrays.copyOf(message, before + payload.length);
            System.arraycopy(payload, 0, message, before, payload.length);
            if ((head & FINAL) != 0) {
                return new WebsocketFrame(Kind.MESSAGE, message, at);
            }
        }
    }

    private static Kind control(int opcode) {
        return switch (opcode) {
            case CLOSE -> Kind.CLOSE;
            case PING -> Kind.PING;
            default -> Kind.OTHER;
        };
    }

    static byte[] text(byte[] payload) {
        return masked(TEXT, payload);
    }

    static byte[] pong(byte[] payload) {
        return masked(PONG, payload);
    }

    /** With the status "normal closure". */
    static byte[] close() {
        return masked(CLOSE, new byte[] {0x03, (byte) 0xE8});
    }

    private static byte[] masked(int opcode, byte[] payload) {
        int extra = payload.length < 126 ? 0 : payload.length < 0x10000 ? 2 : 8;
        ByteBuffer frame = ByteBuffer.allocate(2 + extra + 4 + payload.length);
        frame.put((byte) (FINAL | opcode));
        frame.put((byte) (0x80 | (extra == 0 ? payload.length : extra == 2 ? 126 : 127)));
        if (extra == 2) {
            frame.putShort((short) payload.length);
        } else if (extra == 8) {
            frame.putLong(payload.length);
        }
        byte[] mask = new byte[4];
        RANDOM.nextBytes(mask);
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % 4]));
        }
        return frame.array();
    }
}
