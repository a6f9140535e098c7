package dev.sonde.collector.notify;

import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.secret.SecretResolver;
import dev.sonde.contract.secret.SecretText;
import dev.sonde.contract.secret.UnresolvedSecretException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes one attempt to deliver a message to a webhook: on a worker, secrets and the host's addresses are resolved, the
 * addresses held against the fence and the message signed with the time of this attempt; then it is POSTed. Called on an
 * event loop; never fails its future. Errors never show a secret.
 */
final class Sender {
    private final Vertx vertx;
    private final WebhookClient client;
    private final SecretResolver secrets;
    private final AddressFence fence;
    private final InstantSource clock;

    Sender(Vertx vertx, WebhookClient client, SecretResolver secrets, AddressFence fence, InstantSource clock) {
        this.vertx = vertx;
        this.client = client;
        this.secrets = secrets;
        this.fence = fence;
        this.clock = clock;
    }

    Future<Attempt> send(OutboxMessage message, WebhookReceiver receiver) {
        return vertx.executeBlocking(() -> prepare(message, receiver), false)
                .compose(letter -> client.post(letter.url(), letter.address(), letter.headers(), letter.body()))
                .<Attempt>map(answered -> discreet(answered, receiver))
                .otherwise(error -> error instanceof HinderedException
                        ? new Attempt.Hindered(String.valueOf(error.getMessage()))
                        : new Attempt.Failed(describe(error, receiver)));
    }

    private record Letter(URI url, InetAddress address, MultiMap headers, Buffer body) {}

    private Letter prepare(OutboxMessage message, WebhookReceiver receiver)
            throws HinderedException, UnknownHostException {
        URI url = url(receiver);
        InetAddress address = address(url, message.attempts());
        byte[] body = message.body().getBytes(StandardCharsets.UTF_8);
        Instant now = clock.instant();
        MultiMap headers = HttpHeaders.headers()
                .set(HttpHeaders.CONTENT_TYPE, "application/json")
                .set(HttpHeaders.USER_AGENT, "sonde")
                .set(StandardWebhooks.ID_HEADER, message.id())
                .set(StandardWebhooks.TIMESTAMP_HEADER, Long.toString(now.getEpochSecond()));
        String user = url.getUserInfo();
        if (user != null) {
            String credentials = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
            headers.set(HttpHeaders.AUTHORIZATION, "Basic " + credentials);
        }
        StandardWebhooks signing = signing(receiver.secret());
        if (signing != null) {
            headers.set(StandardWebhooks.SIGNATURE_HEADER, signing.sign(message.id(), now, body));
        }
        return new Letter(url, address, headers, Buffer.buffer(body));
    }

    private URI url(WebhookReceiver receiver) throws HinderedException {
        String text = resolved(receiver.url());
        try {
            URI url = new URI(text);
            boolean usable =
                    ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null;
            if (usable) {
                return url;
            }
        } catch (URISyntaxException e) {
            // said below, without the text: it may hold a secret
        }
        throw new HinderedException("url: " + receiver.url().source() + " (expected: http:// or https:// and a host)");
    }

    private @Nullable StandardWebhooks signing(@Nullable SecretText secret) throws HinderedException {
        if (secret == null) {
            return null;
        }
        try {
            return StandardWebhooks.withSecret(resolved(secret));
        } catch (IllegalArgumentException e) {
            throw new HinderedException(String.valueOf(e.getMessage()));
        }
    }

    private String resolved(SecretText text) throws HinderedException {
        try {
            return secrets.resolve(text);
        } catch (UnresolvedSecretException e) {
            throw new HinderedException(String.valueOf(e.getMessage()));
        }
    }

    /** The host's addresses in turn from attempt to attempt, the denied ones left out. */
    private InetAddress address(URI url, int attempts) throws HinderedException, UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(url.getHost());
        for (int i = 0; i < all.length; i++) {
            InetAddress candidate = all[(attempts + i) % all.length];
            if (fence.permits(candidate)) {
                return candidate;
            }
        }
        throw new HinderedException("the receiver's address is link-local or a cloud's metadata service, which is"
                + " denied (expected: another address)");
    }

    /** Without the body where that might repeat what the URL holds. */
    private static Attempt.Answered discreet(Attempt.Answered answered, WebhookReceiver receiver) {
        return receiver.url().references().isEmpty()
                ? answered
                : new Attempt.Answered(answered.status(), answered.retryAfter(), "");
    }

    /** In words of our own where an error might carry what the URL holds. */
    private static String describe(Throwable error, WebhookReceiver receiver) {
        if (error instanceof UnknownHostException) {
            return "the host's name does not resolve";
        } else if (error instanceof ConnectException) {
            return "connection refused or not possible";
        } else if (error instanceof SSLException) {
            return "TLS: " + detail(error, receiver);
        } else if (error instanceof AttemptTimeoutException) {
            return String.valueOf(error.getMessage());
        }
        return detail(error, receiver);
    }

    private static String detail(Throwable error, WebhookReceiver receiver) {
        Throwable root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String kind = root.getClass().getSimpleName();
        boolean telling = receiver.url().references().isEmpty() && root.getMessage() != null;
        return telling ? kind + ": " + root.getMessage() : kind;
    }
}
