package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.probe.run.Nearest;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.Http3Target;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Redirects;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/3 against a real server: what its phases are, and that all that HTTP can do goes over it. */
class Http3ProbeTest extends EveryEngine {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Identity SHOP = AUTHORITY.identity("shop.test", "127.0.0.1");
    private static final long EARLY = milliseconds(5);
    private static final long LATE = milliseconds(50);

    Tls trusting;

    @BeforeEach
    void open() {
        Http3Target.demandQuic();
        trusting = new Tls(AUTHORITY.writeTo(directory.resolve("ca.pem")).toString(), null, true);
    }

    @Test
    void run_succeedsWithTheHandshakeInTwoPhasesAndNoneForSettings() {
        try (Http3Target target = new Http3Target(SHOP, Http3Target.ok("fine")).start()) {
            Sample sample = loop.run(secure(target, "/a?b=c"));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.status()).isEqualTo(200);
            assertThat(sample.address()).isEqualTo("127.0.0.1:" + target.port());
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.certificateExpiry())
                    .isEqualTo(SHOP.certificate().getNotAfter().toInstant());
            assertThat(target.requests().get(0).path()).hasToString("/a?b=c");
            assertThat(target.requests().get(0).authority()).hasToString("shop.test:" + target.port());
            assertThat(target.requests().get(0).get("user-agent")).hasToString("Sonde/test");
        }
    }

    @Test
    void phases_endWithTheFirstDatagramTheHandshakeTheHeadAndTheLastByte() {
        Map<Phase, Long> delays = Map.of(
                Phase.CONNECT, milliseconds(40),
                Phase.TLS, milliseconds(120),
                Phase.PROCESSING, milliseconds(90),
                Phase.TRANSFER, milliseconds(60));
        Sample sample = Nearest.of(delays, this::runWithDelays);

        delays.forEach((phase, delay) -> assertThat(sample.phases().nanos(phase))
                .as("%s of %s", phase, sample.phases())
                .isBetween(delay - EARLY, delay + LATE));
        assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
    }

    /** The first datagram is answered by a Retry 40 ms late, the second by the handshake 120 ms late. */
    private Sample runWithDelays() {
        Http3Target.Script late = exchange -> exchange.after(90, () -> {
            exchange.head(200).piece(new byte[10]);
            exchange.after(60, () -> exchange.end("end"));
        });
        try (Http3Target target =
                new Http3Target(SHOP, late).retrying().holding(40, 120).start()) {
            Sample sample = loop.run(secure(target, "/"));
            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            return sample;
        }
    }

    private static long milliseconds(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }

    @Test
    void rehearsal_succeedsOnceForALoop() {
        List<Integer> succeeded = loop.on(() -> {
            ProbeLoop own = new ProbeLoop(loop.vertx, TestLoop.settings(engines).withFence(AddressFence.publicOnly()));
            Http3Rehearsal rehearsal = new Http3Rehearsal(own);
            Future<Integer> first = rehearsal.once();
            assertThat(rehearsal.once()).isSameAs(first);
            return first.map(List::of).onComplete(done -> own.close());
        });
        assertThat(succeeded).containsExactly(5);
    }

    @Test
    void handshake_isAFullOneEveryTime() {
        try (Http3Target target = new Http3Target(SHOP, Http3Target.ok("fine")).start()) {
            Probe probe = loop.probe(secure(target, "/"), Duration.ofSeconds(5));
            for (int run = 0; run < 4; run++) {
                Sample sample = loop.run(probe);

                assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
                // A resumed handshake shows no certificate.
                assertThat(sample.certificateExpiry()).as("run %d", run).isNotNull();
            }
            assertThat(target.accepted()).isEqualTo(4);
        }
    }

    @Test
    void connection_isClosedWithTheRun() {
        try (Http3Target target = new Http3Target(SHOP, Http3Target.ok("fine")).start()) {
            IntStream.range(0, 5).forEach(run -> loop.run(secure(target, "/")));

            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> target.open() == 0);
        }
    }

    @Test
    void runs_leaveNoSocketOpenHoweverTheyEnd() throws IOException {
        assumeTrue(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean,
                "descriptors are counted on Unix only");
        Http3Target.Script half = exchange -> exchange.head(200).piece(new byte[10]);
        // A farewell that gets lost is made up for by the server's own patience.
        try (Http3Target good = new Http3Target(SHOP, Http3Target.ok("fine"))
                        .idlingAtMost(1500)
                        .start();
                Http3Target other = new Http3Target(AUTHORITY.identity("other.test"), Http3Target.ok(""))
                        .idlingAtMost(1500)
                        .start();
                Http3Target stuck =
                        new Http3Target(SHOP, half).idlingAtMost(1500).start();
                DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            List<Probe> probes = List.of(
                    loop.probe(secure(good, "/"), Duration.ofSeconds(5)),
                    loop.probe(secure(other, "/"), Duration.ofSeconds(5)),
                    loop.probe(secure(stuck, "/"), Duration.ofMillis(50)),
                    loop.probe(secure(silent.getLocalPort(), "/"), Duration.ofMillis(50)),
                    loop.probe(secure(1, "/"), Duration.ofSeconds(5)));
            probes.forEach(loop::run);
            long before = openDescriptors();
            for (int round = 0; round < 2; round++) {
                List<Future<Sample>> runs = loop.on(() -> Future.succeededFuture(IntStream.range(0, 50)
                        .mapToObj(run -> probes.get(run % probes.size()).run())
                        .toList()));
                loop.on(() -> Future.join(runs));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(openDescriptors()).isLessThanOrEqualTo(before + 3));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> good.open() + other.open() + stuck.open() == 0);
        }
    }

    private static long openDescriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    @Test
    void request_carriesItsBodyAndHeadersInLowerCaseButNoneOfConnections() {
        Http3Target.Script echo = exchange -> exchange.head(200).end(exchange.body());
        String body = "x".repeat(1_000_000);
        try (Http3Target target = new Http3Target(SHOP, echo).start()) {
            HttpTarget check = Targets.withBody(secure(target, "/"), "POST", body);
            check = Targets.withHeader(check, "X-Shop", "One");
            check = Targets.withHeader(check, "Connection", "close");
            check = Targets.withHeader(check, "Host", "elsewhere.test:443");
            Sample sample = loop.run(check, Duration.ofSeconds(20));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(target.requests().get(0).method()).hasToString("POST");
            assertThat(target.requests().get(0).get("content-length")).hasToString("1000000");
            assertThat(target.requests().get(0).get("x-shop")).hasToString("One");
            assertThat(target.requests().get(0).get("connection")).isNull();
            assertThat(target.requests().get(0).authority()).hasToString("elsewhere.test");
            assertThat(target.requests().get(0).get("traceparent")).isNotNull();
        }
    }

    @Test
    void redirect_isFollowedWithCookiesOnAnotherConnection() {
        Http3Target.Script script = exchange -> {
            if ("/a".contentEquals(exchange.request().path())) {
                exchange.head(302, "location", "/b", "set-cookie", "seen=yes").end("");
            } else {
                exchange.head(200).end("there");
            }
        };
        try (Http3Target target = new Http3Target(SHOP, script).start()) {
            Sample sample = loop.run(secure(target, "/a"));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(target.requests().get(1).get("cookie")).hasToString("seen=yes");
            assertThat(target.accepted()).isEqualTo(2);
            Trail trail = sample.trail().trail();
            assertThat(trail.hops()).extracting(Trail.Hop::status).containsExactly(302, 200);
            assertThat(trail.notes()).contains(new Trail.Note("protocol", "h3"));
        }
    }

    @Test
    void redirect_intoClearTextFailsSayingWhy() {
        try (Http3Target target = new Http3Target(
                        SHOP,
                        exchange -> exchange.head(302, "location", "http://shop.test/")
                                .end(""))
                .start()) {
            assertFailed(
                    loop.run(secure(target, "/")),
                    FailureReason.REDIRECT,
                    "redirect 302 leads nowhere: http://shop.test/ (expected: https, as the check wants HTTP/3)");
        }
    }

    @Test
    void redirect_thatIsNotFollowedIsTheAnswer() {
        try (Http3Target target = new Http3Target(
                        SHOP,
                        exchange -> exchange.head(302, "location", "http://shop.test/")
                                .end(""))
                .start()) {
            HttpTarget check = Targets.with(secure(target, "/"), new Redirects(false, 0));

            assertFailed(loop.run(check), FailureReason.HTTP_STATUS, "status: 302 (expected: 2xx)");
        }
    }

    @Test
    void head_thatIsInterimIsPassedOver() {
        try (Http3Target target = new Http3Target(
                        SHOP,
                        exchange ->
                                exchange.head(103, "link", "</a.css>").head(204).end(""))
                .start()) {
            Sample sample = loop.run(secure(target, "/"));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.status()).isEqualTo(204);
        }
    }

    @Test
    void answer_toHeadHasNoBody() {
        try (Http3Target target = new Http3Target(
                        SHOP,
                        exchange -> exchange.head(200, "content-length", "5000").end(""))
                .start()) {
            Sample sample =
                    loop.run(secure(target, "/").toBuilder().method("HEAD").build());

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void answer_isUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("fine".repeat(1000).getBytes(StandardCharsets.UTF_8));
        }
        try (Http3Target target = new Http3Target(
                        SHOP,
                        exchange ->
                                exchange.head(200, "content-encoding", "gzip").end(packed.toByteArray()))
                .start()) {
            HttpTarget check = Targets.withMaxBody(secure(target, "/"), 3999);

            assertFailed(
                    loop.run(check),
                    FailureReason.TOO_LARGE,
                    "response body: over 3999 bytes once unpacked (expected: at most that)");
            assertThat(loop.run(secure(target, "/")).outcome()).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void answer_thatIsLargeIsRead() {
        byte[] large = new byte[2 * 1024 * 1024];
        try (Http3Target target =
                new Http3Target(SHOP, exchange -> exchange.head(200).end(large)).start()) {
            Sample sample = loop.run(secure(target, "/"), Duration.ofSeconds(20));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void client_showsItsCertificate() {
        Identity client = AUTHORITY.identity("client.test");
        Tls showing = new Tls(
                trusting.caFile(),
                client.writeCertificate(directory.resolve("client.pem")).toString(),
                client.writeKey(directory.resolve("client.key")).toString(),
                null,
                true,
                Tls.DEFAULT_MIN_VERSION,
                null);
        try (Http3Target target = new Http3Target(SHOP, Http3Target.ok("fine"))
                .demandingClient(AUTHORITY)
                .start()) {
            Sample sample = loop.run(Targets.with(secure(target, "/"), showing));
            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);

            Sample without = loop.run(secure(target, "/"));
            assertThat(without.outcome()).as(without.detail()).isEqualTo(Outcome.failure(FailureReason.TLS_HANDSHAKE));
            assertThat(without.detail())
                    .isEqualTo("the peer ended the handshake with TLS alert 116 (certificate_required)");
        }
    }

    @Test
    void runs_ofOneLoopDoNotMixUp() {
        List<Identity> identities = IntStream.range(0, 4)
                .mapToObj(i -> AUTHORITY.identity(
                        SHOP.certificate().getNotBefore().toInstant(),
                        SHOP.certificate().getNotAfter().toInstant().plus(Duration.ofDays(i)),
                        "shop.test"))
                .toList();
        List<Http3Target> targets = identities.stream()
                .map(identity -> new Http3Target(identity, Http3Target.ok("fine"))
                        .holding(30)
                        .start())
                .toList();
        try {
            List<Probe> probes = targets.stream()
                    .map(target -> loop.probe(secure(target, "/"), Duration.ofSeconds(5)))
                    .toList();
            List<Future<Sample>> runs = loop.on(
                    () -> Future.succeededFuture(probes.stream().map(Probe::run).toList()));
            loop.on(() -> Future.join(runs));

            for (int i = 0; i < runs.size(); i++) {
                Sample sample = runs.get(i).result();
                assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
                assertThat(sample.certificateExpiry())
                        .isEqualTo(identities.get(i).certificate().getNotAfter().toInstant());
            }
        } finally {
            targets.forEach(Http3Target::close);
        }
    }

    private static void assertFailed(Sample sample, FailureReason reason, String detail) {
        assertThat(sample.detail()).isEqualTo(detail);
        assertThat(sample.outcome()).isEqualTo(Outcome.failure(reason));
    }

    private HttpTarget secure(Http3Target target, String path) {
        return secure(target.port(), path);
    }

    private HttpTarget secure(int port, String path) {
        HttpTarget check = Targets.get("https://shop.test:" + port + path);
        return Targets.with(Targets.with(check, trusting), Version.HTTP_3);
    }
}
