package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.HttpModule;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.http.CookieJar;
import dev.sonde.agent.probe.http.Http3Call;
import dev.sonde.agent.probe.http.Redirections;
import dev.sonde.agent.probe.http.Url;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.Verdict;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** One request on one fresh connection after the other, as redirects lead on, and the last answer's body. One attempt. */
final class HttpExchanges {
    private static final int MOST_REDIRECTS = 10;

    private final Attempt attempt;
    private final HttpClientAgent client;
    private final HttpModule module;
    private final HttpPreparation prepared;
    private final HttpFindings findings;
    private final CookieJar cookies = new CookieJar();
    private final HttpBody body;
    private final HttpDials dials;
    private boolean judging;
    private @Nullable Url first;
    private int redirects;

    HttpExchanges(
            Attempt attempt,
            HttpClientAgent client,
            HttpModule module,
            HttpPreparation prepared,
            HttpFindings findings,
            BodyMemory memory) {
        this.attempt = attempt;
        this.client = client;
        this.module = module;
        this.prepared = prepared;
        this.findings = findings;
        this.body = new HttpBody(module, memory);
        this.dials = new HttpDials(attempt, module, prepared, this::open);
    }

    /** @param address null leaves the name to a proxy */
    void begin(Url url, @Nullable InetAddress address) {
        first = url;
        attempt.atEnd(() -> {
            if (!judging) {
                body.free();
            }
        });
        HttpHop hop = new HttpHop(url, prepared.method(), prepared.host(), prepared.headers(), prepared.body());
        hop.startedNanos = attempt.loop().now();
        findings.hop(hop);
        dials.dial(hop, address);
    }

    private void open(HttpHop hop, Dial dial) {
        TlsProfile tls = hop.url().secure() ? prepared.tls().profile() : null;
        if (module.http3()) {
            quic(hop, dial, tls);
        } else if (tls == null) {
            connect(hop, dial, null);
        } else {
            settle(tls).onComplete(settled -> attempt.guarded(() -> connect(hop, dial, tls)));
        }
    }

    /** Lets Vert.x set up a TLS profile it may not know yet, by a dial that is never begun: not in anybody's phases. */
    private Future<?> settle(TlsProfile tls) {
        Dial nowhere = new Dial(
                InetAddress.getLoopbackAddress(),
                1,
                tls,
                null,
                attempt.loop().settings().nanoClock());
        nowhere.abort();
        return client.connect(new HttpConnectOptions()
                .setServer(nowhere)
                .setHost("localhost")
                .setPort(1)
                .setSsl(true)
                .setSslOptions(tls.options()));
    }

    private void connect(HttpHop hop, Dial dial, @Nullable TlsProfile tls) {
        attempt.doing("connecting to " + dial);
        hop.dial = dial;
        attempt.atEnd(dial::abort);
        hop.resolvedNanos = attempt.loop().now();
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(dial)
                .setHost(peerName(hop.url()))
                .setPort(hop.url().port())
                .setSsl(tls != null);
        if (tls != null) {
            options.setSslOptions(tls.options());
        }
        if (tls == null || !module.client().http2()) {
            options.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        client.connect(options).onComplete(done -> attempt.guarded(() -> connected(hop, done)));
    }

    private void quic(HttpHop hop, Dial dial, @Nullable TlsProfile tls) {
        if (tls == null) {
            attempt.fail(
                    "Error for HTTP request", "url", hop.url().toString(), "err", "HTTP/3 is spoken to https:// only");
            return;
        }
        attempt.doing("connecting to " + dial + " (UDP)");
        hop.dial = dial;
        attempt.atEnd(dial::abort);
        hop.resolvedNanos = attempt.loop().now();
        HttpQuicAnswer.await(attempt, this, hop, dial, new Security(tls, peerName(hop.url()), Http3Call.OFFER));
    }

    private String peerName(Url url) {
        String host = first != null && url.host().equals(first.host()) ? prepared.serverName() : url.host();
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private void connected(HttpHop hop, AsyncResult<HttpClientConnection> done) {
        if (done.failed()) {
            broken(hop, done.cause());
            return;
        }
        HttpClientConnection connection = done.result();
        connection.exceptionHandler(failure -> {}); // told by the request's and the response's futures too
        HostAndPort authority = asked(hop);
        if (authority == null) {
            return;
        }
        RequestOptions request = new RequestOptions()
                .setMethod(hop.method())
                .setHost(authority.host())
                .setPort(authority.port())
                .setSsl(hop.url().secure())
                .setURI(hop.wholeUrl == null ? hop.url().target() : hop.wholeUrl)
                .setHeaders(hop.headers());
        connection
                .request(request)
                .compose(sent -> {
                    sent.exceptionHandler(failure -> {}); // the response's future tells it
                    Future<HttpClientResponse> response = sent.response();
                    Future<Void> unused = hop.body() == null ? sent.end() : sent.end(hop.body());
                    return response;
                })
                .onComplete(head -> attempt.guarded(() -> answered(hop, head)));
    }

    /** Makes a request ready: the authority it is for, or null if that ended the attempt. */
    @Nullable
    HostAndPort asked(HttpHop hop) {
        attempt.doing("waiting for the response head");
        HostAndPort authority = HostAndPort.parseAuthority(hop.host(), -1);
        if (authority == null) {
            attempt.fail("header Host not understood", "host", hop.host());
            return null;
        }
        String jar = cookies.header(hop.url());
        if (!jar.isEmpty()) {
            String own = hop.headers().get("Cookie");
            hop.headers().set("Cookie", own == null ? jar : own + "; " + jar);
        }
        return authority;
    }

    private void answered(HttpHop hop, AsyncResult<HttpClientResponse> done) {
        if (done.failed()) {
            broken(hop, done.cause());
            return;
        }
        HttpClientResponse response = done.result();
        answered(hop, HttpAnswered.of(response), () -> {
            response.exceptionHandler(failure -> attempt.guarded(() -> cutShort(hop, failure)));
            response.endHandler(end -> attempt.guarded(() -> ended(hop)));
            response.handler(chunk -> attempt.guarded(() -> take(hop, chunk)));
        });
    }

    /** @param reading begins to read the body */
    void answered(HttpHop hop, HttpAnswered response, Runnable reading) {
        hop.answeredNanos = attempt.loop().now();
        hop.response = response;
        cookies.take(
                hop.url(),
                response.headers().getAll("Set-Cookie"),
                attempt.loop().settings().wallClock().instant());
        String location = response.header("Location");
        if (!Redirections.isRedirect(response.status()) || location == null || location.isEmpty()) {
            read(hop, reading, true);
            return;
        }
        attempt.log().info("Received redirect", "location", location);
        redirects++;
        findings.redirects(redirects);
        if (redirects > MOST_REDIRECTS || !module.client().followRedirects()) {
            attempt.log().info("Not following redirect");
            read(hop, reading, body.isJudged());
            return;
        }
        HttpHop next;
        try {
            next = hop.redirected(response.status(), location, first == null ? hop.url() : first);
        } catch (IllegalArgumentException e) {
            hop.response = null;
            attempt.fail("redirect leads nowhere", "err", String.valueOf(e.getMessage()));
            return;
        }
        if (hop.dial != null) {
            hop.dial.close();
        }
        next.startedNanos = attempt.loop().now();
        findings.hop(next);
        dials.follow(hop, next);
    }

    private void read(HttpHop hop, Runnable reading, boolean wanted) {
        attempt.doing("reading the body");
        if (wanted) {
            reading.run();
        } else {
            ended(hop);
        }
    }

    void take(HttpHop hop, Buffer chunk) {
        if (hop.endedNanos == 0 && !body.accept(chunk)) {
            ended(hop);
        }
    }

    /** The body broke off. */
    void cutShort(HttpHop hop, Throwable cause) {
        body.broken(Failures.message(cause));
        ended(hop);
    }

    void ended(HttpHop hop) {
        if (hop.endedNanos != 0) {
            return;
        }
        hop.endedNanos = attempt.loop().now();
        HttpAnswered response = hop.response;
        if (response == null) {
            return;
        }
        if (hop.dial != null) {
            hop.dial.close();
        }
        HttpJudgement judgement = new HttpJudgement(module, attempt.log(), attempt.gauges());
        boolean quick = judgement.isQuick(response);
        boolean soFar = quick && judgement.head(response);
        if (quick && (!body.isJudged() || (!soFar && !body.isPacked()))) {
            conclude(judgement, hop, soFar && !body.isBroken());
            return;
        }
        attempt.doing("judging the answer");
        judging = true; // which may go on when the attempt is over
        attempt.blocking(
                () -> {
                    try {
                        boolean right = quick ? soFar : judgement.head(response);
                        if (body.isJudged()) {
                            body.unpack();
                            right = right && judgement.body(body);
                        }
                        return right;
                    } finally {
                        body.free();
                    }
                },
                right -> conclude(judgement, hop, right));
    }

    private void conclude(HttpJudgement judgement, HttpHop hop, boolean soFar) {
        judgement.tell();
        findings.body(body);
        if (body.isBroken()) {
            attempt.log().error("body not read", "err", body.problem());
        }
        boolean rest = hop.response != null
                && judgement.version(hop.response, hop.url().secure());
        judgement.tell();
        attempt.end(soFar && rest && !body.isBroken());
    }

    void broken(HttpHop hop, Throwable cause) {
        Dial dial = hop.dial;
        Throwable breakage = dial == null ? null : dial.breakage();
        Throwable telling = breakage == null ? cause : breakage;
        Verdict certificate = Failures.certificate(telling);
        if (certificate != null) {
            attempt.refuse(certificate);
            return;
        }
        Verdict unreached =
                dial == null || dial.isConnected() ? null : Failures.connect(telling, dial.toString(), null);
        String url = hop.url().toString();
        if (unreached == null) {
            attempt.fail("Error for HTTP request", "url", url, "err", Failures.message(telling));
        } else {
            String reason = unreached.outcome().reasonLabel();
            attempt.fail("Error for HTTP request", "url", url, "err", unreached.detail(), "reason", reason);
        }
    }
}
