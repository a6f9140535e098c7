package dev.sonde.agent.probe.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.StepTime;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.check.HttpTarget.Redirects;
import dev.sonde.contract.check.JsonMatch;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.ScenarioTarget;
import dev.sonde.contract.check.ScenarioTarget.Extract;
import dev.sonde.contract.check.ScenarioTarget.Step;
import dev.sonde.contract.check.TextMatch;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScenarioTest {
    private static final String TOKEN = "tok-0123456789abcdef";

    TestLoop loop;
    ShopSite site;
    final List<Step> steps = new ArrayList<>();

    @BeforeEach
    void open() {
        Engines engines = Engines.detect();
        loop = new TestLoop(
                engines, TestLoop.settings(engines, Path.of("no-secrets"), Map.of("SONDE_PASSWORD", "hunter2-secret")));
        site = new ShopSite();
    }

    @AfterEach
    void close() {
        site.close();
        loop.close();
    }

    @Test
    void run_handsCookiesAndValuesFromStepToStep() {
        site.page(
                "/login",
                "302 Found",
                "Set-Cookie: sid=abc; Path=/\r\nLocation: /home?user=u-17\r\n",
                "{\"access_token\":\"" + TOKEN + "\"}");
        site.page("/items/u-17?q=a%26b", "200 OK", "", "Hello Ada! {\"owner\":\"u-17\"}");
        Step login = new Step(
                "login",
                site.url() + "/login",
                "POST",
                List.of(new Header("Content-Type", new SecretText("application/x-www-form-urlencoded"))),
                new SecretText("user={{user}}&password=${env:SONDE_PASSWORD}"),
                null,
                new Redirects(false, 0),
                status("302"),
                Map.of(
                        "token", new Extract.Json(new JsonPath("$.access_token")),
                        "id", new Extract.OfHeader("Location", "user=([^&]+)")));
        Step items = new Step(
                "items",
                "{{base}}/items/{{id}}?q={{query}}",
                "GET",
                List.of(new Header("X-Owner", new SecretText("owner {{id}}"))),
                null,
                new Auth.Bearer(new SecretText("{{token}}")),
                Redirects.DEFAULT,
                HttpExpectation.DEFAULT.withBody(
                        BodyExpectation.of(List.of(new TextMatch.Contains("\"owner\":\"{{id}}\"")))),
                Map.of("name", new Extract.Matches("Hello ([A-Za-z]+)")));
        steps.addAll(List.of(login, items));

        Sample sample = run(Map.of(
                "user", new SecretText("ada"), "base", new SecretText(site.url()), "query", new SecretText("a&b")));

        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
        assertThat(site.requests).hasSize(2);
        assertThat(site.requests.get(0)).startsWith("POST /login ").endsWith("user=ada&password=hunter2-secret");
        assertThat(site.requests.get(1))
                .startsWith("GET /items/u-17?q=a%26b ")
                .containsIgnoringCase("authorization: Bearer " + TOKEN + "\r\n")
                .containsIgnoringCase("x-owner: owner u-17\r\n")
                .containsIgnoringCase("cookie: sid=abc\r\n");
        assertThat(sample.steps()).extracting(StepTime::name).containsExactly("login", "items");
        assertThat(sample.steps()).allMatch(StepTime::good);
        assertThat(sample.steps().stream().mapToLong(StepTime::nanos).sum()).isEqualTo(sample.durationNanos());
        assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
        assertThat(sample.phases().toMap())
                .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING, Phase.TRANSFER);
        assertThat(sample.trail().trail().hops()).extracting(Trail.Hop::name).containsExactly("login", "items");
    }

    @Test
    void redirectToAnotherHost_takesNoVariablesAlong() {
        String elsewhere = site.url().replace("shop.test", "other.test") + "/there";
        site.page("/away", "302 Found", "Location: " + elsewhere + "\r\n", "");
        site.page("/kept", "307 Temporary Redirect", "Location: " + elsewhere + "\r\n", "");
        site.page("/there", "200 OK", "", "");
        Step header = new Step(
                "one",
                site.url() + "/away",
                "GET",
                List.of(
                        new Header("X-Session", new SecretText("{{password}}")),
                        new Header("X-Plain", new SecretText("plain"))),
                null,
                null,
                Redirects.DEFAULT,
                HttpExpectation.DEFAULT,
                Map.of());
        Step body = new Step(
                "two",
                site.url() + "/kept",
                "POST",
                List.of(),
                new SecretText("password={{password}}"),
                null,
                Redirects.DEFAULT,
                HttpExpectation.DEFAULT,
                Map.of());
        steps.addAll(List.of(header, body));

        Sample sample = run(Map.of("password", new SecretText("${env:SONDE_PASSWORD}")));

        assertThat(site.requests.get(0)).contains("hunter2-secret");
        assertThat(site.requests.get(1))
                .containsIgnoringCase("host: other.test")
                .containsIgnoringCase("x-plain: plain\r\n")
                .doesNotContainIgnoringCase("x-session")
                .doesNotContain("hunter2");
        assertThat(site.requests.get(2)).contains("password=hunter2-secret");
        assertThat(site.requests).hasSize(3);
        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.REDIRECT));
        assertThat(sample.detail())
                .startsWith("step 2 two: redirect 307 leads nowhere: ")
                .contains("may not see the body, which may hold secrets");
    }

    @Test
    void run_withoutCookiesSendsNone() {
        site.page("/a", "200 OK", "Set-Cookie: sid=abc\r\n", "a");
        site.page("/b", "200 OK", "", "b");
        steps.addAll(List.of(get("one", "/a"), get("two", "/b")));

        Sample sample = loop.run(new ScenarioTarget(steps, Map.of(), false, null, Tls.DEFAULT, Network.DEFAULT));

        assertThat(sample.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(site.requests.get(1)).doesNotContainIgnoringCase("cookie");
    }

    @Test
    void step_thatFailsNamesItselfAndEndsTheRun() {
        site.page("/a", "200 OK", "", "a");
        site.page("/b", "500 Oops", "", "b");
        steps.addAll(List.of(get("one", "/a"), get("login", "/b"), get("three", "/c")));

        Sample sample = run(Map.of());

        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.HTTP_STATUS));
        assertThat(sample.detail()).isEqualTo("step 2 login: status: 500 (expected: 2xx)");
        assertThat(sample.status()).isEqualTo(500);
        assertThat(site.requests).hasSize(2);
        assertThat(sample.steps()).extracting(StepTime::name).containsExactly("one", "login");
        assertThat(sample.steps()).extracting(StepTime::good).containsExactly(true, false);
    }

    @Test
    void step_whoseAnswerLacksAValueFails() {
        site.page("/a", "200 OK", "", "{\"other\":1}");
        steps.add(extracting("one", "/a", "token", new Extract.Json(new JsonPath("$.token"))));
        steps.add(get("two", "/b"));

        Sample sample = run(Map.of());

        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.ASSERTION));
        assertThat(sample.detail()).isEqualTo("step 1 one: extract token: json $.token: absent (expected: a value)");
        assertThat(sample.steps()).containsExactly(new StepTime("one", sample.durationNanos(), false));
        assertThat(site.requests).hasSize(1);
    }

    @Test
    void detail_showsNeitherSecretsNorValuesThatMayBeKeys() {
        site.page("/a", "200 OK", "", "{\"token\":\"" + TOKEN + "\"}");
        site.page("/b", "200 OK", "", "you are " + TOKEN + " and hunter2-secret");
        steps.add(step(
                "one",
                "/a",
                List.of(new Header("X-Key", new SecretText("${env:SONDE_PASSWORD}"))),
                HttpExpectation.DEFAULT,
                Map.of("token", new Extract.Json(new JsonPath("$.token")))));
        steps.add(expecting(
                "two",
                "/b",
                HttpExpectation.DEFAULT.withBody(
                        BodyExpectation.of(List.of(new TextMatch.Contains("welcome {{token}}"))))));

        Sample sample = run(Map.of());

        assertThat(sample.detail())
                .isEqualTo("step 2 two: body: 47 bytes, 'you are *** and ***' (expected: to contain 'welcome ***')");
        assertThat(sample.trail().trail().body()).doesNotContain(TOKEN).doesNotContain("hunter2");
    }

    @Test
    void step_hasItsOwnExpectationsOfTime() {
        site.page("/a", "200 OK", "", "a", 400, 0);
        site.page("/b", "200 OK", "", "b");
        HttpExpectation within200 = HttpExpectation.DEFAULT.withCommon(
                new Expectation(null, null, null, Map.of(Phase.PROCESSING, Duration.ofMillis(200))));
        steps.add(get("one", "/a"));
        steps.add(expecting("two", "/b", within200));
        assertThat(run(Map.of()).outcome()).isEqualTo(Outcome.SUCCESS);

        steps.set(0, expecting("one", "/a", within200));
        Sample sample = run(Map.of());
        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TOO_SLOW));
        assertThat(sample.detail()).matches("step 1 one: processing: [0-9.]+ ms \\(expected: at most 200 ms\\)");
        assertThat(sample.phases().nanos(Phase.PROCESSING)).isGreaterThanOrEqualTo(400_000_000L);
    }

    @Test
    void timeout_isOfTheWholeScenarioAndNamesTheStep() {
        site.page("/a", "200 OK", "", "a", 100, 0);
        site.page("/b", "200 OK", "", "b", 2_000, 0);
        steps.addAll(List.of(get("one", "/a"), get("two", "/b")));

        Sample sample = loop.run(target(Map.of()), Duration.ofMillis(400));

        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TIMEOUT));
        assertThat(sample.detail()).isEqualTo("step 2 two: no response head within 400ms");
        assertThat(sample.durationNanos()).isBetween(350_000_000L, 600_000_000L);
        assertThat(sample.steps()).extracting(StepTime::good).containsExactly(true, false);
    }

    @Test
    void value_thatMakesNoRequestFailsItsStep() {
        site.page("/a", "200 OK", "", "\"line\\nbreak\"");
        steps.add(extracting("one", "/a", "x", new Extract.Json(new JsonPath("$"))));
        steps.add(step(
                "two",
                "/b",
                List.of(new Header("X-Value", new SecretText("{{x}}"))),
                HttpExpectation.DEFAULT,
                Map.of()));

        Sample sample = run(Map.of());

        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.ASSERTION));
        assertThat(sample.detail())
                .isEqualTo("step 2 two: request: header X-Value: value with a line break (expected: a single line)");
    }

    @Test
    void bodyThatIsLong_isLookedThroughOffTheLoop() {
        site.page("/a", "200 OK", "", "x".repeat(100_000) + " id=42;");
        site.page("/b/42", "200 OK", "", "{\"id\":\"42\"}");
        steps.add(extracting("one", "/a", "id", new Extract.Matches("id=([0-9]+);")));
        steps.add(expecting(
                "two",
                "/b/{{id}}",
                HttpExpectation.DEFAULT.withBody(new BodyExpectation(
                        List.of(),
                        List.of(new JsonMatch(new JsonPath("$.id"), JsonMatch.Comparison.EQUALS, "{{id}}")),
                        "json.id == '42' && response_time < duration('5s')"))));

        Sample sample = run(Map.of());

        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
    }

    private Sample run(Map<String, SecretText> variables) {
        return loop.run(target(variables));
    }

    private ScenarioTarget target(Map<String, SecretText> variables) {
        return new ScenarioTarget(steps, variables, true, null, Tls.DEFAULT, Network.DEFAULT);
    }

    private Step get(String name, String path) {
        return expecting(name, path, HttpExpectation.DEFAULT);
    }

    private Step expecting(String name, String path, HttpExpectation expect) {
        return step(name, path, List.of(), expect, Map.of());
    }

    private Step extracting(String name, String path, String variable, Extract extract) {
        return step(name, path, List.of(), HttpExpectation.DEFAULT, Map.of(variable, extract));
    }

    private Step step(
            String name, String path, List<Header> headers, HttpExpectation expect, Map<String, Extract> extract) {
        return new Step(name, site.url() + path, "GET", headers, null, null, Redirects.DEFAULT, expect, extract);
    }

    private static HttpExpectation status(String code) {
        return HttpExpectation.DEFAULT.withStatus(List.of(StatusMatch.parse(code)));
    }
}
