package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.kinds.Probes;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.EvidenceRule;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.report.Trail.Hop;
import dev.sonde.contract.report.Trail.Note;
import dev.sonde.contract.report.Trail.Unmet;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an HTTP run leaves behind for people, and under which trace it asks. */
class HttpTrailTest {
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?im)^traceparent: 00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])\r?$");

    private final Map<String, String> responses = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private TestLoop loop;
    private TcpTarget site;

    @BeforeEach
    void open() {
        loop = new TestLoop(
                Engines.detect(),
                TestLoop.settings(Engines.detect(), Path.of("no-secrets"), Map.of("SONDE_TOKEN", "verysecret")));
        site = new TcpTarget(socket -> {
            String head = TcpTarget.readHead(socket.getInputStream());
            if (!head.isEmpty()) {
                requests.add(head);
                String response = responses.getOrDefault(head.split(" ")[1], TcpTarget.ok("arrived"));
                socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
                TcpTarget.awaitClose(socket);
            }
        });
    }

    @AfterEach
    void close() {
        site.close();
        loop.close();
    }

    @Test
    void codesAndTokensThatATargetPutsIntoItsUrls_areShownNowhere() {
        for (String location : List.of(
                "/circle?code=c0de-1234#access_token=c0de-1234",
                "app://callback?code=c0de-1234",
                "app://callback#access_token=c0de-1234",
                "app://user:c0de-1234@callback/",
                "http:///?code=c0de-1234")) {
            String redirect = TcpTarget.response("302 Found", "Location: " + location + "\r\n", "");
            responses.put("/", redirect);
            responses.put("/circle?code=c0de-1234", redirect);

            Sample followed = loop.run(get("/"));
            Sample shown = loop.run(get("/").toBuilder()
                    .redirects(new HttpTarget.Redirects(false, 0))
                    .build());

            assertThat(followed.outcome()).as(followed.detail()).isEqualTo(Outcome.failure(FailureReason.REDIRECT));
            assertThat(followed.detail() + followed.trail().trail()).doesNotContain("c0de-1234");
            assertThat(shown.detail() + shown.trail().trail())
                    .doesNotContain("c0de-1234")
                    .contains("location");
        }
    }

    @Test
    void trail_ofAFailureShowsAnswerAndExpectationWithoutSecrets() {
        responses.put(
                "/",
                "HTTP/1.1 503 Busy\r\nServer: nginx\r\nRetry-After: 7\r\nSet-Cookie: session=1\r\nX-Request-Id: ab-verysecret\r\n"
                        + "Content-Length: 21\r\n\r\nno: verysecret denied");

        Sample sample = loop.run(Targets.withHeader(get("/"), "Authorization", "Bearer ${env:SONDE_TOKEN}"));
        Trail trail = sample.trail().trail();

        assertThat(trail.unmet()).isEqualTo(new Unmet("status", "503", "2xx"));
        assertThat(trail.headers())
                .containsExactly(
                        new Note("content-length", "21"),
                        new Note("server", "nginx"),
                        new Note("retry-after", "7"),
                        new Note("x-request-id", "ab-***"));
        assertThat(trail.body()).isEqualTo("no: *** denied");
        assertThat(trail.resolved()).containsExactly("127.0.0.1");
        assertThat(trail.certificate()).isNull();
        assertThat(trail.hops()).singleElement().satisfies(hop -> {
            assertThat(hop.url()).isEqualTo("http://shop.test:" + site.port() + "/");
            assertThat(hop.status()).isEqualTo(503);
            assertThat(hop.address()).isEqualTo("127.0.0.1:" + site.port());
            assertThat(hop.phaseNanos()).isEqualTo(sample.phases().toMap());
        });
    }

    @Test
    void everyHop_hasItsOwnPhasesAndTheyAddUp() {
        redirect("/", "http://user:pw@other.test:" + site.port() + "/there?code=42");
        redirect("/there?code=42", "/end");

        Sample sample = loop.run(get("/"));
        Trail trail = sample.trail().trail();

        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
        assertThat(trail.hops())
                .extracting(Hop::url)
                .containsExactly(
                        "http://shop.test:" + site.port() + "/",
                        "http://other.test:" + site.port() + "/there?***",
                        "http://other.test:" + site.port() + "/end");
        assertThat(trail.hops()).extracting(Hop::status).containsExactly(302, 302, 200);
        for (Phase phase : sample.phases().toMap().keySet()) {
            long sum = trail.hops().stream()
                    .mapToLong(hop -> hop.phaseNanos().getOrDefault(phase, 0L))
                    .sum();
            assertThat(sum).as(phase.label()).isEqualTo(sample.phases().nanos(phase));
        }
        assertThat(trail.hops().get(1).startedNanos())
                .isEqualTo(trail.hops().get(0).durationNanos());
        assertThat(trail.unmet()).isNull();
        assertThat(trail.body()).as("nobody looked at the body of a success").isEmpty();
    }

    @Test
    void location_isShownWithoutItsQuery() {
        responses.put("/", "HTTP/1.1 302 Found\r\nLocation: /a?token=1\r\nContent-Length: 0\r\n\r\n");
        responses.put("/a?token=1", "HTTP/1.1 302 Found\r\nLocation: /?token=2\r\nContent-Length: 0\r\n\r\n");
        responses.put("/?token=2", "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");

        Trail trail = loop.run(get("/")).trail().trail();

        assertThat(trail.headers()).contains(new Note("location", "/"));
        assertThat(trail.hops().toString()).doesNotContain("token=");
    }

    @Test
    void traceparent_isOneTraceWithASpanPerRequestAndNotSampled() {
        redirect("/", "/there");

        Sample first = loop.run(get("/"));
        Sample second = loop.run(get("/there"));

        List<Matcher> sent = requests.stream().map(HttpTrailTest::traceparent).toList();
        assertThat(sent.get(0).group(1)).isEqualTo(sent.get(1).group(1));
        assertThat(sent.get(0).group(2)).isNotEqualTo(sent.get(1).group(2));
        assertThat(sent.get(2).group(1)).isNotEqualTo(sent.get(0).group(1));
        assertThat(sent).extracting(matcher -> matcher.group(3)).containsOnly("00");
        assertThat(first.trail().trail().traceId()).isEqualTo(sent.get(0).group(1));
        assertThat(second.trail().trail().traceId()).isEqualTo(sent.get(2).group(1));
        assertThat(requests).noneMatch(head -> head.contains("Sonde-Run"));
    }

    @Test
    void traceparent_ofTheChecksOwnIsLeftAlone() {
        String own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        Sample sample = loop.run(Targets.withHeader(get("/"), "Traceparent", own));

        assertThat(requests.get(0)).containsOnlyOnce("raceparent: ").contains(own);
        assertThat(sample.trail().trail().traceId()).isEmpty();
    }

    @Test
    void deepCheck_asksToBeRecorded() {
        Check deep = check(get("/")).toBuilder()
                .conduct(new Conduct(null, null, null, true, EvidenceRule.DEFAULT))
                .build();
        Probe probe = loop.on(() -> Future.succeededFuture(loop.probes.create(deep)));

        loop.run(probe);

        assertThat(traceparent(requests.get(0)).group(3)).isEqualTo("01");
    }

    @Test
    void runOnDemand_asksToBeRecordedAndIsMarked() {
        Sample sample = loop.on(() -> {
            Probes onDemand = new Probes(loop.vertx, TestLoop.settings(Engines.detect()), true);
            return onDemand.create(check(get("/"))).run().onComplete(done -> onDemand.close());
        });

        assertThat(sample.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(traceparent(requests.get(0)).group(3)).isEqualTo("01");
        assertThat(requests.get(0)).containsIgnoringCase("\r\nSonde-Run: on-demand\r\n");
    }

    @Test
    void certificate_isSummedUpAlsoWhenItIsRefused() {
        TestAuthority authority = new TestAuthority();
        Identity shop = authority.identity("shop.test", "other.test");
        try (TcpTarget secure = new TcpTarget(new TlsConversation(shop, TcpTarget.answering(TcpTarget.ok("fine"))))) {
            Trail trail = loop.run(Targets.get("https://shop.test:" + secure.port() + "/"))
                    .trail()
                    .trail();

            assertThat(trail.certificate()).isNotNull();
            assertThat(trail.certificate().names()).contains("shop.test", "other.test");
            assertThat(trail.certificate().fingerprint()).matches("[0-9a-f]{64}");
            assertThat(trail.certificate().notAfter())
                    .isAfter(trail.certificate().notBefore());
            assertThat(trail.certificate().tlsVersion())
                    .as("the handshake was not completed")
                    .isEmpty();
        }
    }

    private static Matcher traceparent(String head) {
        Matcher matcher = TRACEPARENT.matcher(head);
        assertThat(matcher.find()).as(head).isTrue();
        return matcher;
    }

    private static Check check(HttpTarget target) {
        return Check.of(new CheckName("shop"), Duration.ofSeconds(30), Duration.ofSeconds(5), target);
    }

    private HttpTarget get(String path) {
        return Targets.get("http://shop.test:" + site.port() + path);
    }

    private void redirect(String from, String to) {
        responses.put(from, "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n");
    }
}
