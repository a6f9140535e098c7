package dev.sonde.launcher.demo;

import dev.sonde.collector.notify.StandardWebhooks;
import dev.sonde.collector.notify.StandardWebhooks.Verification;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;

/**
 * A receiver of webhooks on loopback that believes nothing: a message that is not signed with its secret is answered 401,
 * a genuine one 204. Belongs to one event loop of its Vert.x.
 */
public final class WebhookDesk {
    /** Hears what came, on the desk's event loop. */
    public interface Listener {
        /** A message whose signature holds. */
        void genuine(JsonObject message);

        /** A message whose signature does not. */
        void refused(Verification why);
    }

    private final StandardWebhooks signatures;
    private final InstantSource clock;
    private final Listener listener;
    private int port;

    private WebhookDesk(StandardWebhooks signatures, InstantSource clock, Listener listener) {
        this.signatures = signatures;
        this.clock = clock;
        this.listener = listener;
    }

    /** Opens it on a free port; it ends with the Vert.x it runs on. */
    public static Future<WebhookDesk> open(Vertx vertx, String secret, InstantSource clock, Listener listener) {
        WebhookDesk desk = new WebhookDesk(StandardWebhooks.withSecret(secret), clock, listener);
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
            Verification found = signatures.verify(
                    request.getHeader(StandardWebhooks.ID_HEADER),
                    request.getHeader(StandardWebhooks.TIMESTAMP_HEADER),
                    request.getHeader(StandardWebhooks.SIGNATURE_HEADER),
                    body.getBytes(),
                    clock.instant());
            boolean genuine = found == Verification.VALID;
            request.response().setStatusCode(genuine ? 204 : 401).end();
            if (genuine) {
                listener.genuine(new JsonObject(Buffer.buffer(body.getBytes())));
            } else {
                listener.refused(found);
            }
        });
    }
}
