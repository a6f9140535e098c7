package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsVersion;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that demand a certificate of ours and do not get the right one, and peers with more certificate than is good. */
class MutualTlsTest extends EveryEngine {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Identity SHOP = AUTHORITY.identity("shop.test");

    String caFile;

    @BeforeEach
    void open() {
        caFile = AUTHORITY.writeTo(directory.resolve("ca.pem")).toString();
    }

    @Test
    void certificate_thatIsMissingIsAFaultOfTheHandshake() {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (TcpTarget target = demanding(version)) {
                assertRefused(loop.run(secure(target, new Tls(caFile, null, true))));
            }
        }
    }

    @Test
    void certificate_ofAnotherAuthorityIsAFaultOfTheHandshake() {
        Tls wrong = showing(new TestAuthority().identity("client.test"));
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (TcpTarget target = demanding(version)) {
                assertRefused(loop.run(secure(target, wrong)));
            }
        }
    }

    @Test
    void certificate_whoseKeyIsAnothersIsTheAgentsFault() {
        Identity one = AUTHORITY.identity("one.test");
        Identity other = AUTHORITY.identity("other.test");
        String certificate = one.writeCertificate(directory.resolve("one.pem")).toString();
        String key = other.writeKey(directory.resolve("other.key")).toString();

        Sample sample = loop.run(Targets.with(
                Targets.get("https://shop.test:1/"),
                new Tls(caFile, certificate, key, null, true, TlsVersion.TLS_1_2, null)));

        assertThat(sample.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        assertThat(sample.detail())
                .isEqualTo("key file " + key + ": not the key of the first certificate in " + certificate);
    }

    @Test
    void certificate_ofThePeerThatIsHugeIsBounded() {
        String[] names = IntStream.range(0, 2500)
                .mapToObj(i -> i == 0 ? "shop.test" : "name-" + i + ".test")
                .toArray(String[]::new);
        Identity huge = AUTHORITY.identity(names);
        try (TcpTarget target = new TcpTarget(new TlsConversation(huge, TcpTarget.answering(TcpTarget.ok("fine"))))) {
            Sample sample = loop.run(secure(target, new Tls(caFile, null, true)), Duration.ofSeconds(10));

            // BoringSSL takes up to 100 KiB of certificates, the JDK 32 KiB of one handshake message.
            assertThat(sample.outcome())
                    .as(sample.detail())
                    .isEqualTo(
                            engines.tls() == Engines.Tls.BORINGSSL
                                    ? Outcome.SUCCESS
                                    : Outcome.failure(FailureReason.TLS_HANDSHAKE));
        }
    }

    private TcpTarget demanding(String version) {
        return new TcpTarget(new TlsConversation(SHOP, TcpTarget.answering(TcpTarget.ok("fine")))
                .speaking(version)
                .demandingClient(name -> {}));
    }

    private static HttpTarget secure(TcpTarget target, Tls tls) {
        return Targets.with(Targets.get("https://shop.test:" + target.port() + "/"), tls);
    }

    private Tls showing(Identity client) {
        String certificate =
                client.writeCertificate(directory.resolve("client.pem")).toString();
        String key = client.writeKey(directory.resolve("client.key")).toString();
        return new Tls(caFile, certificate, key, null, true, TlsVersion.TLS_1_2, null);
    }

    /** With TLS 1.3 the refusal comes after the client's handshake is complete, and the request may be under way. */
    private static void assertRefused(Sample sample) {
        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.TLS_HANDSHAKE));
        assertThat(sample.certificateExpiry()).isNotNull();
    }
}
