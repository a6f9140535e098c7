package dev.sonde.launcher.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole product in one process, at a steady load, for minutes. How long and how much is asked by the system properties
 * {@code sonde.soak.minutes}, at least 3, and {@code sonde.soak.checks}.
 */
@Tag("soak")
class SoakIT {
    private static final int CHECKS = Integer.getInteger("sonde.soak.checks", 500);
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("sonde.soak.minutes", 5));
    /** A slot is missed only if its run could not start before the next was due. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** What is under way when it is read, and what threads keep for their work; 4.4 MiB more after three minutes were seen. */
    private static final long HEAP_KIB_OF_WORK = 8 * 1024;

    /** Sixty samples of each phase as they are kept, see the page on sizing. */
    private static final double HEAP_KIB_PER_CHECK_AND_MINUTE = 2;

    /** All of it is touched at the start; in half an hour a check's minutes and its runs between two cuts stay well below its share. */
    private static final int HEAP_MIB = 448 + CHECKS / 8;

    private static final double DATABASE_KIB_PER_CHECK_AND_MINUTE = 2;
    /** By then code is compiled, pools are filled and the first minutes are on the disk. */
    private static final Duration SETTLED = LENGTH.dividedBy(3);

    @TempDir
    private Path home;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void checksEverySecond_failNoneMissNoneAndLeakNothing() throws Exception {
        try (Nginx nginx = Nginx.start(home.resolve("nginx"))) {
            Path config = Files.createDirectories(home.resolve("config"));
            Path data = home.resolve("data");
            Files.writeString(config.resolve("sonde.yaml"), configuration(nginx));
            try (HostPauses pauses = new HostPauses(INTERVAL.dividedBy(2));
                    Sonde sonde = Sonde.startTouched(
                            home,
                            RealProgram.freePort(),
                            HEAP_MIB,
                            "run",
                            "--config",
                            config.toString(),
                            "--data",
                            data.toString())) {
                long startedNanos = System.nanoTime();
                await(sonde, startedNanos, SETTLED);
                List<Vitals> settled = new ArrayList<>(List.of(Vitals.of(sonde, data)));
                long minutes = LENGTH.minus(SETTLED).toMinutes();
                for (int minute = 1; minute <= minutes; minute++) {
                    await(sonde, startedNanos, SETTLED.plusMinutes(minute));
                    settled.add(Vitals.of(sonde, data));
                }
                settled.forEach(vitals -> System.out.println("soak: " + vitals));
                await(sonde, startedNanos, LENGTH);

                assertNothingLost(sonde.metrics(), sonde.program().output(), pauses);
                assertNothingLeaks(settled);
                assertThat(sonde.program().terminate()).isZero();
            }
        }
    }

    private static void await(Sonde sonde, long startedNanos, Duration length) {
        Awaitility.await()
                .atMost(length.plusMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    assertThat(sonde.program().isAlive())
                            .as(sonde.program().output())
                            .isTrue();
                    return System.nanoTime() - startedNanos >= length.toNanos();
                });
    }

    private static void assertNothingLost(String page, String said, HostPauses pauses) {
        double successes = Sonde.sum(page, "sonde_probe_runs_total", "outcome=\"success\"");
        double failures = Sonde.sum(page, "sonde_probe_runs_total", "outcome=\"failure\"");
        double unknown = Sonde.sum(page, "sonde_probe_runs_total", "outcome=\"unknown\"");
        double missed = Sonde.sum(page, "sonde_probe_missed_runs_total");
        double excused = CHECKS * pauses.slotsSpoiled(INTERVAL);
        said.lines().filter(line -> line.contains("Shedding")).forEach(line -> System.out.println("soak: " + line));
        System.out.printf(
                "soak: %.0f good, %.0f failed, %.0f unknown, %.0f missed; pauses of the host: %s%n",
                successes, failures, unknown, missed, pauses);
        assertThat(failures).as("false failures").isZero();
        assertThat(missed + unknown)
                .as("missed or unknown; pauses of the host: " + pauses)
                .isLessThanOrEqualTo(excused);
        // The first seconds ramp up, the last are not reported yet.
        assertThat(successes)
                .isGreaterThanOrEqualTo(CHECKS * (LENGTH.minusSeconds(20).dividedBy(INTERVAL)) - excused);
    }

    /** What was read after the first third of the time, and each minute since. */
    private static void assertNothingLeaks(List<Vitals> settled) {
        Vitals first = settled.get(0);
        Vitals half = settled.get(settled.size() / 2);
        Vitals last = settled.get(settled.size() - 1);
        long minutes = settled.size() - 1;
        assertThat(last.heapKiB() - first.heapKiB())
                .as(
                        "live heap: the latencies of a minute of each check, kept for an hour or two, and what is under way")
                .isLessThan(HEAP_KIB_OF_WORK + (long) (CHECKS * minutes * HEAP_KIB_PER_CHECK_AND_MINUTE));
        assertThat(last.residentKiB() - first.residentKiB())
                .as("native memory: compiled code, and nothing else that grows")
                .isLessThan(24 * 1024);
        assertThat(last.descriptors() - first.descriptors())
                .as("descriptors: connections under way come and go")
                .isLessThan(CHECKS / 5);
        assertThat(last.databaseKiB() - first.databaseKiB())
                .as("database: a row for each check and minute, and its log")
                .isLessThan(8 * 1024 + (long) (CHECKS * minutes * DATABASE_KIB_PER_CHECK_AND_MINUTE));
        assertThat(last.lateShareSince(half) - half.lateShareSince(first))
                .as(
                        "drift of the share of runs that started more than 10 ms late; a hundredth moves the 99th percentile")
                .isLessThan(0.01);
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
