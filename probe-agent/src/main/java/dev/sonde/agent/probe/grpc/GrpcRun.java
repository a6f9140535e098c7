package dev.sonde.agent.probe.grpc;

import dev.sonde.agent.expect.Excerpt;
import dev.sonde.agent.probe.TraceContext;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.http.HttpFailures;
import dev.sonde.agent.probe.run.AddressRun;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.RunMark;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.GrpcTarget;
import dev.sonde.contract.check.GrpcTarget.Serving;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The gRPC part of one run: one call of the health service on one fresh connection of HTTP/2. From the call to the head of
 * the answer it is {@code processing}, from there to the trailers {@code transfer}. Belongs to one event loop.
 */
final class GrpcRun extends AddressRun {
    private final GrpcTarget target;
    private final GrpcProcedure.Needs needs;
    private final HttpClientAgent client;
    private final long startedNanos;
    private final Buffer body = Buffer.buffer();
    private @Nullable Dial dial;

    GrpcRun(Run run, GrpcTarget target, GrpcProcedure.Needs needs, HttpClientAgent client) {
        super(run, needs.reach());
        this.target = target;
        this.needs = needs;
        this.client = client;
        this.startedNanos = run.loop().now();
    }

    @Override
    public void start() {
        lookUp(target.address().host());
    }

    @Override
    protected void ask(InetAddress address) {
        Dial begun = run.dial(address, target.address().port(), needs.tls(), reach);
        dial = begun;
        run.enter(Phase.CONNECT, run.loop().now());
        try {
            client.connect(options(begun)).onComplete(this::connected, this::fail);
        } catch (RuntimeException e) {
            fail(Verdict.unknown(UnknownReason.AGENT_ERROR, "connect: " + e));
        }
    }

    private HttpConnectOptions options(Dial server) {
        TlsProfile tls = needs.tls();
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(server)
                .setHost(peerName())
                .setPort(target.address().port())
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(tls != null);
        if (tls != null) {
            options.setSslOptions(tls.options());
        }
        return options;
    }

    /** The name for SNI and verification. */
    private String peerName() {
        String host = target.address().host();
        String configured = target.tls() == null ? null : target.tls().serverName();
        if (configured != null) {
            return configured;
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private void connected(HttpClientConnection connection) {
        if (isOver()) {
            close();
            return;
        }
        settlePhases();
        connection.exceptionHandler(failure -> {}); // told by the request's and the response's futures too
        run.enter(Phase.PROCESSING, run.loop().now());
        connection.request(call()).onComplete(this::ready, this::fail);
    }

    private RequestOptions call() {
        long leftNanos =
                Math.max(1_000_000, run.timeout().toNanos() - (run.loop().now() - startedNanos));
        MultiMap headers = HttpHeaders.headers().addAll(needs.metadata());
        headers.set("grpc-timeout", TimeUnit.NANOSECONDS.toMillis(leftNanos) + "m");
        if (!headers.contains(TraceContext.HEADER)) {
            headers.set(TraceContext.HEADER, run.trail().trace().traceparent());
        }
        if (run.trail().mark() == RunMark.ON_DEMAND) {
            headers.set(RunMark.HEADER, RunMark.HEADER_VALUE);
        }
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(target.address().host())
                .setPort(target.address().port())
                .setSsl(needs.tls() != null)
                .setURI("/grpc.health.v1.Health/Check")
                .setHeaders(headers);
    }

    private void ready(HttpClientRequest request) {
        if (isOver()) {
            close();
            return;
        }
        request.exceptionHandler(failure -> {}); // the response's future tells it
        request.response().onComplete(this::head, this::fail);
        var unused = request.end(GrpcHealth.question(target.service()));
    }

    private void head(HttpClientResponse head) {
        if (isOver()) {
            return;
        }
        run.enter(Phase.TRANSFER, run.loop().now());
        run.trail().headers(head::getHeader);
        head.exceptionHandler(this::fail);
        head.endHandler(end -> complete(head));
        head.handler(this::chunk);
    }

    private void chunk(Buffer chunk) {
        if (isOver()) {
            return;
        }
        body.appendBuffer(chunk);
        if (body.length() > GrpcHealth.MOST_BYTES) {
            fail(Verdict.failure(
                    FailureReason.TOO_LARGE,
                    "answer: over " + GrpcHealth.MOST_BYTES + " bytes (expected: at most that)"));
        }
    }

    private void complete(HttpClientResponse response) {
        if (isOver()) {
            return;
        }
        long now = run.loop().now();
        String trailer = response.getTrailer("grpc-status");
        int code = GrpcStatus.code(trailer == null ? response.getHeader("grpc-status") : trailer);
        Verdict verdict = code < 0 ? foreign(response) : verdict(code, response);
        if (!verdict.equals(Verdict.SUCCESS)) {
            fail(verdict);
            return;
        }
        end(Objects.requireNonNull(dial, "answered by somebody"), needs.expectations(), now);
    }

    private static Verdict foreign(HttpClientResponse response) {
        return Verdict.failure(
                FailureReason.PROTOCOL,
                "HTTP status " + response.statusCode() + " without grpc-status (expected: a gRPC server)");
    }

    private Verdict verdict(int code, HttpClientResponse response) {
        run.status(code);
        run.trail().note("grpc-status", GrpcStatus.text(code));
        if (code == GrpcStatus.NOT_FOUND) {
            return judged(Serving.SERVICE_UNKNOWN);
        }
        if (code != GrpcStatus.OK) {
            String trailer = response.getTrailer("grpc-message");
            String message = GrpcStatus.message(trailer == null ? response.getHeader("grpc-message") : trailer);
            return Verdict.failure(
                    code == GrpcStatus.DEADLINE_EXCEEDED ? FailureReason.TIMEOUT : FailureReason.ASSERTION,
                    "grpc status: " + GrpcStatus.text(code)
                            + (message.isEmpty() ? "" : " '" + Excerpt.of(message) + "'") + " (expected: OK)");
        }
        GrpcHealth.Answer answer = GrpcHealth.answer(body);
        Serving[] words = Serving.values();
        if (answer.status() < 0 || answer.status() >= words.length) {
            return Verdict.failure(
                    FailureReason.PROTOCOL,
                    "answer: " + body.length() + " bytes of another form (expected: a HealthCheckResponse)");
        }
        return judged(words[answer.status()]);
    }

    private Verdict judged(Serving serving) {
        run.trail().note("serving", serving.label());
        if (target.serving().contains(serving)) {
            return Verdict.SUCCESS;
        }
        String service = target.service().isEmpty() ? "the server" : "service " + Excerpt.of(target.service());
        return Verdict.failure(
                FailureReason.ASSERTION,
                service + ": " + serving.label() + " (expected: "
                        + target.serving().stream().map(Serving::label).collect(Collectors.joining(" or ")) + ")");
    }

    private void fail(Throwable cause) {
        if (isOver()) {
            return;
        }
        settlePhases();
        Throwable breakage = dial == null ? null : dial.breakage();
        fail(HttpFailures.of(
                breakage == null ? cause : breakage,
                run.phase(),
                String.valueOf(dial),
                dial == null ? null : dial.source()));
    }

    private void fail(Verdict verdict) {
        if (!isOver()) {
            long now = run.loop().now();
            settlePhases();
            abort();
            run.ended(verdict, now);
        }
    }

    @Override
    protected void close() {
        if (dial != null) {
            dial.close();
        }
    }

    @Override
    public void settlePhases() {
        if (dial != null) {
            run.settle(dial, Phase.SETTINGS, Phase.SETTINGS);
        }
    }

    @Override
    protected void drop() {
        if (dial != null) {
            dial.abort();
        }
    }

    @Override
    public Verdict late(Phase phase) {
        return HttpFailures.deadline(phase, String.valueOf(dial), run.timeout());
    }
}
