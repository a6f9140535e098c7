package dev.sonde.launcher.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole product in one process, at a steady load, for minutes. */
@Tag("soak")
class SoakIT {
    private static final int CHECKS = 500;
    private static final Duration LENGTH = Duration.ofMinutes(5);
    /** A slot is missed only if its run could not start before the next was due. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @TempDir
    private Path home;

    @Test
    @Timeout(value = 12, unit = TimeUnit.MINUTES)
    void fiveHundredChecksEverySecond_failNoneAndMissNoneOutsidePausesOfTheHost() throws Exception {
        try (Nginx nginx = Nginx.start(home.resolve("nginx"))) {
            Path config = Files.createDirectories(home.resolve("config"));
            Files.writeString(config.resolve("sonde.yaml"), configuration(nginx));
            try (HostPauses pauses = new HostPauses(INTERVAL.dividedBy(2));
                    Sonde sonde = Sonde.start(
                            home,
                            RealProgram.freePort(),
                            "run",
                            "--config",
                            config.toString(),
                            "--data",
                            home.resolve("data").toString())) {
                long startedNanos = System.nanoTime();

                Awaitility.await()
                        .atMost(LENGTH.plusMinutes(2))
                        .pollInterval(Duration.ofSeconds(5))
                        .until(() -> {
                            assertThat(sonde.program().isAlive())
                                    .as(sonde.program().output())
                                    .isTrue();
                            return System.nanoTime() - startedNanos >= LENGTH.toNanos();
                        });

                String page = sonde.metrics();
                double successes = Sonde.sum(page, "sonde_probe_runs_total", "outcome=\"success\"");
                double failures = Sonde.sum(page, "sonde_probe_runs_total", "outcome=\"failure\"");
                double unknown = Sonde.sum(page, "sonde_probe_runs_total", "outcome=\"unknown\"");
                double missed = Sonde.sum(page, "sonde_probe_missed_runs_total");
                double excused = CHECKS * pauses.slotsSpoiled(INTERVAL);
                System.out.printf(
                        "soak: %.0f good, %.0f failed, %.0f unknown, %.0f missed; pauses of the host: %s%n",
                        successes, failures, unknown, missed, pauses);
                assertThat(failures).as("false failures").isZero();
                assertThat(missed + unknown)
                        .as("missed or unknown; pauses of the host: " + pauses)
                        .isLessThanOrEqualTo(excused);
                // The first seconds ramp up, the last are not reported yet.
                assertThat(successes)
                        .isGreaterThanOrEqualTo(
                                CHECKS * (LENGTH.minusSeconds(20).dividedBy(INTERVAL)) - excused);
                assertThat(sonde.program().terminate()).isZero();
            }
        }
    }

    private static String configuration(Nginx nginx) {
        String checks = IntStream.range(0, CHECKS)
                .mapToObj(i -> "  - {name: check-%d, http: {url: '%s'}}".formatted(i, nginx.url("/" + i)))
                .collect(Collectors.joining("\n"));
        String slos = IntStream.range(0, CHECKS)
                .mapToObj(i -> "  - {name: slo-%d, check: check-%d, objective: 99.9%%, window: 30d}".formatted(i, i))
                .collect(Collectors.joining("\n"));
        return "defaults: {interval: 1s, timeout: 5s}\nchecks:\n" + checks + "\nslos:\n" + slos + "\n";
    }
}
