package dev.sonde.collector.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.fleet.Fleet;
import dev.sonde.collector.fleet.TokenHash;
import dev.sonde.collector.notify.Receiver;
import dev.sonde.collector.notify.Route;
import dev.sonde.collector.notify.WebhookReceiver;
import dev.sonde.collector.slo.BurnRule;
import dev.sonde.collector.slo.Severity;
import dev.sonde.collector.slo.Slo;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.secret.SecretText;
import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.Problem;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SondeConfigTest {
    private static final String CHECKS = """
            checks:
              - {name: shop, interval: 10s, timeout: 5s, http: {url: http://localhost/}}
              - {name: cart, interval: 10s, timeout: 5s, http: {url: http://localhost/}}
            """;
    private static final String HASH = "sha256:" + "0123456789abcdef".repeat(4);
    private static final Path EXAMPLE = Path.of(System.getProperty("basedir", "."), "..", "config");

    @TempDir
    Path directory;

    @Test
    void read_holdsEverySection() throws Exception {
        write("checks.yaml", CHECKS);
        write("rest.yaml", """
                slos:
                  - {name: shop-up, check: shop, objective: 99.90%}
                  - name: cart-fast
                    check: cart
                    objective: 99%
                    threshold: 300ms
                    window: 7d
                    bad_floor: 5
                    rules:
                      - {severity: ticket, long: 1d, short: 2h, share: 12.5%}
                receivers:
                  - {name: on-call, webhook: {url: 'https://hooks.example/x', secret: '${file:hook}'}}
                  - name: mirror
                    webhook: {url: '${env:SONDE_HOOK}', secret: '${file:hook}', format: alertmanager}
                routes:
                  - {receiver: on-call, severity: [page]}
                  - {receiver: mirror}
                agents:
                  - {name: eu-1, location: eu, token: 'HASH'}
                evaluation: {coverage: 75%, quiet: 10m}
                """.replace("HASH", HASH));

        SondeConfig config = SondeConfig.read(directory, AgentEntry.inProcess("local", Location.LOCAL));

        BigDecimal coverage = new BigDecimal("0.75");
        assertThat(config.slos())
                .containsExactly(
                        new Slo(
                                "cart-fast",
                                new CheckName("cart"),
                                new BigDecimal("0.99"),
                                Duration.ofMillis(300),
                                Duration.ofDays(7),
                                List.of(new BurnRule(
                                        Severity.TICKET,
                                        Duration.ofDays(1),
                                        Duration.ofHours(2),
                                        new BigDecimal("0.125"))),
                                5,
                                coverage),
                        new Slo(
                                "shop-up",
                                new CheckName("shop"),
                                new BigDecimal("0.999"),
                                null,
                                Duration.ofDays(30),
                                BurnRule.DEFAULTS,
                                2,
                                coverage));
        assertThat(config.receivers())
                .containsExactly(
                        new Receiver(
                                "mirror",
                                new WebhookReceiver(
                                        new SecretText("${env:SONDE_HOOK}"),
                                        new SecretText("${file:hook}"),
                                        WebhookReceiver.Format.ALERTMANAGER)),
                        new Receiver(
                                "on-call",
                                new WebhookReceiver(
                                        new SecretText("https://hooks.example/x"),
                                        new SecretText("${file:hook}"),
                                        WebhookReceiver.Format.SONDE)));
        assertThat(config.routes())
                .containsExactly(new Route("on-call", Set.of(Severity.PAGE)), new Route("mirror", Set.of()));
        assertThat(config.fleet())
                .isEqualTo(new Fleet(List.of(
                        new AgentEntry("eu-1", new Location("eu"), TokenHash.parse(HASH)),
                        AgentEntry.inProcess("local", Location.LOCAL))));
        assertThat(config.quiet()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.checks()).extracting(check -> check.name().value()).containsExactly("cart", "shop");
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void read_takesTheDefaultsOfTheEvaluation() throws Exception {
        write("a.yaml", CHECKS + "slos: [{name: up, check: shop, objective: 99.9%}]\n");

        SondeConfig config = SondeConfig.read(directory, null);

        assertThat(config.quiet()).isEqualTo(SondeConfig.DEFAULT_QUIET);
        assertThat(config.slos().get(0))
                .isEqualTo(Slo.of("up", new CheckName("shop"), new BigDecimal("0.999"), null, Duration.ofDays(30)));
    }

    @Test
    void emptyRules_showAnSloAndTellNobody() throws Exception {
        write("a.yaml", CHECKS + "slos: [{name: up, check: shop, objective: 99.9%, rules: []}]\n");

        assertThat(SondeConfig.read(directory, null).slos().get(0).rules()).isEmpty();
    }

    @Test
    void limits_areTheDistinctThresholdsOfEachCheck() throws Exception {
        write("a.yaml", CHECKS + """
                slos:
                  - {name: a, check: shop, objective: 99%, threshold: 300ms}
                  - {name: b, check: shop, objective: 95%, threshold: 100ms}
                  - {name: c, check: shop, objective: 90%, threshold: 300ms}
                  - {name: d, check: cart, objective: 99%}
                """);

        assertThat(SondeConfig.read(directory, null).limits())
                .isEqualTo(Map.of(new CheckName("shop"), List.of(Duration.ofMillis(100), Duration.ofMillis(300))));
    }

    @Test
    void ownAgent_makesItsLocationServed() throws Exception {
        write(
                "a.yaml",
                CHECKS.replace("timeout", "locations: [eu], timeout")
                        + "slos: [{name: a, check: shop, objective: 99%}, {name: b, check: cart, objective: 99%}]\n");

        List<Problem> alone = SondeConfig.read(directory, null).warnings();
        List<Problem> served = SondeConfig.read(directory, AgentEntry.inProcess("local", new Location("eu")))
                .warnings();

        assertThat(alone)
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning.message()).contains("runs nowhere"));
        assertThat(served).isEmpty();
    }

    @Test
    void ownAgent_keepsItsNameAndLocation() throws Exception {
        write("a.yaml", CHECKS + "agents: [{name: local, location: local, token: '" + HASH + "'}]\n");

        InvalidConfigException invalid = catchThrowableOfType(
                InvalidConfigException.class,
                () -> SondeConfig.read(directory, AgentEntry.inProcess("local", Location.LOCAL)));

        assertThat(invalid.problems())
                .extracting(Problem::message)
                .containsExactly(
                        "name: local is the agent of this process", "location: local has the agent of this process");
    }

    @Test
    void namesInAFileThatCannotBeRead_areNotMissed() throws Exception {
        write("a.yaml", "slos: [{name: a, check: elsewhere, objective: 99%}]\n");
        write("b.yaml", "checks: [\n");

        InvalidConfigException invalid =
                catchThrowableOfType(InvalidConfigException.class, () -> SondeConfig.read(directory, null));

        assertThat(invalid.problems()).hasSize(1);
        assertThat(invalid.problems().get(0).place().file()).endsWith("b.yaml");
    }

    @Test
    void example_isRightAndNothingInItIsDoubtful() throws Exception {
        SondeConfig config = SondeConfig.read(EXAMPLE, AgentEntry.inProcess("local", Location.LOCAL));

        assertThat(config.warnings()).isEmpty();
        assertThat(config.checks()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(SondeConfig.read(EXAMPLE, null).warnings()).isEmpty();
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(directory.resolve(name), text);
    }
}
