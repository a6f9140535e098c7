package dev.sonde.agent.target;

import dev.sonde.agent.target.TcpTarget.Conversation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A WebSocket's upgrade, then whatever is done with it. */
public final class WebsocketConversation implements Conversation {
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *([^\r\n]+)");
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Talk talk;
    private String headers = "";
    private long delayNanos;
    private Consumer<String> headSeen = head -> {};

    /** What is done once the upgrade is answered. */
    public interface Talk {
        void with(Peer peer) throws Exception;
    }

    /** A frame that a client sent, unmasked. */
    public record Frame(int opcode, String text) {}

    /** The client's end. */
    public record Peer(Socket socket) {
        public void send(int opcode, byte[] payload) throws IOException {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(0x80 | opcode);
            if (payload.length < 126) {
                frame.write(payload.length);
            } else if (payload.length < 65_536) {
                frame.write(126);
                frame.write(payload.length >> 8);
                frame.write(payload.length & 0xFF);
            } else {
                frame.write(127);
                for (int shift = 56; shift >= 0; shift -= 8) {
                    frame.write((int) ((long) payload.length >> shift) & 0xFF);
                }
            }
            frame.writeBytes(payload);
            socket.getOutputStream().write(frame.toByteArray());
            socket.getOutputStream().flush();
        }

        public void send(String text) throws IOException {
            send(TEXT, text.getBytes(StandardCharsets.UTF_8));
        }

        /** The next frame, of up to 125 bytes. */
        public Frame receive() throws IOException {
            InputStream in = socket.getInputStream();
            int opcode = in.read() & 0x0F;
            int length = in.read() & 0x7F;
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            return new Frame(opcode, new String(payload, StandardCharsets.UTF_8));
        }
    }

    public WebsocketConversation(Talk talk) {
        this.talk = talk;
    }

    /** Further headers of the answer, each line with its end. */
    public WebsocketConversation answering(String lines) {
        headers = lines;
        return this;
    }

    /** How long the answer is held back after the request came. */
    public WebsocketConversation delaying(long nanos) {
        delayNanos = nanos;
        return this;
    }

    /** Told every request's head. */
    public WebsocketConversation showingHead(Consumer<String> listener) {
        headSeen = listener;
        return this;
    }

    @Override
    public void with(Socket socket) throws Exception {
        String head = TcpTarget.readHead(socket.getInputStream());
        long came = System.nanoTime();
        headSeen.accept(head);
        Matcher key = KEY.matcher(head);
        if (!key.find()) {
            return;
        }
        byte[] digest =
                MessageDigest.getInstance("SHA-1").digest((key.group(1) + MAGIC).getBytes(StandardCharsets.US_ASCII));
        ExactDelay.until(came + delayNanos);
        socket.getOutputStream()
                .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: "
                                + Base64.getEncoder().encodeToString(digest) + "\r\n" + headers + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        talk.with(new Peer(socket));
    }
}
