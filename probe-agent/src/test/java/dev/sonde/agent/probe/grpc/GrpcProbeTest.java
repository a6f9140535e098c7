package dev.sonde.agent.probe.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.probe.run.Nearest;
import dev.sonde.agent.target.ExactDelay;
import dev.sonde.agent.target.Http2Conversation;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.GrpcTarget;
import dev.sonde.contract.check.GrpcTarget.Serving;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a run of a gRPC check finds out, against gRPC's own server. */
class GrpcProbeTest extends EveryEngine {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Metadata.Key<String> TOKEN =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long EARLY = TimeUnit.MILLISECONDS.toNanos(5);

    private final HealthStatusManager health = new HealthStatusManager();
    private final AtomicReference<Metadata> sent = new AtomicReference<>();
    private final AtomicReference<Status> refusal = new AtomicReference<>();
    private volatile long delayNanos;

    @Test
    void serving_isGood() throws IOException {
        try (Running server = serve(null)) {
            Sample sample = loop.run(target(server));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.SETTINGS, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.address()).isEqualTo("127.0.0.1:" + server.port());
            assertThat(sample.trail().trail().notes()).contains(new Trail.Note("serving", "SERVING"));
        }
    }

    @Test
    void theServersDelay_isProcessing() throws IOException {
        try (Running server = serve(null)) {
            loop.run(target(server)); // the server wakes up
            delayNanos = DELAY;
            Sample sample = Nearest.of(Map.of(Phase.PROCESSING, DELAY), () -> loop.run(target(server)));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().nanos(Phase.PROCESSING)).isBetween(DELAY - EARLY, DELAY + Nearest.TOLERANCE);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());

            Sample slow = loop.run(target(server)
                    .withExpect(
                            List.of(Serving.SERVING), new Expectation(null, null, Duration.ofMillis(100), Map.of())));
            assertThat(slow.outcome()).isEqualTo(Outcome.failure(FailureReason.TOO_SLOW));
        }
    }

    @Test
    void settingsHeadAndEnd_areApart() {
        try (TcpTarget server = new TcpTarget(new Http2Conversation(DELAY, DELAY, DELAY, 5))) {
            Sample sample = Nearest.of(
                    Map.of(Phase.SETTINGS, DELAY, Phase.PROCESSING, DELAY, Phase.TRANSFER, DELAY),
                    () -> loop.run(GrpcTarget.of(new Endpoint("127.0.0.1", server.port()))));

            for (Phase phase : List.of(Phase.SETTINGS, Phase.PROCESSING, Phase.TRANSFER)) {
                assertThat(sample.phases().nanos(phase))
                        .as(phase.label())
                        .isBetween(DELAY - EARLY, DELAY + Nearest.TOLERANCE);
            }
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.PROTOCOL));
            assertThat(sample.detail()).isEqualTo("HTTP status 200 without grpc-status (expected: a gRPC server)");
        }
    }

    @Test
    void tls_isApartAndItsCertificateTold() throws IOException {
        TestAuthority.Identity identity = AUTHORITY.identity("shop.test");
        try (Running server = serve(identity)) {
            Sample sample = loop.run(target(server).withTls(trusting()));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(
                            Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.SETTINGS, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(sample.certificateExpiry())
                    .isEqualTo(identity.certificate().getNotAfter().toInstant());
        }
    }

    @Test
    void tls_certificateIsToldAlsoWhenItIsRefused() throws IOException {
        Instant until = Instant.now().minus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        try (Running server = serve(AUTHORITY.identity(until.minus(90, ChronoUnit.DAYS), until, "shop.test"))) {
            Sample sample = loop.run(target(server).withTls(trusting()));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TLS_CERTIFICATE));
            assertThat(sample.certificateExpiry()).isEqualTo(until);
        }
    }

    @Test
    void serviceThatDoesNotServe_andServiceThatIsUnknown() throws IOException {
        health.setStatus("orders", ServingStatus.NOT_SERVING);
        try (Running server = serve(null)) {
            Sample not = loop.run(target(server).withService("orders"));
            Sample unknown = loop.run(target(server).withService("carts"));
            Sample expected = loop.run(
                    target(server).withService("carts").withExpect(List.of(Serving.SERVICE_UNKNOWN), Expectation.NONE));

            assertThat(not.outcome()).isEqualTo(Outcome.failure(FailureReason.ASSERTION));
            assertThat(not.detail()).isEqualTo("service orders: NOT_SERVING (expected: SERVING)");
            assertThat(unknown.outcome()).isEqualTo(Outcome.failure(FailureReason.ASSERTION));
            assertThat(unknown.detail()).isEqualTo("service carts: SERVICE_UNKNOWN (expected: SERVING)");
            assertThat(unknown.status()).isEqualTo(GrpcStatus.NOT_FOUND);
            assertThat(expected.outcome()).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void callThatFails_isToldWithItsCodeAndMessage() throws IOException {
        refusal.set(Status.UNAVAILABLE.withDescription("out for lunch – back soon"));
        try (Running server = serve(null)) {
            Sample sample = loop.run(target(server));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.ASSERTION));
            assertThat(sample.detail())
                    .isEqualTo("grpc status: UNAVAILABLE (14) 'out for lunch – back soon' (expected: OK)");
            assertThat(sample.status()).isEqualTo(14);
        }
    }

    @Test
    void deadline_isTheServersToo() throws IOException {
        delayNanos = TimeUnit.SECONDS.toNanos(1);
        try (Running server = serve(null)) {
            Sample sample = loop.run(target(server), Duration.ofMillis(300));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TIMEOUT));
            assertThat(sent.get().get(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER)))
                    .isNotNull();
        }
    }

    @Test
    void metadata_isSentAndItsSecretsMasked() throws IOException {
        Files.writeString(directory.resolve("token"), "open-sesame");
        refusal.set(Status.PERMISSION_DENIED.withDescription("not with open-sesame"));
        try (Running server = serve(null)) {
            Sample sample = loop.run(target(server)
                    .withMetadata(List.of(new Header("Authorization", new SecretText("Bearer ${file:token}")))));

            assertThat(sent.get().get(TOKEN)).isEqualTo("Bearer open-sesame");
            assertThat(sample.detail()).isEqualTo("grpc status: PERMISSION_DENIED (7) 'not with ***' (expected: OK)");
        }
    }

    @Test
    void traceparent_isThatOfTheRunUnlessTheCheckSendsItsOwn() throws IOException {
        Metadata.Key<String> traceparent = Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
        try (Running server = serve(null)) {
            Sample sample = loop.run(target(server));
            assertThat(sample.trail().trail().traceId()).hasSize(32);
            assertThat(sent.get().get(traceparent))
                    .matches("00-" + sample.trail().trail().traceId() + "-[0-9a-f]{16}-00");

            loop.run(target(server).withMetadata(List.of(new Header("Traceparent", new SecretText("mine")))));
            assertThat(sent.get().getAll(traceparent)).containsExactly("mine");
        }
    }

    @Test
    void runOnDemand_isMarkedAndAsksToBeRecorded() throws IOException {
        Metadata.Key<String> traceparent = Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
        Metadata.Key<String> mark = Metadata.Key.of("sonde-run", Metadata.ASCII_STRING_MARSHALLER);
        try (Running server = serve(null)) {
            loop.runOnDemand(target(server));

            assertThat(sent.get().get(traceparent)).endsWith("-01");
            assertThat(sent.get().get(mark)).isEqualTo("on-demand");
        }
    }

    @Test
    void refusedConnection() throws IOException {
        int port;
        try (Running server = serve(null)) {
            port = server.port();
        }

        assertThat(loop.run(GrpcTarget.of(new Endpoint("127.0.0.1", port))).outcome())
                .isEqualTo(Outcome.failure(FailureReason.CONNECT_REFUSED));
    }

    private Tls trusting() {
        return new Tls(AUTHORITY.writeTo(directory.resolve("ca.pem")).toString(), "shop.test", true);
    }

    private static GrpcTarget target(Running server) {
        return GrpcTarget.of(new Endpoint("127.0.0.1", server.port()));
    }

    private record Running(Server server) implements AutoCloseable {
        int port() {
            return server.getPort();
        }

        @Override
        public void close() {
            server.shutdownNow();
            try {
                server.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Running serve(TestAuthority.Identity identity) throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(health.getHealthService())
                .intercept(new Watch());
        if (identity != null) {
            builder.useTransportSecurity(
                    identity.writeCertificate(directory.resolve("server.pem")).toFile(),
                    identity.writeKey(directory.resolve("server.key")).toFile());
        }
        return new Running(builder.build().start());
    }

    /** Sees what is sent, waits, and refuses, as the test has it. */
    private final class Watch implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            sent.set(headers);
            if (delayNanos > 0) {
                ExactDelay.until(System.nanoTime() + delayNanos);
            }
            Status refused = refusal.get();
            if (refused != null) {
                call.close(refused, new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return next.startCall(call, headers);
        }
    }
}
