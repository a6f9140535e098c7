package dev.sonde.contract.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.sonde.contract.check.Target;
import dev.sonde.contract.check.TextMatch;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.secret.SecretText;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssignedChecksJsonTest {
    private static final long SEED = 107;
    private static final Location EU = new Location("eu");

    private static final Check FULL = Check.builder(
                    new CheckName("checkout-api"),
                    HttpTarget.builder(URI.create("https://shop.example/health?full=1"))
                            .method("POST")
                            .headers(List.of(
                                    new Header("Accept", new SecretText("application/json")),
                                    new Header("Authorization", new SecretText("Bearer ${file:shop-token}"))))
                            .body(new SecretText("{\"cost\":\"$${5}\",\"key\":\"${env:SONDE_KEY}\"}"))
                            .version(HttpTarget.Version.HTTP_2)
                            .redirects(new HttpTarget.Redirects(false, 4))
                            .tls(new Tls("/etc/ca.pem", "shop.internal", true))
                            .maxBodyBytes(65_536)
                            .expect(new HttpExpectation(
                                    List.of(StatusMatch.parse("2xx"), StatusMatch.parse("304")),
                                    List.of(new HeaderMatch("Content-Type", new TextMatch.Contains("json"))),
                                    BodyExpectation.of(List.of(
                                            new TextMatch.Contains("\"status\":\"ok\""),
                                            new TextMatch.Matches("v[0-9]+"))),
                                    null,
                                    new Expectation(
                                            CertificateExpectation.ofDays(14), null, Duration.ofMillis(750), Map.of())))
                            .build())
            .service("checkout")
            .owner("payments")
            .purpose("customers can pay")
            .runbook("https://wiki.example/checkout")
            .priority("urgent")
            .labels(Map.of("region", "eu", "tier", "1"))
            .interval(Duration.ofSeconds(10))
            .timeout(Duration.ofMillis(2_500))
            .locations(List.of(EU, new Location("us")))
            .certificateWarn(Duration.ofDays(21))
            .build();

    private static final Check PLAIN = Check.builder(
                    new CheckName("home"), HttpTarget.get(URI.create("http://home.example/")))
            .interval(Duration.ofSeconds(30))
            .timeout(Duration.ofSeconds(10))
            .hardDown(0)
            .certificateWarn(Duration.ZERO)
            .build();

    private static final AssignedChecks EXAMPLE = new AssignedChecks(
            "5f",
            EU,
            List.of(
                    new AssignedCheck(FULL, List.of(Duration.ofMillis(300), Duration.ofSeconds(1, 1))),
                    new AssignedCheck(PLAIN, List.of())));

    @Test
    void conduct_isWrittenWhereItIsNotTheUsualOneAndReadBack() throws Exception {
        Check conducted = PLAIN.toBuilder()
                .conduct(new Conduct(
                        new Confirm(Duration.ofMillis(1_500)),
                        new ProbeHours(
                                ZoneId.of("Europe/Berlin"),
                                List.of(new HoursWindow("0 8 * * MON-FRI", Duration.ofHours(10)))),
                        LocalTime.of(2, 30),
                        true,
                        new EvidenceRule(0, new BigDecimal("0.025"))))
                .build();
        AssignedChecks assigned = new AssignedChecks("5f", EU, List.of(new AssignedCheck(conducted, List.of())));

        String json = AssignedChecksJson.write(assigned);

        assertThat(json)
                .contains("\"conduct\":{\"confirmAfter\":1.5,\"hours\":{\"zone\":\"Europe/Berlin\",\"windows\":"
                        + "[{\"cron\":\"0 8 * * MON-FRI\",\"for\":36000}]},\"at\":\"02:30\",\"deep\":true,"
                        + "\"evidence\":{\"slowest\":0,\"sample\":0.025}}");
        assertThat(AssignedChecksJson.read(json)).isEqualTo(assigned);
        assertThat(AssignedChecksJson.write(new AssignedChecks("5f", EU, List.of(new AssignedCheck(PLAIN, List.of())))))
                .doesNotContain("conduct");
        assertThatThrownBy(() -> AssignedChecksJson.read(json.replace("0 8 * *", "0 8 *")))
                .hasMessageStartingWith(
                        "$.checks[0].conduct.hours.windows[0].cron: cron: '0 8 * MON-FRI' (expected: minute");
        assertThatThrownBy(() -> AssignedChecksJson.read(json.replace("0.025", "1.5")))
                .hasMessage("$.checks[0].conduct.evidence.sample: 1.5 (expected: 0 to 1)");
        assertThatThrownBy(() -> AssignedChecksJson.read(json.replace("Berlin", "Atlantis")))
                .hasMessage(
                        "$.checks[0].conduct.hours.zone: Europe/Atlantis (expected: a time zone such as Europe/Berlin)");
    }

    @Test
    void write_givesTheGoldenText() throws IOException {
        assertThat(AssignedChecksJson.write(EXAMPLE)).isEqualTo(golden());
        assertThat(AssignedChecksJson.writeBytes(EXAMPLE)).isEqualTo(golden().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void read_understandsTheGoldenText() throws Exception {
        assertThat(AssignedChecksJson.read(golden())).isEqualTo(EXAMPLE);
    }

    @Test
    void read_givesBackEveryFieldOfRandomAssignments() throws Exception {
        Random random = new Random(SEED);
        for (int round = 0; round < 1_000; round++) {
            List<AssignedCheck> checks = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                checks.add(assigned(random, "check-" + i));
            }
            AssignedChecks assigned = AssignedChecks.of(EU, checks);

            assertThat(AssignedChecksJson.read(AssignedChecksJson.writeBytes(assigned)))
                    .as("seed %d round %d", SEED, round)
                    .isEqualTo(assigned);
        }
    }

    @Test
    void everyProtocol_hasAForm() {
        assertThat(TargetsJson.ALL.stream().<Object>map(TargetJson::type))
                .containsExactlyInAnyOrder((Object[]) Target.class.getPermittedSubclasses());
        assertThat(RandomTargets.ALL.keySet().stream().<Object>map(type -> type))
                .containsExactlyInAnyOrder((Object[]) Target.class.getPermittedSubclasses());
    }

    @Test
    void read_ignoresFieldsItDoesNotKnow() throws Exception {
        String newer = golden().replace("{\"revision\"", "{\"mood\":[1,{\"deep\":null}],\"revision\"")
                .replace("\"hardDown\":3", "\"hardDown\":3,\"quorum\":\"2-of-3\"")
                .replace("\"method\":\"POST\"", "\"method\":\"POST\",\"keepAlive\":true");

        assertThat(AssignedChecksJson.read(newer)).isEqualTo(EXAMPLE);
    }

    @Test
    void read_takesNullAsNotSaid() throws Exception {
        String withNull = golden().replace("\"priority\":\"normal\"", "\"service\":null,\"priority\":\"normal\"");

        assertThat(AssignedChecksJson.read(withNull)).isEqualTo(EXAMPLE);
    }

    @Test
    void write_neverResolvesASecret() {
        assertThat(AssignedChecksJson.write(EXAMPLE))
                .contains("Bearer ${file:shop-token}", "${env:SONDE_KEY}", "$${5}");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
    "revision":"5f",        | ``                      | $.revision: missing (expected: a value)
    "revision":"5f"         | "revision":""           | $.revision: empty (expected: the revision)
    "location":"eu"         | "location":"EU"         | $.location: location: EU (expected: 1 to 63 of a-z, 0-9 and -)
    "location":"eu"         | "location":5            | $.location: 5 (expected: a text)
    "name":"checkout-api"   | "name":"no good"        | $.checks[0].name: check name: no good (expected: 1 to 63 of a-z, 0-9 and -)
    "name":"home"           | "name":null             | $.checks[1].name: missing (expected: a value)
    "interval":10,          | "interval":0.099999999, | $.checks[0].interval: 0.099999999 (expected: 0.1 to 86400 seconds, at most 9 decimals)
    "interval":10,          | "interval":86400.1,     | $.checks[0].interval: 86400.1 (expected: 0.1 to 86400 seconds, at most 9 decimals)
    "interval":10,          | "interval":1e999999,    | $.checks[0].interval: 1E+999999 (expected: 0.1 to 86400 seconds, at most 9 decimals)
    "interval":10,          | "interval":"10s",       | $.checks[0].interval: a text (expected: a number)
    "timeout":2.5           | "timeout":0             | $.checks[0].timeout: 0 (expected: 0.000000001 to 86400 seconds, at most 9 decimals)
    "timeout":2.5           | "timeout":2.0000000001  | $.checks[0].timeout: 2.0000000001 (expected: 0.000000001 to 86400 seconds, at most 9 decimals)
    "locations":["eu","us"] | "locations":["eu",7]    | $.checks[0].locations[1]: 7 (expected: a text)
    "locations":["eu","us"] | "locations":"eu"        | $.checks[0].locations: a text (expected: a list)
    "hardDown":3            | "hardDown":-1           | $.checks[0].hardDown: -1 (expected: a whole number, 0 to 1000000)
    "hardDown":3            | "hardDown":1.5          | $.checks[0].hardDown: 1.5 (expected: a whole number, 0 to 1000000)
    "labels":{"region":"eu","tier":"1"} | "labels":{"region":true} | $.checks[0].labels.region: true (expected: a text)
    "labels":{"region":"eu","tier":"1"} | "labels":[]  | $.checks[0].labels: a list (expected: an object)
    "limits":[0.3,1.000000001] | "limits":[0]         | $.checks[0].limits[0]: 0 (expected: 0.000000001 to 86400 seconds, at most 9 decimals)
    "http":{"url":"http:    | "ssh":{"url":"http:     | $.checks[1]: no protocol this agent knows (expected: http, tcp, tls, udp, scenario, dns, grpc, icmp, websocket)
    https://shop.example/health?full=1 | ftp://shop.example/?key=1 | $.checks[0].http.url: a URL of another form (expected: http:// or https:// and a host)
    https://shop.example/health?full=1 | https://shop.example/a b  | $.checks[0].http.url: Illegal character in path at character 23 (expected: a URL)
    Bearer ${file:shop-token} | Bearer ${vault:x}     | $.checks[0].http.headers[1].value: ${vault:x} (expected: ${file:NAME} or ${env:NAME}, or $${ for a literal)
    "version":"http/2"      | "version":"http/4"      | $.checks[0].http.version: http/4 (expected: auto, http/1.1, http/2, http/3)
    "follow":false          | "follow":"no"           | $.checks[0].http.redirects.follow: a text (expected: true or false)
    "maxBodyBytes":65536    | "maxBodyBytes":9223372036854775808 | $.checks[0].http.maxBodyBytes: 9223372036854775808 (expected: a whole number, 0 to 9223372036854775807)
    "status":["2xx","304"]  | "status":["2xx","999"]  | $.checks[0].http.expect.status[1]: 999 (expected: a code such as 204 or a class such as 2xx)
    "status":["2xx","304"]  | "status":[]             | $.checks[0].http.expect.status: none (expected: at least one code or class)
    "matches":"v[0-9]+"     | "glob":"v*"             | $.checks[0].http.expect.body[1]: no condition this agent knows (expected: contains, matches, notContains or notMatches)
    "certificateDaysLeft":14 | "certificateDaysLeft":-2 | $.checks[0].http.expect.certificateDaysLeft: -2 (expected: a whole number, -1 to 36500)
    "revision":"5f"         | "revision":"5f","revision":"60" | line 1, column 28: Duplicate field 'revision' (expected: JSON)
    """)
    void read_refuses(String from, String to, String message) throws IOException {
        assertThat(golden()).contains(from);
        String changed = golden().replace(from, to);

        assertThatThrownBy(() -> AssignedChecksJson.read(changed))
                .isInstanceOf(InvalidAssignmentException.class)
                .hasMessage(message);
    }

    @Test
    void read_refusesWhatIsNoJsonObject() {
        assertThatThrownBy(() -> AssignedChecksJson.read("")).hasMessage("$: nothing (expected: a JSON object)");
        assertThatThrownBy(() -> AssignedChecksJson.read("[]")).hasMessage("$: a list (expected: an object)");
        assertThatThrownBy(() -> AssignedChecksJson.read("null")).hasMessage("$: null (expected: an object)");
        assertThatThrownBy(() -> AssignedChecksJson.read("{} {}"))
                .hasMessage("$: more behind the end (expected: one JSON object)");
        assertThatThrownBy(() -> AssignedChecksJson.read("[".repeat(100_000)))
                .isInstanceOf(InvalidAssignmentException.class)
                .hasMessageContaining("nesting depth");
    }

    @Test
    void read_refusesEveryPrefix() throws IOException {
        String golden = golden();
        for (int length = 0; length < golden.length(); length++) {
            String prefix = golden.substring(0, length);
            assertThatThrownBy(() -> AssignedChecksJson.read(prefix))
                    .as("length %d", length)
                    .isInstanceOf(InvalidAssignmentException.class)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void revision_changesWithTheContentAndWithNothingElse() {
        AssignedCheck full = new AssignedCheck(FULL, List.of(Duration.ofMillis(300)));
        AssignedCheck plain = new AssignedCheck(PLAIN, List.of());
        String revision = AssignedChecks.of(EU, List.of(full, plain)).revision();

        assertThat(revision).hasSize(32);
        assertThat(AssignedChecks.of(EU, List.of(plain, full)).revision()).isEqualTo(revision);
        assertThat(AssignedChecks.of(EU, List.of(plain, full)).checks()).containsExactly(full, plain);
        assertThat(AssignedChecks.of(Location.LOCAL, List.of(full, plain)).revision())
                .isNotEqualTo(revision);
        assertThat(AssignedChecks.of(EU, List.of(full)).revision()).isNotEqualTo(revision);
        assertThat(AssignedChecks.of(EU, List.of(new AssignedCheck(FULL, List.of(Duration.ofMillis(301))), plain))
                        .revision())
                .isNotEqualTo(revision);
    }

    @Test
    void revision_ofNothingIsKnown() {
        // SHA-256 of {"location":"eu","checks":[]}, first 16 bytes, computed with sha256sum.
        assertThat(AssignedChecks.of(EU, List.of()).revision()).isEqualTo("632b2f08b5a41ae83effb9424041c2e2");
    }

    private static AssignedCheck assigned(Random random, String name) {
        SortedMap<String, String> labels = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            labels.put("label_" + i, RandomTargets.text(random));
        }
        SortedSet<Location> locations = new TreeSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            locations.add(new Location("loc-" + i));
        }
        Check check = Check.builder(new CheckName(name), RandomTargets.any(random))
                .service(RandomTargets.maybe(random))
                .owner(RandomTargets.maybe(random))
                .purpose(RandomTargets.maybe(random))
                .runbook(RandomTargets.maybe(random))
                .priority(RandomTargets.text(random))
                .labels(labels)
                .interval(Duration.ofNanos(100_000_000L + random.nextLong(86_399_900_000_001L)))
                .timeout(Duration.ofNanos(1 + random.nextLong(86_400_000_000_000L)))
                .locations(locations)
                .hardDown(random.nextInt(10))
                .certificateWarn(Duration.ofSeconds(random.nextInt(100_000_000)))
                .build();
        List<Duration> limits = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            limits.add(Duration.ofNanos(1 + random.nextLong(10_000_000_000L)));
        }
        return new AssignedCheck(check, limits);
    }

    private static String golden() throws IOException {
        try (InputStream in = AssignedChecksJsonTest.class.getResourceAsStream("assigned.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
