package dev.sonde.launcher.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of webhooks on loopback that believes nothing: what is not signed with its secret is answered 401 and told as
 * refused, the rest 204. Listeners are called on its event loop.
 */
public final class WebhookDesk {
    /** Judges whether a message is genuine. */
    public interface Verifier {
        /** What is wrong with it; null if it is genuine. */
        @Nullable
        String complaint(Message message);
    }

    /**
     * A message as it came.
     *
     * @param id of the header {@code webhook-id}; empty if missing, like the other two
     * @param timestamp of the header {@code webhook-timestamp}
     * @param signature of the header {@code webhook-signature}
     * @param body its exact bytes
     */
    public record Message(String id, String timestamp, String signature, Buffer body) {
        /** The body, once it is known to be genuine. */
        public JsonObject json() {
            return new JsonObject(body);
        }
    }

    private final Verifier verifier;
    private final Consumer<Message> genuine;
    private final Consumer<String> refused;
    private int port;

    private WebhookDesk(Verifier verifier, Consumer<Message> genuine, Consumer<String> refused) {
        this.verifier = verifier;
        this.genuine = genuine;
        this.refused = refused;
    }

    /** Opens it on a free port; it ends with the Vert.x it runs on. */
    public static Future<WebhookDesk> open(
            Vertx vertx, Verifier verifier, Consumer<Message> genuine, Consumer<String> refused) {
        WebhookDesk desk = new WebhookDesk(verifier, genuine, refused);
        return vertx.createHttpServer()
                .requestHandler(desk::receive)
                .listen(0, "127.0.0.1")
                .map(server -> {
                    desk.port = server.actualPort();
                    return desk;
                });
    }

    /** Where to POST to. */
    public String url() {
        return "http://127.0.0.1:" + port + "/webhook";
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Message message = new Message(
                    header(request, "webhook-id"),
                    header(request, "webhook-timestamp"),
                    header(request, "webhook-signature"),
                    body);
            String complaint = verifier.complaint(message);
            request.response().setStatusCode(complaint == null ? 204 : 401).end();
            if (complaint == null) {
                genuine.accept(message);
            } else {
                refused.accept(complaint);
            }
        });
    }

    private static String header(HttpServerRequest request, String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }
}
