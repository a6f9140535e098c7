package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.agent.uplink.BoundedBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Draws one token (RFC 6749, section 4.4): over a connection of its own to an address that the fence permits, bounded in
 * time and length; a redirect is an answer. The client proves itself by Basic first and, refused so, in the form, since
 * issuers differ. Belongs to one event loop.
 */
final class TokenFetch implements Reach.Listener {
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_SHOWN = 200;
    private static final long LIFETIME_UNLESS_TOLD_SECONDS = 300;
    private static final long LONGEST_LIFETIME_SECONDS = TimeUnit.DAYS.toSeconds(30);

    private final ProbeLoop loop;
    private final TokenDemand demand;
    private final Duration within;
    private final Promise<Token> drawn = Promise.promise();

    private TokenFetch(ProbeLoop loop, TokenDemand demand, Duration within) {
        this.loop = loop;
        this.demand = demand;
        this.within = within;
    }

    /** Fails with a message for people. */
    static Future<Token> of(ProbeLoop loop, TokenDemand demand, Duration within) {
        TokenFetch fetch = new TokenFetch(loop, demand, within);
        long timer = loop.vertx()
                .setTimer(
                        Math.max(1, within.toMillis()),
                        late -> fetch.fail("no answer within " + Failures.text(within)));
        fetch.drawn.future().onComplete(over -> loop.vertx().cancelTimer(timer));
        loop.resolve(demand.url().host(), Reach.DEFAULT, fetch);
        return fetch.drawn.future();
    }

    @Override
    public void refused(Verdict verdict) {
        fail(verdict.detail());
    }

    @Override
    public void chosen(List<InetAddress> addresses) {
        ask(addresses.get(0), true);
    }

    private void ask(InetAddress address, boolean byHeader) {
        if (drawn.future().isComplete()) {
            return;
        }
        Url url = demand.url();
        long asked = loop.now();
        WebClient client = WebClient.create(
                loop.vertx(),
                new WebClientOptions()
                        .setFollowRedirects(false)
                        .setUserAgent(loop.settings().userAgent())
                        .setTrustOptions(TrustOptions.wrap(demand.roots().judge()))
                        .setVerifyHost(true)
                        .setConnectTimeout(Math.toIntExact(Math.max(1, within.toMillis()))));
        drawn.future().onComplete(over -> client.close());
        BoundedBody body = new BoundedBody(MAX_BYTES, this::fail);
        HttpRequest<Buffer> request = client.request(
                        HttpMethod.POST,
                        SocketAddress.inetSocketAddress(url.port(), address.getHostAddress()),
                        url.port(),
                        url.host(),
                        url.target())
                .ssl(url.secure())
                .putHeader("Accept", "application/json")
                .as(() -> body);
        MultiMap form = MultiMap.caseInsensitiveMultiMap().add("grant_type", "client_credentials");
        demand.form().forEach(form::add);
        if (byHeader) {
            request.basicAuthentication(encoded(demand.clientId()), encoded(demand.clientSecret()));
        } else {
            form.add("client_id", demand.clientId()).add("client_secret", demand.clientSecret());
        }
        request.sendForm(form)
                .onComplete(
                        answer -> answered(answer, address, byHeader, asked),
                        failure -> fail(Failures.message(failure)));
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }

    private void answered(HttpResponse<Buffer> answer, InetAddress address, boolean byHeader, long askedNanos) {
        int status = answer.statusCode();
        if (status == 200) {
            read(answer.body(), askedNanos);
        } else if (byHeader && (status == 400 || status == 401)) {
            ask(address, false);
        } else {
            fail("status: " + status + error(answer.body()) + " (expected: 200)");
        }
    }

    private void read(Buffer body, long askedNanos) {
        try {
            JsonObject said = new JsonObject(body);
            if (!(said.getValue("access_token") instanceof String token) || !isToken(token)) {
                fail("no access_token in the answer");
            } else if (!"bearer".equalsIgnoreCase(said.getString("token_type", "bearer"))) {
                fail("token_type: " + shortened(said.getString("token_type")) + " (expected: bearer)");
            } else {
                long seconds = seconds(said.getValue("expires_in"));
                drawn.tryComplete(new Token(token, askedNanos, TimeUnit.SECONDS.toNanos(seconds)));
            }
        } catch (DecodeException | ClassCastException e) {
            fail("the answer is not a JSON object as RFC 6749 has it");
        }
    }

    /** Some issuers write the number as a string. */
    private static long seconds(Object expiresIn) {
        String text = String.valueOf(expiresIn);
        long seconds = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : LIFETIME_UNLESS_TOLD_SECONDS;
        return Math.max(1, Math.min(LONGEST_LIFETIME_SECONDS, seconds));
    }

    private static boolean isToken(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 127);
    }

    private static String error(Buffer body) {
        try {
            String error = new JsonObject(body).getString("error");
            return error == null ? "" : ", error " + shortened(error);
        } catch (DecodeException | ClassCastException e) {
            return "";
        }
    }

    private static String shortened(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", " ");
        return printable.length() <= MAX_SHOWN ? printable : printable.substring(0, MAX_SHOWN) + "…";
    }

    private void fail(String why) {
        drawn.tryFail("oauth2: no token from " + demand.url() + ": " + why);
    }
}
