package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.TraceContext;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProxyRoute;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.RunMark;
import dev.sonde.agent.probe.run.RunTrail;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request on one fresh connection: resolve, dial, ask, read. Enters each phase on the run's clock at the instant the
 * one before ended, and tells the run how it went, once. Belongs to one event loop.
 */
final class HttpExchange implements Reach.Listener {
    private static final String H2 = "h2";

    private final HttpRun owner;
    private final Run run;
    private final ProbeLoop loop;
    private final Request request;
    private final String cookies;
    private final HttpNeeds needs;
    private final Version version;
    private @Nullable Dial dial;
    private @Nullable HttpClientResponse response;
    private @Nullable BodySink sink;
    private Packing packing = Packing.NONE;
    private @Nullable Throwable breakage;
    private boolean ended;

    /** @param cookies that the run was given, for this request; may be empty */
    HttpExchange(HttpRun owner, Request request, String cookies, HttpNeeds needs) {
        this.owner = owner;
        this.run = owner.run();
        this.loop = run.loop();
        this.request = request;
        this.cookies = cookies;
        this.needs = needs;
        this.version = owner.target().version();
    }

    Request request() {
        return request;
    }

    /** Equal for equal requests, as far as a redirect can make a difference. */
    @Override
    public String toString() {
        return toString(request, cookies);
    }

    static String toString(Request request, String cookies) {
        return request + " " + cookies;
    }

    /** What was dialled; null before the name was resolved. */
    @Nullable
    Dial dial() {
        return dial;
    }

    /** Begins; the run's clock is in {@link Phase#RESOLVE}. */
    void start() {
        ProxyRoute proxy = needs.proxy();
        if (proxy == null) {
            run.resolve(request.url().host(), needs.reach(), this);
            return;
        }
        Verdict refusal = proxy.refusal(request.url().host(), loop.settings().fence());
        if (refusal == null) {
            loop.resolve(proxy.proxy().host(), needs.reach(), this);
        } else {
            fail(refusal);
        }
    }

    @Override
    public void refused(Verdict verdict) {
        fail(needs.proxy() == null ? verdict : Failures.atProxy(verdict));
    }

    @Override
    public void resolved(List<InetAddress> addresses) {
        run.trail().resolved(addresses);
    }

    @Override
    public void chosen(List<InetAddress> addresses) {
        if (ended) {
            return;
        }
        TlsProfile tls = request.url().secure() ? needs.tls() : null;
        ProxyRoute proxy = needs.proxy();
        int port = request.url().port();
        Dial begun = new Dial(
                addresses.get(0),
                proxy == null ? port : proxy.proxy().port(),
                tls,
                needs.reach().source(),
                loop.settings().nanoClock());
        if (proxy != null) {
            begun.leadThrough(proxy.to(request.url().host(), port));
        }
        dial = begun;
        run.dialling(begun);
        run.enter(Phase.CONNECT, loop.now());
        try {
            owner.client().connect(options(begun, tls)).onComplete(this::connected);
        } catch (RuntimeException e) {
            fail(Verdict.unknown(UnknownReason.AGENT_ERROR, "connect: " + e));
        }
    }

    private HttpConnectOptions options(Dial server, @Nullable TlsProfile tls) {
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(server)
                .setHost(peerName())
                .setPort(request.url().port())
                .setSsl(tls != null);
        if (tls != null) {
            options.setSslOptions(tls.options());
        }
        HttpVersion only = onlyVersion(tls != null);
        if (only != null) {
            options.setProtocolVersion(only);
        }
        return options;
    }

    /** The name for SNI and verification. */
    private String peerName() {
        String host = request.url().host();
        String configured = owner.target().tls().serverName();
        if (configured != null && host.equals(owner.firstHost())) {
            return configured;
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private @Nullable HttpVersion onlyVersion(boolean secure) {
        return switch (version) {
            case AUTO -> secure ? null : HttpVersion.HTTP_1_1;
            case HTTP_1_1 -> HttpVersion.HTTP_1_1;
            case HTTP_2 -> HttpVersion.HTTP_2;
        };
    }

    private void connected(AsyncResult<HttpClientConnection> done) {
        if (ended) {
            close();
            return;
        }
        if (done.failed()) {
            fail(done.cause());
            return;
        }
        settlePhases();
        HttpClientConnection connection = done.result();
        // The futures of request and response are told too, but that of a broken connection only that it was closed.
        connection.exceptionHandler(broken -> breakage = breakage == null ? broken : breakage);
        if (connection.protocolVersion() == HttpVersion.HTTP_2) {
            run.enter(Phase.PROCESSING, loop.now());
        }
        connection.request(traced(request.options(cookies))).onComplete(this::ready);
    }

    /** Under the run's trace id, unless the check sends a context of its own. */
    private RequestOptions traced(RequestOptions options) {
        MultiMap headers = HttpHeaders.headers().addAll(options.getHeaders());
        RunTrail trail = run.trail();
        if (!headers.contains(TraceContext.HEADER)) {
            headers.set(TraceContext.HEADER, trail.trace().traceparent());
        }
        if (trail.mark() == RunMark.ON_DEMAND) {
            headers.set(RunMark.HEADER, RunMark.HEADER_VALUE);
        }
        return options.setHeaders(headers);
    }

    private void ready(AsyncResult<HttpClientRequest> done) {
        if (ended) {
            close();
            return;
        }
        if (done.failed()) {
            fail(done.cause());
            return;
        }
        HttpClientRequest sent = done.result();
        sent.exceptionHandler(failure -> {}); // the response's future tells it
        sent.response().onComplete(this::head);
        var unused = request.body() == null ? sent.end() : sent.end(request.body());
    }

    private void head(AsyncResult<HttpClientResponse> done) {
        if (ended) {
            return;
        }
        if (done.failed()) {
            fail(done.cause());
            return;
        }
        run.enter(Phase.TRANSFER, loop.now());
        HttpClientResponse head = done.result();
        response = head;
        run.status(head.statusCode());
        run.trail().headers(name -> head.headers().get(name));
        if (owner.replacesToken(this, head) || owner.followsRedirect(this, head)) {
            return;
        }
        try {
            packing = Packing.of(
                    String.join(",", head.headers().getAll(HttpHeaders.CONTENT_ENCODING)),
                    owner.target().compression());
        } catch (IllegalArgumentException e) {
            fail(Verdict.failure(FailureReason.PROTOCOL, String.valueOf(e.getMessage())));
            return;
        }
        sink = new BodySink(
                needs.expectations().needBody() || !packing.isNone(),
                isGood(head),
                owner.target().maxBodyBytes());
        head.exceptionHandler(this::fail);
        head.endHandler(end -> complete());
        head.handler(this::chunk);
    }

    static boolean isGood(HttpClientResponse head) {
        return head.statusCode() / 100 == 2;
    }

    private void chunk(Buffer chunk) {
        if (ended || sink == null || sink.accept(chunk)) {
            return;
        }
        fail(Verdict.failure(
                FailureReason.TOO_LARGE,
                "response body: over " + owner.target().maxBodyBytes() + " bytes (expected: at most that)"));
    }

    private void complete() {
        if (ended || response == null || sink == null) {
            return;
        }
        ended = true;
        long atNanos = loop.now();
        close();
        if (packing.isNone()) {
            owner.answered(response, sink.body(response), sink.bytes(), atNanos);
        } else {
            owner.unpack(response, sink, packing, atNanos);
        }
    }

    private void fail(Throwable cause) {
        if (ended) {
            return;
        }
        settlePhases();
        Dial failed = dial;
        Throwable first = failed == null || failed.breakage() == null ? breakage : failed.breakage();
        Verdict verdict = HttpFailures.of(
                first == null ? cause : first,
                run.phase(),
                String.valueOf(failed),
                needs.reach().source());
        boolean atProxy = failed != null && failed.hasTunnel() && !failed.isTunnelled();
        fail(atProxy ? Failures.atProxy(verdict) : verdict);
    }

    private void fail(Verdict verdict) {
        if (!ended) {
            long atNanos = loop.now();
            settlePhases();
            abort();
            owner.ended(verdict, atNanos);
        }
    }

    /** Moves the run's clock over the instants the dial has stamped by now. */
    void settlePhases() {
        Dial stamped = dial;
        if (stamped == null) {
            return;
        }
        run.settle(stamped, afterConnection(""), afterConnection(stamped.applicationProtocol()));
    }

    private Phase afterConnection(String agreed) {
        boolean priorKnowledge = !request.url().secure() && version == Version.HTTP_2;
        return priorKnowledge || agreed.equals(H2) ? Phase.SETTINGS : Phase.PROCESSING;
    }

    /** Ends without a word, closing the connection with farewells. */
    void close() {
        ended = true;
        if (dial != null) {
            dial.close();
        }
    }

    /** Ends without a word, closing the connection at once. */
    void abort() {
        ended = true;
        if (dial != null) {
            dial.abort();
        }
    }
}
