package dev.sonde.launcher.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar from its start over reloads to its end, of whatever kind. */
class LifetimeIT {
    @TempDir
    private Path home;

    private TargetOnCue target;
    private Path config;

    @BeforeEach
    void writeConfiguration() throws Exception {
        target = new TargetOnCue();
        config = Files.createDirectories(home.resolve("config"));
        configure("one");
    }

    @AfterEach
    void stopTarget() {
        target.close();
    }

    @Test
    void run_drainsOnSigtermAndGoesOnWhereItWas() throws Exception {
        double before;
        try (Sonde sonde = run()) {
            before = awaitGood(sonde, 3);

            assertThat(sonde.program().terminate()).isZero();
            assertThat(sonde.program().output()).contains("SIGTERM: draining").contains("Lifetime: stopped");
            assertThat(sonde.program().output()).doesNotContain("\tat ").doesNotContain("ERROR");
        }

        try (Sonde again = run()) {
            assertThat(good(again)).isGreaterThanOrEqualTo(before);
            awaitGood(again, before + 2);
        }
    }

    @Test
    void run_goesOnAfterSigkill() throws Exception {
        double before;
        try (Sonde sonde = run()) {
            before = awaitGood(sonde, 3);
            sonde.program().kill();
        }

        try (Sonde again = run()) {
            assertThat(good(again)).isGreaterThanOrEqualTo(before);
            awaitGood(again, before + 2);
            assertThat(again.program().output()).doesNotContain("\tat ").doesNotContain("ERROR");
        }
    }

    @Test
    void run_appliesTheDifferenceOnSighup() throws Exception {
        try (Sonde sonde = run()) {
            double before = awaitGood(sonde, 2);

            configure("one", "two");
            hangUp(sonde);
            Awaitility.await("the second check")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> checks(sonde).equals(List.of("one", "two")));
            assertThat(sonde.program().output()).contains("configuration reloaded, changed: checks +1");
            assertThat(good(sonde)).isGreaterThanOrEqualTo(before);

            Files.writeString(config.resolve("sonde.yaml"), "checks: [{name: one}]\n");
            hangUp(sonde);
            Awaitility.await("the refusal")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> sonde.program().printed("the old configuration stays.*\\R.*ERROR .*/sonde.yaml:1:"));
            assertThat(checks(sonde)).containsExactly("one", "two");
        }
    }

    @Test
    void data_belongsToOneProcess() throws Exception {
        try (Sonde first = run()) {
            Jar.Ended second =
                    Jar.run(home, "run", "--config", config.toString(), "--data", data(), "--listen", "127.0.0.1:0");

            assertThat(second.status()).isEqualTo(1);
            assertThat(second.errLines()).hasSize(1);
            assertThat(second.err()).startsWith("sonde: ").contains(data());
            assertThat(first.program().isAlive()).isTrue();
        }
    }

    @Test
    void agent_standsAloneReloadsAndDrains() throws Exception {
        int port = RealProgram.freePort();
        try (Sonde agent = Sonde.start(home, port, "agent", "--config", config.toString(), "--location", "eu")) {
            Awaitility.await("runs of one").atMost(Duration.ofSeconds(30)).until(() -> runs(agent, "one") >= 2);

            configure("one", "two");
            hangUp(agent);
            Awaitility.await("runs of two").atMost(Duration.ofSeconds(30)).until(() -> runs(agent, "two") >= 2);

            assertThat(agent.program().terminate()).isZero();
        }
    }

    /** A pipe that nobody writes to holds up whoever opens it, for ever. */
    @Test
    void run_drainsThoughAWorkerNeverComesBack() throws Exception {
        Path pipe = home.resolve("pipe");
        int made = new ProcessBuilder("mkfifo", pipe.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(made).isZero();
        Files.writeString(
                config.resolve("sonde.yaml"),
                "  - {name: stuck, interval: 1s, timeout: 1s, http: {url: %s, method: POST, body_file: %s}}\n"
                        .formatted(target.url("/stuck"), pipe),
                StandardOpenOption.APPEND);
        try (Sonde sonde = run()) {
            awaitGood(sonde, 3);

            assertThat(sonde.program().terminate()).isZero();
            assertThat(sonde.program().output()).contains("Lifetime: stopped").doesNotContain("not drained");
        }
    }

    private Sonde run() throws Exception {
        return Sonde.start(home, RealProgram.freePort(), "run", "--config", config.toString(), "--data", data());
    }

    private String data() {
        return home.resolve("data").toString();
    }

    private void configure(String... checks) throws Exception {
        String yaml = List.of(checks).stream()
                .map(name -> "  - {name: %s, interval: 200ms, timeout: 5s, http: {url: %s}}\n"
                        .formatted(name, target.url("/" + name)))
                .collect(Collectors.joining("", "checks:\n", ""));
        Files.writeString(config.resolve("sonde.yaml"), yaml);
    }

    private static void hangUp(Sonde sonde) throws Exception {
        new ProcessBuilder("kill", "-HUP", Long.toString(sonde.program().pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    private static List<String> checks(Sonde sonde) {
        return Http.json(sonde.url("/api/v1/checks")).getJsonArray("checks").stream()
                .map(check -> ((JsonObject) check).getString("name"))
                .toList();
    }

    private static double awaitGood(Sonde sonde, double atLeast) {
        Awaitility.await("good runs").atMost(Duration.ofSeconds(30)).until(() -> good(sonde) >= atLeast);
        return good(sonde);
    }

    private static double good(Sonde sonde) {
        return Sonde.sum(sonde.metrics(), "sonde_probe_runs_total", "outcome=\"success\"");
    }

    private static double runs(Sonde sonde, String check) {
        return Sonde.sum(sonde.metrics(), "sonde_probe_runs_total", "check=\"" + check + "\"", "outcome=\"success\"");
    }
}
