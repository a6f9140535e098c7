package dev.sonde.agent.target;

import dev.sonde.agent.target.TcpTarget.Conversation;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The least of HTTP/2 (RFC 9113) that answers one request with 200 and a body, each step held back by a known time.
 * Stamps when it had read what it waited for and when it had written what it owed.
 */
public final class Http2Conversation implements Conversation {
    private static final int PREFACE_BYTES = 24;
    private static final byte DATA = 0;
    private static final byte HEADERS = 1;
    private static final byte RST_STREAM = 3;
    private static final byte SETTINGS = 4;
    private static final byte END_STREAM = 1;
    private static final byte END_HEADERS = 4;
    private static final byte ACK = 1;
    private static final byte[] STATUS_200 = {(byte) 0x88};

    private final long settingsNanos;
    private final long headNanos;
    private final long bodyNanos;
    private final byte[] body;
    private Consumer<Stamps> listener = stamps -> {};
    private boolean resetting;

    /**
     * When the steps of one conversation were done, by System.nanoTime.
     *
     * @param begun the client's preface had come
     * @param settings ours were written
     * @param request its headers had come
     * @param head was written
     * @param end the last byte was written
     */
    public record Stamps(long begun, long settings, long request, long head, long end) {}

    public Http2Conversation(long settingsNanos, long headNanos, long bodyNanos, int bodyBytes) {
        this.settingsNanos = settingsNanos;
        this.headNanos = headNanos;
        this.bodyNanos = bodyNanos;
        this.body = new byte[bodyBytes];
        Arrays.fill(body, (byte) 'x');
    }

    public Http2Conversation stamping(Consumer<Stamps> told) {
        listener = told;
        return this;
    }

    /** Resets the stream in place of an answer. */
    public Http2Conversation resetting() {
        resetting = true;
        return this;
    }

    @Override
    public void with(Socket socket) throws Exception {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        if (in.readNBytes(PREFACE_BYTES).length < PREFACE_BYTES) {
            return;
        }
        long begun = System.nanoTime();
        ExactDelay.until(begun + settingsNanos);
        frame(out, SETTINGS, (byte) 0, 0, new byte[0]);
        long settings = System.nanoTime();
        awaitHeaders(in, out);
        long request = System.nanoTime();
        ExactDelay.until(request + headNanos);
        if (resetting) {
            frame(out, RST_STREAM, (byte) 0, 1, new byte[] {0, 0, 0, 2});
            TcpTarget.awaitClose(socket);
            return;
        }
        frame(out, HEADERS, END_HEADERS, 1, STATUS_200);
        long head = System.nanoTime();
        ExactDelay.until(head + bodyNanos);
        frame(out, DATA, END_STREAM, 1, body);
        listener.accept(new Stamps(begun, settings, request, head, System.nanoTime()));
        TcpTarget.awaitClose(socket);
    }

    private static void awaitHeaders(DataInputStream in, OutputStream out) throws IOException {
        while (true) {
            int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
            byte type = in.readByte();
            byte flags = in.readByte();
            in.readInt();
            in.readNBytes(length);
            if (type == SETTINGS && (flags & ACK) == 0) {
                frame(out, SETTINGS, ACK, 0, new byte[0]);
            } else if (type == HEADERS) {
                return;
            }
        }
    }

    private static void frame(OutputStream out, byte type, byte flags, int stream, byte[] payload) throws IOException {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >> 16);
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = type;
        frame[4] = flags;
        frame[8] = (byte) stream;
        System.arraycopy(payload, 0, frame, 9, payload.length);
        out.write(frame);
        out.flush();
    }
}
