package dev.sonde.launcher.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 under load, of the collector and of the agent, held against the only witness that neither can fool: the
 * target's own count of requests.
 */
@Tag("soak")
class KillIT {
    private static final int CHECKS = 20;
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final int KILLS = 3;
    /** An agent cuts and spools every 5 s; a kill takes what was not cut and what was in flight. */
    private static final long LOST_PER_KILL = Duration.ofSeconds(6).dividedBy(INTERVAL) + 2;

    private static final String TOKEN = "sonde_token-of-the-kill-test";

    @TempDir
    private Path home;

    /** Runs of one check as the collector counts them. */
    private record Counted(long success, long failure, long unknown, long missed) {
        long started() {
            return success + failure + unknown;
        }

        long slots() {
            return started() + missed;
        }
    }

    @Test
    void killedCollector_losesAndDoublesNothing_killedAgent_losesOnlyWhatWasNotSpooled() throws Exception {
        try (TargetOnCue target = new TargetOnCue()) {
            int port = RealProgram.freePort();
            Path config = Files.createDirectories(home.resolve("config"));
            Files.writeString(config.resolve("sonde.yaml"), configuration(target));
            Files.writeString(home.resolve("token"), TOKEN);
            Sonde collector = startCollector(port);
            Sonde agent = startAgent(port);
            try {
                for (int kill = 0; kill < KILLS; kill++) {
                    awaitMore(collector, 4);
                    collector.program().kill();
                    awaitRequests(target, 8);
                    collector = startCollector(port);
                }
                awaitMore(collector, 4);
                agent = stoppedWithEmptySpool(agent, port);
                for (int check = 0; check < CHECKS; check++) {
                    Counted counted = counted(collector, check);
                    long requests = target.requests(path(check));
                    assertThat(counted.success() + counted.failure())
                            .as("good and bad of check %d, against %d requests", check, requests)
                            .isLessThanOrEqualTo(requests);
                    assertThat(counted.started())
                            .as(
                                    "started runs of check %d, against %d requests: %s; missed: %s%nagent:%n%s%ncollector:%n%s",
                                    check,
                                    requests,
                                    counted,
                                    missed(collector, check),
                                    agent.program().output(),
                                    collector.program().output())
                            .isGreaterThanOrEqualTo(requests);
                    assertThat(counted.failure()).isZero();
                }

                agent = startAgent(port);
                for (int kill = 0; kill < KILLS; kill++) {
                    awaitMore(collector, 4);
                    agent.program().kill();
                    agent = startAgent(port);
                }
                awaitMore(collector, 4);
                agent = stoppedWithEmptySpool(agent, port);
                assertNothingTwiceAndLittleLost(collector, target);
            } finally {
                agent.close();
                collector.close();
            }
        }
    }

    private static void assertNothingTwiceAndLittleLost(Sonde collector, TargetOnCue target) {
        // Every slot up to now settles, the last of them as silence, and then classes and runs tell the same story.
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            for (int check = 0; check < CHECKS; check++) {
                JsonObject slots =
                        Http.json(collector.url("/api/v1/slos/" + name(check))).getJsonObject("slots");
                Counted counted = counted(collector, check);
                assertThat(slots.getLong("good")).isEqualTo(counted.success());
                assertThat(slots.getLong("bad")).isEqualTo(counted.failure());
            }
        });
        for (int check = 0; check < CHECKS; check++) {
            Counted counted = counted(collector, check);
            long requests = target.requests(path(check));
            assertThat(counted.success() + counted.failure()).isLessThanOrEqualTo(requests);
            assertThat(requests - counted.started())
                    .as("runs of check %d that are not accounted for: %s", check, counted)
                    .isLessThanOrEqualTo(KILLS * LOST_PER_KILL);
            assertThat(counted.failure()).isZero();
            JsonObject latency = Http.json(collector.url("/api/v1/checks/" + name(check) + "/latency"));
            assertThat(latency.getJsonObject("success").getLong("count") + latency.getLong("leftOut"))
                    .as("durations of check %d", check)
                    .isEqualTo(counted.success());
        }
    }

    /** Ends the agent. What it could not deliver in its grace waits on its disk and is delivered by its next life. */
    private Sonde stoppedWithEmptySpool(Sonde agent, int port) throws Exception {
        Sonde last = agent;
        for (int life = 0; life < 5; life++) {
            assertThat(last.program().terminate()).as(last.program().output()).isZero();
            try (Stream<Path> files = Files.walk(home.resolve("agent-data"))) {
                if (files.noneMatch(file -> file.toString().endsWith(".batch"))) {
                    return last;
                }
            }
            last = startAgent(port);
        }
        throw new AssertionError("batches stay in the spool:\n" + last.program().output());
    }

    private Sonde startCollector(int port) throws Exception {
        return Sonde.start(
                home,
                port,
                "collector",
                "--config",
                home.resolve("config").toString(),
                "--data",
                home.resolve("collector-data").toString());
    }

    private Sonde startAgent(int port) throws Exception {
        return Sonde.start(
                home,
                RealProgram.freePort(),
                "agent",
                "--collector",
                "http://127.0.0.1:" + port,
                "--name",
                "test-agent",
                "--token-file",
                home.resolve("token").toString(),
                "--data",
                home.resolve("agent-data").toString());
    }

    /** Waits until the collector has counted so many more slots of the first check. */
    private static void awaitMore(Sonde collector, int slots) {
        long before = slotsOrZero(collector);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> slotsOrZero(collector) >= before + slots);
    }

    private static void awaitRequests(TargetOnCue target, int more) {
        long before = target.requests(path(0));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> target.requests(path(0)) >= before + more);
    }

    private static long slotsOrZero(Sonde collector) {
        JsonObject check = Http.json(collector.url("/api/v1/checks/" + name(0)));
        return check.getJsonArray("locations").isEmpty()
                ? 0
                : counted(check.getJsonArray("locations").getJsonObject(0)).slots();
    }

    private static Counted counted(Sonde collector, int check) {
        return counted(Http.json(collector.url("/api/v1/checks/" + name(check)))
                .getJsonArray("locations")
                .getJsonObject(0));
    }

    private static Counted counted(JsonObject location) {
        JsonObject runs = location.getJsonObject("runs");
        return new Counted(
                runs.getLong("success"), runs.getLong("failure"), runs.getLong("unknown"), runs.getLong("missed"));
    }

    private static String missed(Sonde collector, int check) {
        return collector
                .metrics()
                .lines()
                .filter(line -> line.startsWith("sonde_probe_missed_runs_total")
                        && line.contains("check=\"" + name(check) + "\""))
                .map(line -> line.replaceFirst(".*reason=\"([a-z_]+)\".* ", "$1 "))
                .collect(Collectors.joining(", "));
    }

    private static String name(int check) {
        return "check-" + check;
    }

    private static String path(int check) {
        return "/" + name(check);
    }

    private static String configuration(TargetOnCue target) throws Exception {
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(TOKEN.getBytes(StandardCharsets.UTF_8)));
        String checks = IntStream.range(0, CHECKS)
                .mapToObj(i -> "  - {name: %s, http: {url: '%s'}}".formatted(name(i), target.url(path(i))))
                .collect(Collectors.joining("\n"));
        String slos = IntStream.range(0, CHECKS)
                .mapToObj(i -> "  - {name: %s, check: %s, objective: 99.9%%, window: 30d}".formatted(name(i), name(i)))
                .collect(Collectors.joining("\n"));
        return """
                defaults: {interval: %dms, timeout: 2s}
                checks:
                %s
                slos:
                %s
                agents:
                  - {name: test-agent, location: test-site, token: 'sha256:%s'}
                """.formatted(INTERVAL.toMillis(), checks, slos, hash);
    }
}
