package dev.sonde.benchmarks.rig;

import dev.sonde.benchmarks.rig.AgentUnderTest.Stretch;
import dev.sonde.benchmarks.rig.GoalTable.Better;
import dev.sonde.contract.check.Check;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** A thousand targets at 1 s on one core: what they cost, whether one is missed, and what is resident. Belongs to one thread. */
final class ThousandTargets {
    private static final int TARGETS = 1000;
    private static final String COST = "1000 targets at 1 s, probes / CPU-s";
    private static final String PEER = "blackbox + Prometheus";
    private static final String AFTER_START = "1000 targets, " + PeerRig.YOUNG_SECONDS + " s after the start: ";

    private final Bench bench;

    ThousandTargets(Bench bench) {
        this.bench = bench;
    }

    /** 1000 targets at 1 s on one core: cost, misses, jitter, schedule delay, memory. */
    void measure() throws IOException, InterruptedException {
        RigOptions options = bench.options();
        NginxTarget nginx = bench.nginx();
        GoalTable table = bench.table();
        int rounds = options.rounds();
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        double[] missed = new double[rounds];
        double[] jitter = new double[rounds];
        double[] delay = new double[rounds];
        double[] resident = new double[rounds];
        double[] young = new double[rounds];
        double[] youngDelay = new double[rounds];
        double[] theirMissed = new double[rounds];
        double[] theirJitter = new double[rounds];
        double[] theirResident = new double[rounds];
        List<Check> checks = RigChecks.of(TARGETS, 1000, nginx::loggedUrl, nginx.certificate());
        for (int round = 0; round < rounds; round++) {
            try (AgentUnderTest agent = bench.agent(checks)) {
                agent.warmUp(PeerRig.YOUNG_SECONDS);
                Stretch started = agent.measure(options.seconds());
                started.say("1000 targets, just started");
                young[round] = started.probesPerCpuSecond();
                youngDelay[round] = started.scheduleDelayP99Millis();
                agent.warmUp(options.warmUpSeconds());
                nginx.forgetRequests();
                Stretch stretch = agent.measure(options.seconds());
                Waiting.seconds(2); // for nginx to write its log
                stretch.say("1000 targets");
                ours[round] = stretch.probesPerCpuSecond();
                missed[round] = stretch.found().missed() + unaccounted(agent);
                jitter[round] = BlackboxPeer.quantile(nginx.jitterMillis(1000), 0.99);
                delay[round] = stretch.scheduleDelayP99Millis();
                resident[round] = stretch.residentMiB();
            }
            if (BlackboxPeer.isInstalled() && BlackboxPeer.isPrometheusInstalled()) {
                List<String> urls =
                        IntStream.range(0, TARGETS).mapToObj(nginx::loggedUrl).toList();
                try (BlackboxPeer scraped = BlackboxPeer.startScraped(bench.directory(), bench.cores(), urls)) {
                    Waiting.seconds(PeerRig.YOUNG_SECONDS + options.seconds() + options.warmUpSeconds());
                    nginx.forgetRequests();
                    double before = scraped.cpuSeconds();
                    Waiting.seconds(options.seconds());
                    double used = scraped.cpuSeconds() - before;
                    long stored = scraped.probesStored(options.seconds());
                    long asked = nginx.requests();
                    Waiting.seconds(2);
                    // In the peer's favour: what reached the target counts, even if nobody stored what came of it.
                    theirs[round] = Math.max(stored, asked) / used;
                    theirMissed[round] = 100 - 100.0 * stored / (TARGETS * options.seconds());
                    theirJitter[round] = BlackboxPeer.quantile(nginx.jitterMillis(1000), 0.99);
                    theirResident[round] = scraped.residentMiB();
                    System.err.printf(
                            "  blackbox + Prometheus: %.0f probes per CPU-second, missed %.1f %%, jitter p99 %.0f ms, %.0f MiB%n",
                            theirs[round], theirMissed[round], theirJitter[round], theirResident[round]);
                }
            }
        }
        if (theirs[0] > 0) {
            table.ratio(COST, ours, theirs, PEER, 6, 8);
        } else {
            table.skipped(COST, "prometheus or its blackbox exporter is not installed");
        }
        table.never("1000 targets at 1 s, missed", missed, peer(theirs, theirMissed, "%.1f %% missed"), "runs");
        table.bound(
                "interval jitter p99, 1000 targets",
                jitter,
                peer(theirs, theirJitter, "%.0f ms"),
                "ms",
                5,
                2,
                Better.LESS);
        table.bound("schedule delay p99, 1000 targets", delay, "", "ms", 1, 0.15, Better.LESS);
        table.bound(
                "agent RSS, 1000 targets",
                resident,
                peer(theirs, theirResident, "%.0f MiB"),
                "MiB",
                130,
                90,
                Better.LESS);
        table.stated(AFTER_START + "probes / CPU-s", GoalTable.median(young), "");
        table.stated(AFTER_START + "schedule delay p99", GoalTable.median(youngDelay), "ms");
    }

    /** What the peer had of it, the median of its rounds; empty without a peer. */
    private static String peer(double[] theirs, double[] figures, String format) {
        return theirs[0] > 0 ? format.formatted(GoalTable.median(figures)) + " (" + PEER + ")" : "";
    }

    /** Slots since the start that have no word, or two. */
    private static long unaccounted(AgentUnderTest agent) {
        return agent.standIn().takeLedgers().values().stream()
                .mapToLong(SlotLedger::unaccounted)
                .sum();
    }
}
