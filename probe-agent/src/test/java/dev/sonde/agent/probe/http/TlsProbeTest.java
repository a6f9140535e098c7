package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.target.ClientHello;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsVersion;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TLS against real handshakes: what is accepted, what is refused and why, and that every handshake is a full one. */
class TlsProbeTest extends EveryEngine {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Identity SHOP = AUTHORITY.identity("shop.test", "127.0.0.1");

    String caFile;

    @BeforeEach
    void open() {
        caFile = AUTHORITY.writeTo(directory.resolve("ca.pem")).toString();
    }

    @Test
    void handshake_succeedsAndReportsExpiry() {
        try (TcpTarget target = serve(SHOP)) {
            Sample sample = loop.run(secure("shop.test", target, trusting(caFile)));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.certificateExpiry()).isEqualTo(expiry(SHOP));
        }
    }

    @Test
    void handshake_verifiesAddressesToo() {
        try (TcpTarget target = serve(SHOP)) {
            assertThat(loop.run(secure("127.0.0.1", target, trusting(caFile))).outcome())
                    .isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void certificate_untrusted() {
        try (TcpTarget target = serve(SHOP)) {
            Sample sample = loop.run(secure("shop.test", target, Tls.DEFAULT));

            assertRefused(sample, "certificate: not signed by a trusted authority");
            assertThat(sample.certificateExpiry()).isEqualTo(expiry(SHOP));
        }
    }

    @Test
    void certificate_expired() {
        Instant until = Instant.now().minus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Identity expired = AUTHORITY.identity(until.minus(90, ChronoUnit.DAYS), until, "shop.test");
        try (TcpTarget target = serve(expired)) {
            Sample sample = loop.run(secure("shop.test", target, trusting(caFile)));

            assertThat(sample.detail()).startsWith("certificate: expired (NotAfter: ");
            assertRefused(sample, sample.detail());
            assertThat(sample.certificateExpiry()).isEqualTo(until);
        }
    }

    @Test
    void certificate_notYetValid() {
        Instant from = Instant.now().plus(3, ChronoUnit.DAYS);
        Identity future = AUTHORITY.identity(from, from.plus(90, ChronoUnit.DAYS), "shop.test");
        try (TcpTarget target = serve(future)) {
            Sample sample = loop.run(secure("shop.test", target, trusting(caFile)));

            assertThat(sample.detail()).startsWith("certificate: not yet valid (NotBefore: ");
            assertRefused(sample, sample.detail());
        }
    }

    @Test
    void certificate_forAnotherName() {
        try (TcpTarget target = serve(SHOP)) {
            Sample sample = loop.run(secure("other.test", target, trusting(caFile)));

            assertThat(sample.detail())
                    .startsWith("certificate: for another name (")
                    .contains("other.test");
            assertRefused(sample, sample.detail());
            assertThat(sample.certificateExpiry()).isEqualTo(expiry(SHOP));
        }
    }

    @Test
    void serverName_isSentAndVerifiedInPlaceOfTheHost() {
        List<byte[]> hellos = new CopyOnWriteArrayList<>();
        try (TcpTarget target = new TcpTarget(
                new TlsConversation(SHOP, TcpTarget.answering(TcpTarget.ok(""))).showingHello(hellos::add))) {
            Sample sample = loop.run(secure("other.test", target, new Tls(caFile, "shop.test", true)));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(ClientHello.serverName(hellos.get(0))).isEqualTo("shop.test");
        }
    }

    @Test
    void serverName_withoutADotIsSent() {
        List<byte[]> hellos = new CopyOnWriteArrayList<>();
        Identity dotless = AUTHORITY.identity("dotless");
        try (TcpTarget target = new TcpTarget(
                new TlsConversation(dotless, TcpTarget.answering(TcpTarget.ok(""))).showingHello(hellos::add))) {
            Sample sample = loop.run(secure("dotless", target, trusting(caFile)));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(ClientHello.serverName(hellos.get(0))).isEqualTo("dotless");
        }
    }

    @Test
    void verifyFalse_acceptsAndStillReportsExpiry() {
        Instant until = Instant.now().minus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Identity expired = new TestAuthority().identity(until.minus(90, ChronoUnit.DAYS), until, "wrong.test");
        try (TcpTarget target = serve(expired)) {
            Sample sample = loop.run(secure("shop.test", target, new Tls(null, null, false)));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.certificateExpiry()).isEqualTo(until);
        }
    }

    @Test
    void verifyFalse_ofOneCheckDoesNotLoosenAnother() {
        try (TcpTarget target = serve(SHOP)) {
            HttpTarget loose = secure("other.test", target, new Tls(null, null, false));
            HttpTarget strict = secure("other.test", target, trusting(caFile));
            for (int i = 0; i < 3; i++) {
                assertThat(loop.run(loose).outcome()).isEqualTo(Outcome.SUCCESS);
                assertThat(loop.run(strict).outcome()).isEqualTo(Outcome.failure(FailureReason.TLS_CERTIFICATE));
            }
        }
    }

    @Test
    void certificate_ofOurOwnIsShownToAPeerThatAsks() {
        Identity client = AUTHORITY.identity("client.test");
        String certificate =
                client.writeCertificate(directory.resolve("client.pem")).toString();
        String key = client.writeKey(directory.resolve("client.key")).toString();
        List<String> clients = new CopyOnWriteArrayList<>();
        try (TcpTarget target = new TcpTarget(
                new TlsConversation(SHOP, TcpTarget.answering(TcpTarget.ok("fine"))).demandingClient(clients::add))) {
            Sample sample = loop.run(secure(
                    "shop.test", target, new Tls(caFile, certificate, key, null, true, TlsVersion.TLS_1_2, null)));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(clients).containsExactly("CN=client.test");
        }
    }

    @Test
    void version_ofThePeerMustBeOneOfThoseOffered() {
        try (TcpTarget target = new TcpTarget(
                new TlsConversation(SHOP, TcpTarget.answering(TcpTarget.ok("fine"))).speaking("TLSv1.2"))) {
            Tls modern = new Tls(caFile, null, null, null, true, TlsVersion.TLS_1_3, null);

            assertThat(loop.run(secure("shop.test", target, trusting(caFile))).outcome())
                    .isEqualTo(Outcome.SUCCESS);
            assertThat(loop.run(secure("shop.test", target, modern)).outcome())
                    .isEqualTo(Outcome.failure(FailureReason.TLS_HANDSHAKE));
        }
    }

    @Test
    void caFile_thatCannotBeUsedIsTheAgentsFault() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "-----BEGIN CERTIFICATE-----\nxx\n");

        assertMisconfigured(directory.resolve("absent.pem"), "no such file");
        assertMisconfigured(directory, "not readable");
        assertMisconfigured(empty, "holds no certificate (expected: PEM)");
        assertMisconfigured(nonsense, "not PEM certificates");
    }

    private void assertMisconfigured(Path file, String problem) {
        HttpTarget target = Targets.with(Targets.get("https://shop.test:1/"), trusting(file.toString()));

        Sample sample = loop.run(target);

        assertThat(sample.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        assertThat(sample.detail()).isEqualTo("CA file " + file + ": " + problem);
    }

    @Test
    void handshake_withAPeerThatDoesNotSpeakTls() {
        try (TcpTarget target = new TcpTarget(socket -> {
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
            TcpTarget.awaitClose(socket);
        })) {
            Sample sample = loop.run(secure("shop.test", target, Tls.DEFAULT));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TLS_HANDSHAKE));
            assertThat(sample.detail()).isEqualTo("TLS handshake: the peer does not speak TLS");
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS);
            assertThat(sample.certificateExpiry()).isNull();
        }
    }

    @Test
    void handshake_refusedByAnAlert() {
        byte[] alert = {0x15, 3, 3, 0, 2, 2, 40};
        try (TcpTarget target = new TcpTarget(socket -> {
            socket.getInputStream().read(new byte[1024]);
            socket.getOutputStream().write(alert);
            TcpTarget.awaitClose(socket);
        })) {
            Sample sample = loop.run(secure("shop.test", target, Tls.DEFAULT));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.TLS_HANDSHAKE));
            assertThat(sample.detail().toLowerCase()).contains("handshake_failure");
        }
    }

    @Test
    void handshake_closedByThePeer() {
        try (TcpTarget target = new TcpTarget(socket -> socket.getInputStream().read(new byte[1024]))) {
            Sample sample = loop.run(secure("shop.test", target, Tls.DEFAULT));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.CONNECTION_RESET));
            assertThat(sample.detail()).isEqualTo("the peer closed the connection during the TLS handshake");
        }
    }

    @Test
    void handshake_resetByThePeer() {
        try (TcpTarget target = new TcpTarget(socket -> {
            socket.getInputStream().read(new byte[1024]);
            socket.setSoLinger(true, 0);
        })) {
            Sample sample = loop.run(secure("shop.test", target, Tls.DEFAULT));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.CONNECTION_RESET));
            assertThat(sample.detail()).isEqualTo("the peer reset the connection during the TLS handshake");
        }
    }

    @Test
    void handshake_stalled() {
        try (TcpTarget target = new TcpTarget(TcpTarget::awaitClose)) {
            Sample sample = loop.run(secure("shop.test", target, Tls.DEFAULT), Duration.ofMillis(300));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TIMEOUT));
            assertThat(sample.detail()).isEqualTo("the TLS handshake was not completed within 300ms");
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS);
            assertThat(sample.phases().nanos(Phase.TLS)).isBetween(200_000_000L, 600_000_000L);
        }
    }

    @Test
    void clearText_toATlsPort() {
        try (TcpTarget target = serve(SHOP)) {
            Sample sample = loop.run(Targets.get("http://shop.test:" + target.port() + "/"));

            assertThat(sample.outcome())
                    .as(sample.detail())
                    .isIn(Outcome.failure(FailureReason.PROTOCOL), Outcome.failure(FailureReason.CONNECTION_RESET));
        }
    }

    @Test
    void http2_demandedButNotAgreed() {
        try (TcpTarget target = serve(SHOP)) {
            Sample sample = loop.run(Targets.with(secure("shop.test", target, trusting(caFile)), Version.HTTP_2));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.PROTOCOL));
            assertThat(sample.detail()).startsWith("the peer agreed to none of the HTTP versions offered");
        }
    }

    @Test
    void handshake_makesAKeyOfX25519AndOfNoHybrid() {
        List<byte[]> hellos = new CopyOnWriteArrayList<>();
        try (TcpTarget target = new TcpTarget(
                new TlsConversation(SHOP, TcpTarget.answering(TcpTarget.ok("fine"))).showingHello(hellos::add))) {
            loop.run(secure("shop.test", target, trusting(caFile)));

            int x25519 = 0x001D;
            int secp256r1 = 0x0017;
            assertThat(ClientHello.keyShares(hellos.get(0))).contains(x25519).isSubsetOf(x25519, secp256r1);
        }
    }

    @Test
    void certificate_isJudgedAnewWhenItIsAnother() {
        Identity strange = new TestAuthority().identity("shop.test");
        try (TcpTarget good = serve(SHOP);
                TcpTarget bad = serve(strange)) {
            HttpTarget first = secure("shop.test", good, trusting(caFile));
            HttpTarget second = secure("shop.test", bad, trusting(caFile));
            for (int i = 0; i < 3; i++) {
                assertThat(loop.run(first).outcome()).isEqualTo(Outcome.SUCCESS);
                assertThat(loop.run(second).outcome()).isEqualTo(Outcome.failure(FailureReason.TLS_CERTIFICATE));
            }
        }
    }

    @Test
    void certificate_foundGoodIsNotGoodForAnotherName() {
        try (TcpTarget target = serve(SHOP)) {
            HttpTarget right = secure("shop.test", target, trusting(caFile));
            HttpTarget wrong = secure("other.test", target, trusting(caFile));
            for (int i = 0; i < 3; i++) {
                assertThat(loop.run(right).outcome()).isEqualTo(Outcome.SUCCESS);
                assertThat(loop.run(wrong).outcome()).isEqualTo(Outcome.failure(FailureReason.TLS_CERTIFICATE));
            }
        }
    }

    @Test
    void handshake_isFullEveryTime_tls13() {
        assertFullHandshakes("TLSv1.3");
    }

    @Test
    void handshake_isFullEveryTime_tls12() {
        assertFullHandshakes("TLSv1.2");
    }

    private void assertFullHandshakes(String version) {
        List<byte[]> hellos = new CopyOnWriteArrayList<>();
        try (TcpTarget target = new TcpTarget(new TlsConversation(SHOP, TcpTarget.answering(TcpTarget.ok("fine")))
                .speaking(version)
                .showingHello(hellos::add))) {
            Probe probe = loop.probe(secure("shop.test", target, trusting(caFile)), Duration.ofSeconds(10));

            for (int i = 0; i < 20; i++) {
                assertThat(loop.run(probe).outcome()).isEqualTo(Outcome.SUCCESS);
            }
            List<Future<Sample>> overlapping = loop.on(() -> Future.succeededFuture(
                    IntStream.range(0, 20).mapToObj(i -> probe.run()).toList()));
            loop.on(() -> Future.all(overlapping));

            assertThat(overlapping).allMatch(run -> run.result().outcome().equals(Outcome.SUCCESS));
            assertThat(hellos).hasSize(40);
            assertThat(hellos).filteredOn(ClientHello::offersResumption).isEmpty();
        }
    }

    private TcpTarget serve(Identity identity) {
        return new TcpTarget(new TlsConversation(identity, TcpTarget.answering(TcpTarget.ok("fine"))));
    }

    private static HttpTarget secure(String host, TcpTarget target, Tls tls) {
        return Targets.with(Targets.get("https://" + host + ":" + target.port() + "/"), tls);
    }

    private static Tls trusting(String caFile) {
        return new Tls(caFile, null, true);
    }

    private static Instant expiry(Identity identity) {
        return identity.certificate().getNotAfter().toInstant();
    }

    private static void assertRefused(Sample sample, String detail) {
        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.TLS_CERTIFICATE));
        assertThat(sample.detail()).isEqualTo(detail);
        assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS);
        assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
    }
}
