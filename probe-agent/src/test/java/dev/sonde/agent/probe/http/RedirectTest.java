package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.TlsRehearsal;
import dev.sonde.agent.probe.run.EveryEngine;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.ExactDelay;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Redirects;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedirectTest extends EveryEngine {
    TcpTarget site;
    final Map<String, String> responses = new ConcurrentHashMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        site = new TcpTarget(this::answer);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private void answer(java.net.Socket socket) throws Exception {
        String head = TcpTarget.readHead(socket.getInputStream());
        if (head.isEmpty()) {
            return;
        }
        requests.add(head);
        String path = head.split(" ")[1];
        String response = responses.getOrDefault(path, TcpTarget.ok("arrived"));
        socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
        TcpTarget.awaitClose(socket);
    }

    @Test
    void redirect_isFollowedOnAFreshConnection() {
        redirect("/", 301, "/there");

        Sample sample = loop.run(get("/"));

        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
        assertThat(sample.status()).isEqualTo(200);
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1)).startsWith("GET /there HTTP/1.1\r\n");
        assertThat(site.accepted()).isEqualTo(2);
        assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
    }

    @Test
    void redirect_relativeToThePathIsResolved() {
        redirect("/a/b?x=1", 302, "../c/./d?y=2#part");

        loop.run(get("/a/b?x=1"));

        assertThat(requests.get(1)).startsWith("GET /c/d?y=2 HTTP/1.1\r\n");
    }

    @Test
    void redirect_addsUpThePhasesOfEveryHop() {
        long delay = TimeUnit.MILLISECONDS.toNanos(60);
        try (TcpTarget slow = new TcpTarget(socket -> {
            String head = TcpTarget.readHead(socket.getInputStream());
            ExactDelay.until(System.nanoTime() + delay);
            String response = head.startsWith("GET /second") ? TcpTarget.ok("") : redirection(302, "/second");
            socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
            TcpTarget.awaitClose(socket);
        })) {
            Sample sample = loop.run(Targets.get("http://shop.test:" + slow.port() + "/first"));

            assertThat(sample.outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().nanos(Phase.PROCESSING)).isGreaterThanOrEqualTo(2 * delay);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
        }
    }

    @Test
    void redirect_isTheAnswerWhenToldNotToFollow() {
        redirect("/", 301, "/there");
        HttpExpectation moved = HttpExpectation.DEFAULT.withStatus(List.of(StatusMatch.parse("301")));

        Sample sample = loop.run(Targets.with(Targets.with(get("/"), new Redirects(false, 10)), moved));

        assertThat(sample.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(requests).hasSize(1);
    }

    @Test
    void redirect_pastTheLimitFails() {
        for (int i = 0; i < 5; i++) {
            redirect("/" + i, 302, "/" + (i + 1));
        }

        Sample fourth = loop.run(Targets.with(get("/1"), new Redirects(true, 4)));
        Sample fifth = loop.run(Targets.with(get("/0"), new Redirects(true, 4)));

        assertThat(fourth.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(fifth.outcome()).isEqualTo(Outcome.failure(FailureReason.REDIRECT));
        assertThat(fifth.detail())
                .isEqualTo("redirects: more than 4, the next to http://shop.test:" + site.port()
                        + "/5 (expected: at most 4)");
        assertThat(fifth.status()).isEqualTo(302);
        assertThat(fifth.phases().totalNanos()).isEqualTo(fifth.durationNanos());
    }

    @Test
    void redirect_inACircleFails() {
        redirect("/a", 302, "/b");
        redirect("/b", 302, "/a");

        Sample sample = loop.run(get("/a"));

        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.REDIRECT));
        assertThat(sample.detail())
                .isEqualTo("redirects lead in a circle, back to http://shop.test:" + site.port() + "/a");
        assertThat(requests).hasSize(2);
    }

    @Test
    void redirect_leadingNowhereFails() {
        responses.put("/none", TcpTarget.response("302 Found", "", ""));
        redirect("/mail", 302, "mailto:someone@shop.test");
        redirect("/empty", 302, "http://");

        assertNowhere("/none", "no Location header");
        assertNowhere("/mail", "mailto:someone@shop.test (expected: http or https)");
        assertNowhere("/empty", "host: '' (expected: a name or an address)");
    }

    private void assertNowhere(String path, String problem) {
        Sample sample = loop.run(get(path));

        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.REDIRECT));
        assertThat(sample.detail()).isEqualTo("redirect 302 leads nowhere: " + problem);
    }

    @Test
    void redirect_cannotLeadAroundTheFence() {
        redirect("/", 302, "http://169.254.169.254/latest/");

        Sample sample = loop.run(get("/"));

        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.BLOCKED));
    }

    @Test
    void redirect_toAnotherHostTakesNoCredentialsAlong() {
        redirect("/", 302, "http://other.test:" + site.port() + "/there");
        HttpTarget target = get("/");
        target = Targets.withHeader(target, "Authorization", "Basic xyz");
        target = Targets.withHeader(target, "Cookie", "id=1");
        target = Targets.withHeader(target, "X-Team", "payments");

        loop.run(target);

        assertThat(requests.get(0)).contains("Authorization: ", "Cookie: ", "X-Team: ");
        assertThat(requests.get(1))
                .doesNotContain("Authorization: ", "Cookie: ")
                .contains("X-Team: payments");
        assertThat(requests.get(1)).contains("host: other.test:" + site.port());
    }

    @Test
    void redirect_onTheSameHostTakesThemAlong() {
        redirect("/", 302, "/there");

        loop.run(Targets.withHeader(get("/"), "Authorization", "Basic xyz"));

        assertThat(requests.get(1)).contains("Authorization: Basic xyz");
    }

    @Test
    void redirect_ofAPostBecomesAGetOrStaysWhatItIs() {
        redirect("/see-other", 303, "/there");
        redirect("/found", 302, "/there");
        redirect("/temporary", 307, "/there");

        for (String path : List.of("/see-other", "/found", "/temporary")) {
            loop.run(Targets.withBody(get(path), "POST", "content"));
        }

        assertThat(requests.get(1)).startsWith("GET /there").doesNotContainIgnoringCase("content-length");
        assertThat(requests.get(3)).startsWith("GET /there");
        assertThat(requests.get(5)).startsWith("POST /there").containsIgnoringCase("content-length: 7");
    }

    @Test
    void redirect_toAnotherHostTakesNoSecretBodyAlong() {
        String elsewhere = "http://other.test:" + site.port() + "/there";
        redirect("/temporary", 307, elsewhere);
        redirect("/permanent", 308, elsewhere);
        redirect("/see-other", 303, elsewhere);
        redirect("/same-host", 307, "/there");
        try (TestLoop knowing = new TestLoop(
                engines, TestLoop.settings(engines, Path.of("no-secrets"), Map.of("SONDE_KEY", "k3y-value")))) {
            for (String path : List.of("/temporary", "/permanent")) {
                Sample refused = knowing.run(Targets.withBody(get(path), "POST", "key=${env:SONDE_KEY}"));

                assertThat(refused.outcome()).isEqualTo(Outcome.failure(FailureReason.REDIRECT));
                assertThat(refused.detail())
                        .endsWith(" leads nowhere: " + elsewhere
                                + " may not see the body, which may hold secrets (expected: the same origin)");
            }
            assertThat(requests).noneMatch(request -> request.contains("/there"));

            assertThat(knowing.run(Targets.withBody(get("/see-other"), "POST", "key=${env:SONDE_KEY}"))
                            .outcome())
                    .isEqualTo(Outcome.SUCCESS);
            assertThat(knowing.run(Targets.withBody(get("/same-host"), "POST", "key=${env:SONDE_KEY}"))
                            .outcome())
                    .isEqualTo(Outcome.SUCCESS);
            assertThat(loop.run(Targets.withBody(get("/temporary"), "POST", "key=open"))
                            .outcome())
                    .isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void redirect_toTlsReportsItsCertificate(@TempDir Path directory) {
        TestAuthority authority = new TestAuthority();
        TestAuthority.Identity shop = authority.identity("shop.test");
        String caFile = authority.writeTo(directory.resolve("ca.pem")).toString();
        try (TcpTarget secure = new TcpTarget(new TlsConversation(shop, TcpTarget.answering(TcpTarget.ok("secure"))))) {
            redirect("/", 301, "https://shop.test:" + secure.port() + "/");

            Sample sample = loop.run(Targets.with(get("/"), new Tls(caFile, null, true)));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.address()).isEqualTo("127.0.0.1:" + secure.port());
            assertThat(sample.certificateExpiry())
                    .isEqualTo(shop.certificate().getNotAfter().toInstant());
            assertThat(sample.phases().has(Phase.TLS)).isTrue();
        }
    }

    @Test
    void redirect_toTlsThatIsNotLoadedYetBeginsAnewOnceItIs() {
        TestAuthority authority = new TestAuthority();
        List<Long> loaded = new ArrayList<>();
        try (TcpTarget secure = new TcpTarget(
                new TlsConversation(authority.identity("shop.test"), TcpTarget.answering(TcpTarget.ok("secure"))))) {
            redirect("/", 301, "https://shop.test:" + secure.port() + "/");
            HttpTarget target = Targets.with(get("/"), new Tls(null, null, false));
            List<Sample> samples = new ArrayList<>();
            loop.on(() -> {
                ProbeLoop own = new ProbeLoop(loop.vertx, settings());
                own.useTlsRehearsal(rehearsal(loaded));
                HttpProbes probes = new HttpProbes(own);
                Probe probe = probes.create(
                        Check.of(new CheckName("test"), Check.DEFAULT_INTERVAL, Duration.ofSeconds(5), target), target);
                return probe.run()
                        .onSuccess(samples::add)
                        .compose(first -> probe.run())
                        .onComplete(done -> {
                            own.close();
                            probes.close();
                        });
            });

            assertSuccess(samples.get(0));
            assertThat(loaded).hasSize(1);
            assertThat(samples.get(0).startedNanos()).isGreaterThanOrEqualTo(loaded.get(0));
            assertThat(requests).as("twice by the first run").hasSize(3);
        }
    }

    @Test
    void redirect_toTlsThatIsLoadedArrivesOnce() {
        TestAuthority authority = new TestAuthority();
        try (TcpTarget secure = new TcpTarget(
                new TlsConversation(authority.identity("shop.test"), TcpTarget.answering(TcpTarget.ok("secure"))))) {
            redirect("/", 301, "https://shop.test:" + secure.port() + "/");

            assertSuccess(loop.run(Targets.with(get("/"), new Tls(null, null, false))));

            assertThat(requests).hasSize(1);
        }
    }

    @Test
    void redirect_toTlsOfARequestThatChangesSomethingArrivesOnce() {
        TestAuthority authority = new TestAuthority();
        List<Long> loaded = new ArrayList<>();
        try (TcpTarget secure = new TcpTarget(
                new TlsConversation(authority.identity("shop.test"), TcpTarget.answering(TcpTarget.ok("secure"))))) {
            redirect("/", 307, "https://shop.test:" + secure.port() + "/");
            HttpTarget target = Targets.with(get("/"), new Tls(null, null, false)).toBuilder()
                    .method("POST")
                    .build();
            Sample sample = loop.on(() -> {
                ProbeLoop own = new ProbeLoop(loop.vertx, settings());
                own.useTlsRehearsal(rehearsal(loaded));
                HttpProbes probes = new HttpProbes(own);
                return probes.create(
                                Check.of(new CheckName("test"), Check.DEFAULT_INTERVAL, Duration.ofSeconds(5), target),
                                target)
                        .run()
                        .onComplete(done -> {
                            own.close();
                            probes.close();
                        });
            });

            assertSuccess(sample);
            assertThat(loaded).as("before a check that needs it").isEmpty();
            assertThat(requests).hasSize(1);
        }
    }

    private TlsRehearsal rehearsal(List<Long> loaded) {
        return new TlsRehearsal(() -> loop.vertx
                .timer(1, TimeUnit.MILLISECONDS)
                .onSuccess(done -> loaded.add(System.nanoTime()))
                .mapEmpty());
    }

    private HttpTarget get(String path) {
        return Targets.get("http://shop.test:" + site.port() + path);
    }

    private void redirect(String path, int status, String location) {
        responses.put(path, redirection(status, location));
    }

    private static String redirection(int status, String location) {
        return TcpTarget.response(status + " Moved", "Location: " + location + "\r\n", "elsewhere");
    }
}
