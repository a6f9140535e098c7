package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ClientSettings.ExtraHeader;
import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.blackbox.module.Secret;
import dev.sonde.agent.probe.http.Url;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The opening handshake of a WebSocket (RFC 6455, 4.1): one request, and what its answer must be. Immutable. */
final class WebsocketHandshake {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MOST_HEAD_BYTES = 64 * 1024;

    private final String request;
    private final String accept;

    private WebsocketHandshake(String request, String accept) {
        this.request = request;
        this.accept = accept;
    }

    /**
     * An answer's head.
     *
     * @param problem why it is no upgrade; empty if it is one
     * @param length of the head in bytes
     */
    record Answer(int status, String problem, int length) {}

    /**
     * The headers that a module sends with the request, Host among them. Reads secrets: not for event loops.
     *
     * @throws IOException with a message for people
     */
    static MultiMap headers(Url url, ProbeModule.Websocket websocket, String userAgent) throws IOException {
        MultiMap headers = HttpPreparation.headers(websocket.client(), url);
        for (ExtraHeader header : websocket.headers()) {
            headers.remove(header.name());
            for (Secret value : header.values()) {
                headers.add(header.name(), HttpPreparation.oneLine(header.name(), value.read()));
            }
        }
        if (!headers.contains("Host")) {
            headers.set("Host", HttpHop.authority(url));
        }
        if (!headers.contains("User-Agent")) {
            headers.set("User-Agent", HttpPreparation.userAgent(userAgent));
        }
        return headers;
    }

    /** @param headers each of one line */
    static WebsocketHandshake of(Url url, MultiMap headers) {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        StringBuilder head = new StringBuilder("GET " + url.target() + " HTTP/1.1\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key
                + "\r\nSec-WebSocket-Version: 13\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return new WebsocketHandshake(head.append("\r\n").toString(), accept(key));
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + SALT).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    byte[] request() {
        return request.getBytes(StandardCharsets.UTF_8);
    }

    /** The answer that these bytes begin with; null if its head is not complete. */
    @Nullable
    Answer answer(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return bytes.length > MOST_HEAD_BYTES ? new Answer(0, "a head without end", bytes.length) : null;
        }
        String[] lines = text.substring(0, end).split("\r\n", -1);
        if (!lines[0].matches("HTTP/1\\.[01] [0-9]{3}( .*)?")) {
            return new Answer(0, "no HTTP response", end + 4);
        }
        int status = Integer.parseInt(lines[0].substring(9, 12));
        if (status != 101) {
            return new Answer(status, "not 101", end + 4);
        }
        boolean upgrade = false;
        boolean accepted = false;
        for (String line : lines) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            upgrade |= name.equals("upgrade") && value.equalsIgnoreCase("websocket");
            accepted |= name.equals("sec-websocket-accept") && value.equals(accept);
        }
        String problem = upgrade && accepted ? "" : "the header Upgrade or Sec-WebSocket-Accept is not right";
        return new Answer(status, problem, end + 4);
    }
}
