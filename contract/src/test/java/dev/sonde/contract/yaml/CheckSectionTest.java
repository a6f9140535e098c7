package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.Confirm;
import dev.sonde.contract.check.EvidenceRule;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.HoursWindow;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.HeaderMatch;
import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.ProbeHours;
import dev.sonde.contract.check.TextMatch;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.secret.SecretText;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckSectionTest {
    @TempDir
    Path directory;

    @Test
    void check_takesEveryDefaultWhenOnlyNameAndUrlAreWritten() throws Exception {
        Check check =
                read("checks: [{name: shop, http: {url: http://localhost/}}]").get(0);

        assertThat(check)
                .isEqualTo(Check.of(
                        new CheckName("shop"),
                        Check.DEFAULT_INTERVAL,
                        Check.DEFAULT_TIMEOUT,
                        HttpTarget.get(URI.create("http://localhost/"))));
    }

    @Test
    void conduct_isReadOverTheDefaults() throws Exception {
        List<Check> checks = read("""
                defaults:
                  confirm: {}
                  hours: {zone: Europe/Berlin, windows: [{cron: '0 8 * * MON-FRI', for: 10h}]}
                  evidence: {slowest: 3, sample: 2.5%}
                checks:
                  - {name: a, http: {url: http://localhost/}}
                  - name: b
                    http: {url: http://localhost/}
                    interval: 1d
                    at: "02:30"
                    deep: true
                    confirm: {delay: 1500ms}
                    evidence: {sample: 0%}
                    hours: {windows: [{cron: '*/5 0-6 1,15 * *', for: 2m}, {cron: '0 0 * * 0', for: 7d}]}
                """);

        assertThat(checks.get(0).conduct())
                .isEqualTo(new Conduct(
                        new Confirm(Duration.ZERO),
                        new ProbeHours(
                                ZoneId.of("Europe/Berlin"),
                                List.of(new HoursWindow("0 8 * * MON-FRI", Duration.ofHours(10)))),
                        null,
                        false,
                        new EvidenceRule(3, new BigDecimal("0.025"))));
        assertThat(checks.get(1).conduct())
                .isEqualTo(new Conduct(
                        new Confirm(Duration.ofMillis(1500)),
                        new ProbeHours(
                                ZoneId.of("Europe/Berlin"),
                                List.of(
                                        new HoursWindow("*/5 0-6 1,15 * *", Duration.ofMinutes(2)),
                                        new HoursWindow("0 0 * * 0", Duration.ofDays(7)))),
                        LocalTime.of(2, 30),
                        true,
                        new EvidenceRule(3, BigDecimal.ZERO)));
        assertThat(checks.get(1).planAt(new Location("eu")).offsetNanos())
                .isEqualTo(Duration.ofMinutes(150).toNanos());
    }

    @Test
    void confirmAndHours_areSwitchedOffByFalse() throws Exception {
        List<Check> checks = read("""
                defaults:
                  confirm: {delay: 2s}
                  hours: {zone: Europe/Berlin, windows: [{cron: '0 8 * * MON-FRI', for: 10h}]}
                checks:
                  - {name: a, confirm: false, hours: false, http: {url: http://localhost/}}
                  - {name: b, confirm: {}, http: {url: http://localhost/}}
                """);

        assertThat(checks.get(0).conduct().confirm()).isNull();
        assertThat(checks.get(0).conduct().hours()).isNull();
        assertThat(checks.get(1).conduct().confirm()).isEqualTo(new Confirm(Duration.ofSeconds(2)));
        assertThat(read("""
                defaults: {confirm: false}
                checks:
                  - {name: a, http: {url: http://localhost/}}
                  - {name: b, confirm: {}, http: {url: http://localhost/}}
                """))
                .extracting(check -> check.conduct().confirm())
                .containsExactly(null, new Confirm(Duration.ZERO));
    }

    @Test
    void check_holdsEverythingThatIsWritten() throws Exception {
        Check check = read("""
                checks:
                  - name: checkout-api
                    service: checkout
                    owner: payments
                    purpose: customers can pay
                    runbook: https://wiki.example/checkout#first
                    priority: urgent
                    labels: {region: eu, tier: 1}
                    interval: 10s
                    timeout: 500ms
                    locations: [us, eu]
                    hard_down: 0
                    certificate: {warn: 0}
                    http:
                      url: https://shop.example/health?deep=true
                      method: POST
                      headers: {Accept: application/json, Authorization: 'Bearer ${file:shop-token}'}
                      body: "pin=${env:SONDE_PIN}&cost=$${5}"
                      version: http/2
                      redirects: {follow: false, max: 3}
                      tls: {ca_file: /etc/ca.pem, server_name: shop.internal, verify: false}
                      max_body: 64KiB
                      expect:
                        status: [2xx, 304]
                        headers:
                          Server: {contains: nginx, matches: '^nginx/1\\.'}
                        body: {contains: ['"ok"', "yes"], matches: '"id":\\d+'}
                        response_time: 400ms
                        certificate: {days_left: 14}
                """).get(0);

        HttpExpectation expectation = new HttpExpectation(
                List.of(new StatusMatch(200, 299), new StatusMatch(304, 304)),
                List.of(
                        new HeaderMatch("Server", new TextMatch.Contains("nginx")),
                        new HeaderMatch("Server", new TextMatch.Matches("^nginx/1\\."))),
                BodyExpectation.of(List.of(
                        new TextMatch.Contains("\"ok\""),
                        new TextMatch.Contains("yes"),
                        new TextMatch.Matches("\"id\":\\d+"))),
                null,
                new Expectation(CertificateExpectation.ofDays(14), null, Duration.ofMillis(400), Map.of()));
        HttpTarget target = HttpTarget.builder(URI.create("https://shop.example/health?deep=true"))
                .method("POST")
                .headers(List.of(
                        new Header("Accept", new SecretText("application/json")),
                        new Header("Authorization", new SecretText("Bearer ${file:shop-token}"))))
                .body(new SecretText("pin=${env:SONDE_PIN}&cost=$${5}"))
                .version(HttpTarget.Version.HTTP_2)
                .redirects(new HttpTarget.Redirects(false, 3))
                .tls(new Tls("/etc/ca.pem", "shop.internal", false))
                .maxBodyBytes(65_536)
                .expect(expectation)
                .build();
        assertThat(check)
                .isEqualTo(Check.builder(new CheckName("checkout-api"), target)
                        .service("checkout")
                        .owner("payments")
                        .purpose("customers can pay")
                        .runbook("https://wiki.example/checkout#first")
                        .priority("urgent")
                        .labels(Map.of("region", "eu", "tier", "1"))
                        .interval(Duration.ofSeconds(10))
                        .timeout(Duration.ofMillis(500))
                        .locations(Set.of(new Location("eu"), new Location("us")))
                        .hardDown(0)
                        .certificateWarn(Duration.ZERO)
                        .build());
    }

    @Test
    void everyKeyTogether_isRight() throws Exception {
        Path files = Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "valid");

        StandaloneConfig config = StandaloneConfig.read(files);

        assertThat(config.checks())
                .extracting(check -> check.name().value())
                .containsExactly(
                        "backbone",
                        "buy",
                        "cart",
                        "checkout-api",
                        "drawn-token",
                        "events",
                        "game",
                        "gateway",
                        "health",
                        "health-clear",
                        "mail",
                        "one-step",
                        "orders",
                        "over-tls",
                        "port",
                        "redis",
                        "resolver",
                        "secondary",
                        "smtp",
                        "token",
                        "vpn");
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void defaults_holdWhereACheckSaysNothing() throws Exception {
        List<Check> checks = read("""
                defaults:
                  interval: 1m
                  owner: platform
                  labels: {region: eu, tier: web}
                  http:
                    version: http/1.1
                    redirects: {follow: false}
                    tls: {ca_file: /etc/ca.pem}
                    max_body: 1MiB
                checks:
                  - {name: a, http: {url: http://localhost/}}
                  - name: b
                    interval: 10s
                    labels: {tier: db}
                    http:
                      url: http://localhost/
                      version: auto
                      redirects: {max: 2}
                      tls: {verify: false}
                """);

        assertThat(checks).extracting(Check::interval).containsExactly(Duration.ofMinutes(1), Duration.ofSeconds(10));
        assertThat(checks).extracting(Check::timeout).containsOnly(Check.DEFAULT_TIMEOUT);
        assertThat(checks).extracting(Check::owner).containsOnly("platform");
        assertThat(checks.get(0).labels()).isEqualTo(Map.of("region", "eu", "tier", "web"));
        assertThat(checks.get(1).labels()).isEqualTo(Map.of("region", "eu", "tier", "db"));
        HttpTarget a = (HttpTarget) checks.get(0).target();
        HttpTarget b = (HttpTarget) checks.get(1).target();
        assertThat(a.version()).isEqualTo(HttpTarget.Version.HTTP_1_1);
        assertThat(a.redirects()).isEqualTo(new HttpTarget.Redirects(false, 10));
        assertThat(a.tls()).isEqualTo(new Tls("/etc/ca.pem", null, true));
        assertThat(a.maxBodyBytes()).isEqualTo(1_048_576);
        assertThat(b.version()).isEqualTo(HttpTarget.Version.AUTO);
        assertThat(b.redirects()).isEqualTo(new HttpTarget.Redirects(false, 2));
        assertThat(b.tls()).isEqualTo(new Tls("/etc/ca.pem", null, false));
    }

    @Test
    void aliases_standForWholeValuesAsOftenAsWanted() throws Exception {
        StringBuilder yaml = new StringBuilder(
                "checks:\n"
                        + "  - {name: c0, http: {url: http://localhost/, expect: &usual {status: 204, body: {contains: ok}}}}\n");
        for (int i = 1; i < 200; i++) {
            yaml.append("  - {name: c").append(i).append(", http: {url: http://localhost/, expect: *usual}}\n");
        }

        List<Check> checks = read(yaml.toString());

        assertThat(checks)
                .hasSize(200)
                .extracting(check -> ((HttpTarget) check.target()).expect().status())
                .containsOnly(List.of(new StatusMatch(204, 204)));
    }

    @Test
    void problemInAnAlias_isToldOnceWhereItIsWritten() throws Exception {
        write("checks:\n"
                + "  - {name: a, http: {url: http://localhost/, expect: &usual {status: 9xx}}}\n"
                + "  - {name: b, http: {url: http://localhost/, expect: *usual}}\n");

        assertThat(InvalidFilesTest.problems(directory))
                .extracting(Problem::place)
                .containsExactly(new Place(directory.resolve("sonde.yaml").toString(), 2, 70));
    }

    @Test
    void oneBadCheck_hidesNoOthersProblemsAndNoOtherCheck() throws Exception {
        write("checks:\n"
                + "  - {name: a, interval: 1, http: {url: http://localhost/}}\n"
                + "  - {name: b, http: {url: http://localhost/}}\n"
                + "  - {name: c, timeout: x, http: {url: y, method: z}}\n");
        Problems problems = new Problems();

        CheckSection section = CheckSection.read(ConfigDirectory.read(directory, problems), problems);

        assertThat(section.checks()).extracting(check -> check.name().value()).containsExactly("b");
        assertThat(section.names()).extracting(CheckName::value).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(problems.errors())
                .extracting(problem -> problem.place().line())
                .containsExactly(2, 4, 4, 4);
    }

    @Test
    void badDefaults_areToldAloneAndNoCheckIsMadeOfThem() throws Exception {
        write("defaults: {http: {proxy: {username: me}}}\n"
                + "checks:\n"
                + "  - {name: a, http: {url: http://localhost/}}\n"
                + "  - {name: a, http: {url: http://localhost/, tls: {cert_file: a}}}\n");
        Problems problems = new Problems();

        CheckSection section = CheckSection.read(ConfigDirectory.read(directory, problems), problems);

        assertThat(section.checks()).isEmpty();
        assertThat(problems.errors())
                .extracting(Problem::message)
                .containsExactly("proxy without url", "name: a is taken, first on line 3");
    }

    @Test
    void equalChecks_areEqualHoweverTheyAreWritten() throws Exception {
        List<Check> plain = read("checks: [{name: a, interval: 60s, http: {url: http://localhost/}}]");
        List<Check> other =
                read("defaults: {interval: 1m}\nchecks:\n- http:\n    'url': \"http://localhost/\"\n  name: a\n");

        assertThat(other).isEqualTo(plain);
    }

    private List<Check> read(String yaml) throws Exception {
        write(yaml);
        return StandaloneConfig.read(directory).checks();
    }

    private void write(String yaml) throws Exception {
        Files.writeString(directory.resolve("sonde.yaml"), yaml);
    }
}
