package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.Scheduled;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;
import dev.sonde.contract.secret.SecretText;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens drawn with client credentials: kept, renewed, replaced once, and never the target's time or fault. */
class OAuth2ProbeTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    final List<String> tokenRequests = new CopyOnWriteArrayList<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger drawn = new AtomicInteger();
    volatile String issued = "{\"access_token\":\"token-%d\",\"token_type\":\"Bearer\",\"expires_in\":3600}";
    volatile String issuerStatus = "200 OK";
    volatile Duration issuerDelay = Duration.ZERO;
    volatile int refusedUpTo;

    TestLoop loop;
    TcpTarget issuer;
    TcpTarget target;

    @BeforeEach
    void open() {
        loop = new TestLoop(
                Engines.detect(), TestLoop.settings(Engines.detect(), directory, Map.of("SONDE_SECRET", "s3cr:et/")));
        issuer = new TcpTarget(this::issue);
        target = new TcpTarget(this::answer);
    }

    @AfterEach
    void close() {
        loop.close();
        issuer.close();
        target.close();
    }

    @Test
    void token_isDrawnOnceAndSent() {
        Probe probe = loop.probe(get(), TIMEOUT);
        for (int i = 0; i < 3; i++) {
            assertThat(loop.run(probe).outcome()).isEqualTo(Outcome.SUCCESS);
        }

        assertThat(requests).hasSize(3).allMatch(head -> head.contains("authorization: Bearer token-1\r\n"));
        assertThat(tokenRequests).hasSize(1);
        // id and secret are encoded as a form has it before Basic encodes them (RFC 6749, 2.3.1).
        assertThat(tokenRequests.get(0))
                .startsWith("POST /token?tenant=1 HTTP/1.1\r\n")
                .containsIgnoringCase("authorization: Basic cHJvYmUlNDBzaG9wOnMzY3IlM0FldCUyRg==\r\n")
                .endsWith("grant_type=client_credentials&scope=read+write&audience=shop");
    }

    @Test
    void token_costsTheTargetNoTime() {
        issuerDelay = Duration.ofMillis(300);

        Sample sample = loop.run(get(), Duration.ofSeconds(2));

        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
        assertThat(sample.durationNanos()).isLessThan(250_000_000L);
    }

    @Test
    void client_provesItselfInTheFormWhereTheHeaderIsRefused() {
        try (TcpTarget formOnly = new TcpTarget(socket -> {
            if (tokenRequests.isEmpty()) {
                issuerStatus = "401 Unauthorized";
            } else {
                issuerStatus = "200 OK";
            }
            issue(socket);
        })) {
            Sample sample = loop.run(get("http://127.0.0.1:" + formOnly.port() + "/token"));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(tokenRequests.get(1))
                    .doesNotContain("uthorization")
                    .endsWith("&client_id=probe%40shop&client_secret=s3cr%3Aet%2F");
        }
    }

    @Test
    void token_thatIsRevokedIsReplacedWithinTheRun() {
        Probe probe = loop.probe(get(), TIMEOUT);
        assertThat(loop.run(probe).outcome()).isEqualTo(Outcome.SUCCESS);
        refusedUpTo = 1;
        issuerDelay = Duration.ofMillis(300);

        Sample sample = loop.run(probe);

        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
        assertThat(sample.status()).isEqualTo(200);
        assertThat(sample.durationNanos()).isLessThan(250_000_000L);
        assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
        assertThat(requests).hasSize(3);
        assertThat(requests.get(2)).contains("Bearer token-2");
    }

    @Test
    void target_thatRefusesEverybodyCostsNoTokenPerRun() {
        refusedUpTo = Integer.MAX_VALUE;
        Probe probe = loop.probe(get(), TIMEOUT);

        for (int i = 0; i < 3; i++) {
            Sample sample = loop.run(probe);
            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.HTTP_STATUS));
            assertThat(sample.detail()).isEqualTo("status: 401 (expected: 2xx)");
        }
        assertThat(tokenRequests).hasSize(1);
    }

    @Test
    void token_isRenewedBeforeItExpires() {
        issued = "{\"access_token\":\"token-%d\",\"expires_in\":\"2\"}";
        Probe probe = loop.probe(get(), TIMEOUT);
        assertThat(loop.run(probe).outcome()).isEqualTo(Outcome.SUCCESS);

        Awaitility.await().until(() -> {
            assertThat(loop.run(probe).outcome()).isEqualTo(Outcome.SUCCESS);
            return requests.get(requests.size() - 1).contains("Bearer token-2");
        });
    }

    @Test
    void issuer_thatRefusesIsNotTheTargetsFault() {
        issuerStatus = "403 Forbidden";
        issued = "{\"error\":\"invalid_scope\",\"n\":%d}";

        Sample sample = loop.run(get());

        assertThat(sample.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        assertThat(sample.detail())
                .isEqualTo("oauth2: no token from http://127.0.0.1:" + issuer.port()
                        + "/token?tenant=1: status: 403, error invalid_scope (expected: 200)");
        assertThat(sample.phases().toMap()).isEmpty();
        assertThat(requests).isEmpty();
    }

    @Test
    void issuer_thatFailsIsNotAskedByEveryRun() {
        issuerStatus = "500 Oops";
        Probe probe = loop.probe(get(), TIMEOUT);
        for (int i = 0; i < 5; i++) {
            assertThat(loop.run(probe).outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        }

        assertThat(tokenRequests).hasSize(1);
    }

    @Test
    void issuer_whoseAnswerIsNoToken() {
        Map<String, String> wrong = Map.of(
                "[%d]",
                "the answer is not a JSON object as RFC 6749 has it",
                "{\"n\":%d}",
                "no access_token in the answer",
                "{\"access_token\":\"a b\",\"n\":%d}",
                "no access_token in the answer",
                "{\"access_token\":\"a\",\"token_type\":\"mac\",\"n\":%d}",
                "token_type: mac (expected: bearer)",
                "x".repeat(100_000) + "%d",
                "the answer is longer than 65536 bytes");
        wrong.forEach((answer, problem) -> {
            issued = answer;
            assertThat(loop.run(get()).detail()).endsWith("/token?tenant=1: " + problem);
        });
    }

    @Test
    void issuer_thatIsSilentIsGivenUp() {
        try (TcpTarget silent = new TcpTarget(TcpTarget::awaitClose)) {
            Sample sample = loop.run(get("http://127.0.0.1:" + silent.port() + "/"), Duration.ofMillis(400));

            assertThat(sample.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
            assertThat(sample.detail()).endsWith(": no answer within 400ms");
            Awaitility.await().until(() -> silent.open() == 0);
        }
    }

    @Test
    void issuer_behindTheFenceIsNotAsked() {
        Sample sample = loop.run(get("http://169.254.169.254/token"));

        assertThat(sample.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        assertThat(sample.detail()).endsWith("address 169.254.169.254 may not be probed from here");
    }

    @Test
    void issuer_redirectIsNotFollowed() {
        issuerStatus = "302 Found\r\nLocation: http://127.0.0.1:" + target.port() + "/";

        assertThat(loop.run(get()).detail()).endsWith("status: 302 (expected: 200)");
        assertThat(requests).isEmpty();
    }

    @Test
    void issuer_isVerifiedWithTheTargetsRootsToo() {
        TestAuthority authority = new TestAuthority();
        String caFile = authority.writeTo(directory.resolve("ca.pem")).toString();
        try (TcpTarget secure = new TcpTarget(new TlsConversation(authority.identity("shop.test"), this::issue))) {
            HttpTarget get = get("https://shop.test:" + secure.port() + "/token");

            Sample trusted =
                    loop.run(get.toBuilder().tls(new Tls(caFile, null, true)).build());
            Sample untrusted =
                    loop.run(get.toBuilder().tls(new Tls(null, null, false)).build());

            assertThat(trusted.outcome()).as(trusted.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(untrusted.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        }
    }

    private HttpTarget get() {
        return get("http://127.0.0.1:" + issuer.port() + "/token?tenant=1");
    }

    private HttpTarget get(String tokenUrl) {
        Auth.OAuth2 auth = new Auth.OAuth2(
                URI.create(tokenUrl),
                new SecretText("probe@shop"),
                new SecretText("${env:SONDE_SECRET}"),
                List.of("read", "write"),
                Map.of("audience", new SecretText("shop")));
        return Targets.get("http://shop.test:" + target.port() + "/").toBuilder()
                .auth(auth)
                .build();
    }

    private void issue(Socket socket) throws Exception {
        String head = TcpTarget.readHead(socket.getInputStream());
        if (head.isEmpty()) {
            return;
        }
        int length = Integer.parseInt(head.replaceAll("(?is).*content-length: ([0-9]+).*", "$1"));
        tokenRequests.add(head + new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII));
        String answer = TcpTarget.response(issuerStatus, "", String.format(issued, drawn.incrementAndGet()));
        Scheduled.after(issuerDelay, () -> socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII)));
        TcpTarget.awaitClose(socket);
    }

    private void answer(Socket socket) throws Exception {
        String head = TcpTarget.readHead(socket.getInputStream());
        if (head.isEmpty()) {
            return;
        }
        requests.add(head);
        int number = Integer.parseInt(head.replaceAll("(?s).*Bearer token-([0-9]+).*", "$1"));
        String answer = number <= refusedUpTo ? TcpTarget.response("401 No", "", "") : TcpTarget.ok("");
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        TcpTarget.awaitClose(socket);
    }
}
