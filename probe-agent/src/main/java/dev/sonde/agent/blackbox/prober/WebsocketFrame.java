package dev.sonde.agent.blackbox.prober;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** The frames of a WebSocket that a client sends (RFC 6455, 5.2), masked. Pure but for the masks. */
final class WebsocketFrame {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int FINAL = 0x80;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PONG = 0xA;

    private WebsocketFrame() {}

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
