package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ClientSettings.ProxySettings;
import dev.sonde.agent.blackbox.module.HttpModule;
import dev.sonde.agent.blackbox.module.IpChoice;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.connect.Tunnel;
import dev.sonde.agent.probe.http.CookieJar;
import dev.sonde.agent.probe.http.Url;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Verdict;
import io.netty.util.NetUtil;
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
import java.util.List;
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
        dial(hop, address);
    }

    private void follow(HttpHop from, HttpHop next) {
        next.startedNanos = attempt.loop().now();
        findings.hop(next);
        Dial last = from.dial;
        if (HttpProxies.any(module.client().proxy())) {
            dial(next, null);
        } else if (last != null && next.url().host().equals(from.url().host())) {
            direct(next, last.address()); // what was resolved before is where a relative reference leads
        } else {
            resolve(next);
        }
    }

    private void resolve(HttpHop hop) {
        attempt.doing("resolving " + hop.url().host());
        IpChoice any = new IpChoice(module.ip().preferred(), true, null);
        attempt.addresses(hop.url().host(), any, new Reach.Listener() {
            @Override
            public void chosen(List<InetAddress> addresses) {
                direct(hop, addresses.get(0));
            }

            @Override
            public void refused(Verdict verdict) {
                attempt.refuse(verdict);
            }
        });
    }

    /** @param address null if the name was not resolved, since a proxy may do that */
    private void dial(HttpHop hop, @Nullable InetAddress address) {
        ProxySettings proxy = module.client().proxy();
        if (!HttpProxies.any(proxy) && address != null) {
            direct(hop, address);
            return;
        }
        attempt.blocking(() -> new Route(HttpProxies.to(hop.url(), proxy, prepared.environment())), route -> {
            HttpProxies.Way way = route.way();
            if (way != null && !attempt.permits(hop.url().host())) {
                attempt.refuse(Attempt.blocked(hop.url().host()));
            } else if (way != null) {
                attempt.ownAddress(way.host(), proxyAddress -> through(hop, address, way, proxyAddress));
            } else if (address != null) {
                direct(hop, address);
            } else {
                resolve(hop);
            }
        });
    }

    /** @param way null goes straight to the target */
    private record Route(HttpProxies.@Nullable Way way) {}

    private void direct(HttpHop hop, InetAddress address) {
        open(hop, newDial(hop, address, hop.url().port()));
    }

    /** As Go does: a tunnel for TLS, else the proxy is asked for the whole URL; by address if the name was resolved. */
    private void through(HttpHop hop, @Nullable InetAddress address, HttpProxies.Way way, InetAddress proxyAddress) {
        Dial dial = newDial(hop, proxyAddress, way.port());
        String host = address == null ? hop.url().authorityHost() : bracketed(address);
        String authority = host + ":" + hop.url().port();
        if (hop.url().secure()) {
            dial.leadThrough(new Tunnel(authority, way.connectHeaders()));
        } else {
            hop.wholeUrl = "http://" + authority + hop.url().target();
            if (way.authorization() != null) {
                hop.headers().set("Proxy-Authorization", way.authorization());
            }
        }
        open(hop, dial);
    }

    private static String bracketed(InetAddress address) {
        String text = NetUtil.toAddressString(address);
        return text.indexOf(':') < 0 ? text : "[" + text + "]";
    }

    private Dial newDial(HttpHop hop, InetAddress address, int port) {
        TlsProfile tls = hop.url().secure() ? prepared.tls().profile() : null;
        return new Dial(address, port, tls, null, attempt.loop().settings().nanoClock());
    }

    private void open(HttpHop hop, Dial dial) {
        TlsProfile tls = hop.url().secure() ? prepared.tls().profile() : null;
        if (tls == null) {
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
        attempt.doing("waiting for the response head");
        HostAndPort authority = HostAndPort.parseAuthority(hop.host(), -1);
        if (authority == null) {
            attempt.fail("header Host not understood", "host", hop.host());
            return;
        }
        String jar = cookies.header(hop.url());
        if (!jar.isEmpty()) {
            String own = hop.headers().get("Cookie");
            hop.headers().set("Cookie", own == null ? jar : own + "; " + jar);
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

    private void answered(HttpHop hop, AsyncResult<HttpClientResponse> done) {
        if (done.failed()) {
            broken(hop, done.cause());
            return;
        }
        hop.answeredNanos = attempt.loop().now();
        HttpClientResponse response = done.result();
        hop.response = response;
        cookies.take(
                hop.url(),
                response.headers().getAll("Set-Cookie"),
                attempt.loop().settings().wallClock().instant());
        String location = response.getHeader("Location");
        if (!HttpHop.isRedirect(response.statusCode()) || location == null || location.isEmpty()) {
            read(hop, response, true);
            return;
        }
        attempt.log().info("Received redirect", "location", location);
        redirects++;
        findings.redirects(redirects);
        if (redirects > MOST_REDIRECTS || !module.client().followRedirects()) {
            attempt.log().info("Not following redirect");
            read(hop, response, body.isJudged());
            return;
        }
        HttpHop next;
        try {
            next = hop.redirected(response.statusCode(), location, first == null ? hop.url() : first);
        } catch (IllegalArgumentException e) {
            hop.response = null;
            attempt.fail("redirect leads nowhere", "err", String.valueOf(e.getMessage()));
            return;
        }
        if (hop.dial != null) {
            hop.dial.close();
        }
        follow(hop, next);
    }

    private void read(HttpHop hop, HttpClientResponse response, boolean wanted) {
        attempt.doing("reading the body");
        if (!wanted) {
            ended(hop);
            return;
        }
        response.exceptionHandler(failure -> attempt.guarded(() -> {
            body.broken(Failures.message(failure));
            ended(hop);
        }));
        response.endHandler(end -> attempt.guarded(() -> ended(hop)));
        response.handler(chunk -> attempt.guarded(() -> take(hop, chunk)));
    }

    private void take(HttpHop hop, Buffer chunk) {
        if (hop.endedNanos == 0 && !body.accept(chunk)) {
            ended(hop);
        }
    }

    private void ended(HttpHop hop) {
        if (hop.endedNanos != 0) {
            return;
        }
        hop.endedNanos = attempt.loop().now();
        HttpClientResponse response = hop.response;
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

    private void broken(HttpHop hop, Throwable cause) {
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
