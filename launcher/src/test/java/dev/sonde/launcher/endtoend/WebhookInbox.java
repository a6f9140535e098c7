package dev.sonde.launcher.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Receives webhooks and verifies them as a stranger would, from the text of the Standard Webhooks specification and with
 * none of Sonde's code. A message whose signature does not hold is answered 401 and kept apart.
 */
final class WebhookInbox implements AutoCloseable {
    static final String SECRET = "whsec_"
            + Base64.getEncoder().encodeToString("thirty-two bytes of test secret!".getBytes(StandardCharsets.UTF_8));

    /** A message that came and held. */
    record Message(String id, Instant receivedAt, String path, JsonObject body) {
        String type() {
            return body.getString("type", "");
        }
    }

    private final HttpServer server;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private volatile int refuseNext;

    WebhookInbox() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.createContext("/", this::receive);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Answers the next so many deliveries with 503, whatever they hold. */
    void refuseNext(int count) {
        refuseNext = count;
    }

    List<Message> messages(String path) {
        return messages.stream().filter(message -> message.path().equals(path)).toList();
    }

    /** Why messages were refused for their signature. */
    List<String> refused() {
        return refused;
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        int status;
        if (refuseNext > 0) {
            refuseNext--;
            status = 503;
        } else {
            String complaint = complaint(exchange, body);
            if (complaint.isEmpty()) {
                messages.add(new Message(
                        exchange.getRequestHeaders().getFirst("webhook-id"),
                        Instant.now(),
                        exchange.getRequestURI().getPath(),
                        new JsonObject(new String(body, StandardCharsets.UTF_8))));
                status = 204;
            } else {
                refused.add(complaint);
                status = 401;
            }
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static String complaint(HttpExchange exchange, byte[] body) {
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        String timestamp = exchange.getRequestHeaders().getFirst("webhook-timestamp");
        String signatures = exchange.getRequestHeaders().getFirst("webhook-signature");
        if (id == null || timestamp == null || signatures == null) {
            return "a header is missing";
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), Instant.now());
        if (age.abs().compareTo(Duration.ofMinutes(5)) > 0) {
            return "timestamp is off by " + age;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET.substring("whsec_".length())), "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            byte[] expected = Base64.getEncoder().encode(mac.doFinal(body));
            for (String signature : signatures.split(" ")) {
                if (signature.startsWith("v1,")
                        && MessageDigest.isEqual(
                                expected, signature.substring(3).getBytes(StandardCharsets.UTF_8))) {
                    return "";
                }
            }
            return "no signature holds";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
