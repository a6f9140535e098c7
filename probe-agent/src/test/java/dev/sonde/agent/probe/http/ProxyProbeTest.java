package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.target.Http2Conversation;
import dev.sonde.agent.target.ProxyTarget;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Proxy;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Tunnels through a proxy: what is asked of it, what it is blamed for, and that its time is its own phase. */
class ProxyProbeTest extends EveryEngine {
    private static final Identity SHOP = new TestAuthority().identity("shop.test");
    private static final Tls UNVERIFIED = new Tls(null, null, false);

    @Test
    void run_inClearTextGoesThroughATunnel() {
        try (ProxyTarget proxy = new ProxyTarget();
                TcpTarget target = new TcpTarget(TcpTarget.answering(TcpTarget.ok("fine")))) {
            // A name that only the proxy can resolve.
            Sample sample = loop.run(through(proxy, "http://inside.invalid:" + target.port() + "/"));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROXY, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.address()).isEqualTo("127.0.0.1:" + proxy.port());
            assertThat(proxy.asked())
                    .containsExactly("CONNECT inside.invalid:" + target.port() + " HTTP/1.1\r\nHost: inside.invalid:"
                            + target.port() + "\r\nUser-Agent: Sonde/test\r\n\r\n");
        }
    }

    @Test
    void run_overTlsAndHttp2HasEachPhaseApart() {
        long held = 40_000_000;
        try (ProxyTarget proxy = new ProxyTarget().delaying(held);
                TcpTarget target =
                        new TcpTarget(new TlsConversation(SHOP, new Http2Conversation(held, held, held, 1000))
                                .agreeing("h2")
                                .delaying(held))) {
            HttpTarget get = through(proxy, "https://shop.test:" + target.port() + "/").toBuilder()
                    .tls(UNVERIFIED)
                    .build();
            Map<Phase, Long> longest = new EnumMap<>(Phase.class);
            for (int i = 0; i < 5; i++) {
                Sample sample = loop.run(get);
                assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
                assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.values());
                assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
                assertThat(sample.certificateExpiry())
                        .isEqualTo(SHOP.certificate().getNotAfter().toInstant());
                assertThat(sample.phases().nanos(Phase.PROXY)).isGreaterThan(held / 2);
                sample.phases().toMap().forEach((phase, nanos) -> longest.merge(phase, nanos, Math::max));
            }
            // A busy machine sees the beginning of a phase late, and never its end early: the longest of some is the
            // truth.
            for (Phase phase : List.of(Phase.PROXY, Phase.TLS, Phase.SETTINGS, Phase.PROCESSING, Phase.TRANSFER)) {
                assertThat(longest.get(phase)).as(phase.label()).isGreaterThanOrEqualTo(held - 1_000_000);
            }
        }
    }

    @Test
    void credentials_goToTheProxyAndNotToTheTarget() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (ProxyTarget proxy = new ProxyTarget();
                TcpTarget target = new TcpTarget(socket -> {
                    seen.add(TcpTarget.readHead(socket.getInputStream()));
                    socket.getOutputStream().write(TcpTarget.ok("").getBytes(StandardCharsets.US_ASCII));
                    TcpTarget.awaitClose(socket);
                })) {
            Proxy guarded = new Proxy(
                    URI.create("http://127.0.0.1:" + proxy.port()),
                    new SecretText("probe"),
                    new SecretText("open sesame"),
                    List.of(new Header("X-Team", new SecretText("watch"))));

            Sample sample = loop.run(Targets.get("http://shop.test:" + target.port() + "/").toBuilder()
                    .proxy(guarded)
                    .build());

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(proxy.asked().get(0))
                    .contains("X-Team: watch\r\n", "Proxy-Authorization: Basic cHJvYmU6b3BlbiBzZXNhbWU=\r\n");
            assertThat(seen.get(0)).doesNotContain("Proxy-Authorization", "X-Team");
        }
    }

    @Test
    void proxy_refusesTheTunnel() {
        try (ProxyTarget proxy = new ProxyTarget()
                .answering("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 3\r\n\r\nNo!")) {
            Sample sample = loop.run(through(proxy, "https://shop.test/"));

            assertFailed(
                    sample,
                    FailureReason.PROXY,
                    "proxy: CONNECT shop.test:443: answered with 407 Proxy Authentication Required (expected: 2xx)");
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROXY);
        }
    }

    @Test
    void proxy_speaksSomethingElse() {
        try (ProxyTarget proxy = new ProxyTarget().answering("220 mail.test\u0007 ESMTP\r\n\r\n")) {
            assertFailed(
                    loop.run(through(proxy, "http://shop.test/")),
                    FailureReason.PROXY,
                    "proxy: CONNECT shop.test:80: the proxy did not answer in HTTP, but with '220 mail.test? ESMTP'");
        }
    }

    @Test
    void proxy_answersWithoutEnd() {
        try (ProxyTarget proxy = new ProxyTarget().answering("HTTP/1.1 100 " + "x".repeat(100_000))) {
            assertFailed(
                    loop.run(through(proxy, "http://shop.test/")),
                    FailureReason.PROXY,
                    "proxy: CONNECT shop.test:80: answer longer than 16384 bytes");
        }
    }

    @Test
    void proxy_closesBeforeItAnswers() {
        try (TcpTarget closing = new TcpTarget(socket -> TcpTarget.readHead(socket.getInputStream()))) {
            assertFailed(
                    loop.run(through(closing.port(), "http://shop.test/")),
                    FailureReason.PROXY,
                    "proxy: the peer closed the connection before the tunnel stood");
        }
    }

    @Test
    void proxy_isNotThere() {
        assertFailed(
                loop.run(through(1, "http://shop.test/")),
                FailureReason.PROXY,
                "proxy: connect to 127.0.0.1:1: refused");
    }

    @Test
    void proxy_thatIsSilentRestsOnTime() {
        try (TcpTarget silent = new TcpTarget(TcpTarget::awaitClose)) {
            Sample sample = loop.run(through(silent.port(), "https://shop.test/"), Duration.ofMillis(300));

            assertFailed(sample, FailureReason.TIMEOUT, "no tunnel through the proxy within 300ms");
            assertThat(sample.phases().nanos(Phase.PROXY)).isGreaterThan(200_000_000);
        }
    }

    @Test
    void fence_holdsForTheProxyItselfAndForLiteralTargets() {
        try (ProxyTarget proxy = new ProxyTarget()) {
            Sample target = loop.run(through(proxy, "http://169.254.169.254/latest/"));
            Sample itself = loop.run(Targets.get("http://shop.test/").toBuilder()
                    .proxy(new Proxy(URI.create("http://169.254.169.254:3128"), null, null, List.of()))
                    .build());

            assertFailed(
                    target,
                    FailureReason.BLOCKED,
                    "169.254.169.254: address 169.254.169.254 may not be probed from here");
            assertFailed(
                    itself,
                    FailureReason.BLOCKED,
                    "proxy: 169.254.169.254: address 169.254.169.254 may not be probed from here");
            assertThat(proxy.asked()).isEmpty();
        }
    }

    @Test
    void target_isBlamedForWhatItDoesBehindTheTunnel() {
        try (ProxyTarget proxy = new ProxyTarget();
                TcpTarget target = new TcpTarget(socket -> TcpTarget.readHead(socket.getInputStream()))) {
            assertFailed(
                    loop.run(through(proxy, "http://shop.test:" + target.port() + "/")),
                    FailureReason.CONNECTION_RESET,
                    "the peer closed the connection before the response head");
        }
    }

    private static HttpTarget through(ProxyTarget proxy, String url) {
        return through(proxy.port(), url);
    }

    private static HttpTarget through(int port, String url) {
        return Targets.get(url).toBuilder()
                .proxy(new Proxy(URI.create("http://127.0.0.1:" + port), null, null, List.of()))
                .build();
    }

    private static void assertFailed(Sample sample, FailureReason reason, String detail) {
        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(reason));
        assertThat(sample.detail()).isEqualTo(detail);
    }
}
