package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.resolve.NameResolver;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request on one fresh connection: resolve, dial, ask, read. Enters each phase on the run's clock at the instant the
 * one before ended, and tells the run how it went, once. Belongs to one event loop.
 */
final class HttpExchange implements NameResolver.Listener {
    private static final String H2 = "h2";

    private final HttpRun run;
    private final HttpProbes loop;
    private final Request request;
    private final Prepared.Needs needs;
    private final Version version;
    private @Nullable Dial dial;
    private @Nullable HttpClientResponse response;
    private @Nullable BodySink sink;
    private boolean ended;

    HttpExchange(HttpRun run, HttpProbes loop, Request request, Prepared.Needs needs) {
        this.run = run;
        this.loop = loop;
        this.request = request;
        this.needs = needs;
        this.version = run.target().version();
    }

    Request request() {
        return request;
    }

    /** What was dialled; null before the name was resolved. */
    @Nullable
    Dial dial() {
        return dial;
    }

    /** The status code; 0 before the response head. */
    int status() {
        return response == null ? 0 : response.statusCode();
    }

    /** Begins; the run's clock is in {@link Phase#RESOLVE}. */
    void start() {
        loop.names().resolve(request.url().host(), this);
    }

    @Override
    public void unresolved(String detail) {
        fail(Verdict.failure(FailureReason.DNS, detail));
    }

    @Override
    public void resolved(List<InetAddress> addresses) {
        if (ended) {
            return;
        }
        InetAddress chosen = firstPermitted(addresses);
        if (chosen == null) {
            fail(Verdict.failure(
                    FailureReason.BLOCKED,
                    request.url().host() + ": address " + addresses.get(0).getHostAddress()
                            + " may not be probed from here"));
            return;
        }
        TlsProfile tls = request.url().secure() ? needs.tls() : null;
        Dial begun = new Dial(chosen, request.url().port(), tls, loop.settings().nanoClock());
        dial = begun;
        run.clock().enter(Phase.CONNECT, loop.now());
        try {
            loop.client().connect(options(begun, tls)).onComplete(this::connected);
        } catch (RuntimeException e) {
            fail(Verdict.unknown(UnknownReason.AGENT_ERROR, "connect: " + e));
        }
    }

    private @Nullable InetAddress firstPermitted(List<InetAddress> addresses) {
        for (InetAddress address : addresses) {
            if (loop.settings().fence().permits(address)) {
                return address;
            }
        }
        return null;
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
        String configured = run.target().tls().serverName();
        if (configured != null && host.equals(run.firstHost())) {
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
        connection.exceptionHandler(failure -> {}); // told by the request's and the response's futures too
        if (connection.protocolVersion() == HttpVersion.HTTP_2) {
            run.clock().enter(Phase.PROCESSING, loop.now());
        }
        connection.request(request.options()).onComplete(this::ready);
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
        run.clock().enter(Phase.TRANSFER, loop.now());
        HttpClientResponse head = done.result();
        response = head;
        if (run.followsRedirect(this, head)) {
            return;
        }
        BodySink body =
                new BodySink(needs.expectations().needBody(), run.target().maxBodyBytes());
        sink = body;
        head.exceptionHandler(this::fail);
        head.endHandler(end -> complete());
        head.handler(this::chunk);
    }

    private void chunk(Buffer chunk) {
        if (ended || sink == null || sink.accept(chunk)) {
            return;
        }
        fail(Verdict.failure(
                FailureReason.TOO_LARGE,
                "response body: over " + run.target().maxBodyBytes() + " bytes (expected: at most that)"));
    }

    private void complete() {
        if (ended || response == null || sink == null) {
            return;
        }
        ended = true;
        long atNanos = loop.now();
        close();
        run.answered(response, sink.body(response), atNanos);
    }

    private void fail(Throwable cause) {
        if (ended) {
            return;
        }
        settlePhases();
        Throwable breakage = dial == null ? null : dial.breakage();
        fail(Failures.of(breakage == null ? cause : breakage, run.clock().current(), String.valueOf(dial)));
    }

    private void fail(Verdict verdict) {
        if (!ended) {
            long atNanos = loop.now();
            settlePhases();
            abort();
            run.ended(verdict, atNanos);
        }
    }

    /** Moves the run's clock over the instants the dial has stamped by now. */
    void settlePhases() {
        Dial stamped = dial;
        if (stamped == null) {
            return;
        }
        if (run.clock().current() == Phase.CONNECT && stamped.isConnected()) {
            run.clock().enter(request.url().secure() ? Phase.TLS : afterConnection(""), stamped.connectedNanos());
        }
        if (run.clock().current() == Phase.TLS && stamped.isSecured()) {
            run.clock().enter(afterConnection(stamped.applicationProtocol()), stamped.securedNanos());
        }
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
