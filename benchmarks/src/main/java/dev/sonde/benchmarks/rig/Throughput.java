package dev.sonde.benchmarks.rig;

import dev.sonde.benchmarks.rig.AgentUnderTest.Stretch;
import dev.sonde.contract.check.Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import org.jspecify.annotations.Nullable;

/**
 * Probes per CPU-second, twice: the agent's probes back to back on as many connections as wrk drives, which compares one
 * exchange with another; and the packaged agent by its schedule, with all that it records and reports. Peers go as fast as
 * they can in the same rounds. Belongs to one thread.
 */
final class Throughput {
    private static final int AT_A_TIME = 64;

    /** In which it has made some 90,000 exchanges of the dearest kind. */
    private static final int MOST_WARM_UP_BACK_TO_BACK_SECONDS = 30;

    private final Bench bench;

    /**
     * A kind of probe and its goals; a peer that cannot do it has none.
     *
     * @param kept whether runs go over connections of earlier ones
     */
    private record Goal(
            String what, boolean kept, double mustBlackbox, double aimBlackbox, double mustWrk, double aimWrk) {}

    Throughput(Bench bench) {
        this.bench = bench;
    }

    void keepAlive() throws IOException, InterruptedException {
        NginxTarget nginx = bench.nginx();
        measure(
                new Goal("keep-alive", true, 0, 0, 0.5, 0.95),
                nginx.plainUrl(),
                RigChecks.kept(bench.options().keepAliveRate() / 10, 100, nginx.plainUrl(), nginx.certificate()));
    }

    void freshTcp() throws IOException, InterruptedException {
        fresh(
                new Goal("fresh TCP", false, 4.5, 7, 0.6, 0.9),
                bench.nginx().plainUrl(),
                bench.options().freshRate());
    }

    void freshTls() throws IOException, InterruptedException {
        fresh(
                new Goal("fresh TLS", false, 1.4, 2.5, 1, 1.8),
                bench.nginx().tlsUrl(),
                bench.options().tlsRate());
    }

    private void fresh(Goal goal, String url, int perSecond) throws IOException, InterruptedException {
        measure(
                goal,
                url,
                RigChecks.of(perSecond / 10, 100, i -> url, bench.nginx().certificate()));
    }

    private void measure(Goal goal, String url, List<Check> scheduled) throws IOException, InterruptedException {
        int rounds = bench.options().rounds();
        double[] backToBack = new double[rounds];
        double[] bySchedule = new double[rounds];
        double[] wrk = new double[rounds];
        double[] blackbox = new double[rounds];
        boolean hasWrk = Programs.find("wrk").isPresent();
        boolean hasBlackbox = hasWrk && !goal.kept() && BlackboxPeer.isInstalled();
        for (int round = 0; round < rounds; round++) {
            backToBack[round] = backToBack(goal, url);
            bySchedule[round] = bySchedule(goal, scheduled);
            if (hasWrk) {
                Wrk.Load load =
                        Wrk.drive(bench.cores(), AT_A_TIME, bench.options().seconds(), !goal.kept(), url);
                wrk[round] = load.perCpuSecond();
                System.err.printf("  wrk: %.0f requests per CPU-second %s%n", wrk[round], load.errors());
            }
            if (hasBlackbox) {
                try (BlackboxPeer peer = BlackboxPeer.start(bench.directory(), bench.cores())) {
                    blackbox[round] = peer.drivenPerCpuSecond(
                            bench.serverCores(), url, bench.options().seconds());
                    System.err.printf("  blackbox: %.0f probes per CPU-second%n", blackbox[round]);
                }
            }
        }
        tell(goal, "back to back", backToBack, hasWrk ? wrk : null, hasBlackbox ? blackbox : null);
        tell(goal, "by schedule", bySchedule, hasWrk ? wrk : null, hasBlackbox ? blackbox : null);
    }

    private void tell(Goal goal, String how, double[] ours, double @Nullable [] wrk, double @Nullable [] blackbox) {
        GoalTable table = bench.table();
        String row = goal.what() + " probes / CPU-s, " + how;
        if (blackbox != null) {
            table.ratio(row, ours, blackbox, "blackbox driven", goal.mustBlackbox(), goal.aimBlackbox());
        } else if (!goal.kept()) {
            table.skipped(row + ", against blackbox", "prometheus-blackbox-exporter or wrk is not installed");
        }
        if (wrk != null) {
            String peer = goal.kept() ? "wrk -c64" : "wrk -c64, close";
            table.ratio(row, ours, wrk, peer, goal.mustWrk(), goal.aimWrk());
        } else {
            table.skipped(row + ", against wrk", "wrk is not installed");
        }
    }

    private double bySchedule(Goal goal, List<Check> checks) throws IOException, InterruptedException {
        try (AgentUnderTest agent = bench.agent(checks)) {
            agent.warmUp(bench.options().warmUpSeconds());
            Stretch stretch = agent.measure(bench.options().seconds());
            stretch.say(goal.what() + " by schedule");
            return stretch.probesPerCpuSecond();
        }
    }

    private double backToBack(Goal goal, String url) throws IOException, InterruptedException {
        RigOptions options = bench.options();
        List<String> command = new ArrayList<>(List.of("taskset", "-c", bench.cores()));
        command.addAll(options.agentCommand());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                BackToBack.class.getName(),
                url,
                bench.nginx().certificate().toString(),
                goal.kept() ? "keep-alive" : "fresh",
                Integer.toString(AT_A_TIME),
                Integer.toString(Math.min(options.warmUpSeconds(), MOST_WARM_UP_BACK_TO_BACK_SECONDS)),
                Integer.toString(options.seconds())));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String result = said.strip().substring(said.strip().lastIndexOf('\n') + 1);
        try (Scanner figures = new Scanner(result).useLocale(Locale.ROOT)) {
            if (process.waitFor() != 0 || !figures.hasNextLong()) {
                throw new IllegalStateException("probes back to back: " + said);
            }
            double perCpuSecond = figures.nextLong() / figures.nextDouble();
            long notGood = figures.nextLong();
            if (notGood > 0) {
                throw new IllegalStateException("probes back to back: " + notGood + " not good (expected: none)");
            }
            System.err.printf(
                    "  sonde, %s back to back: %.0f probes per CPU-second, all good%n", goal.what(), perCpuSecond);
            return perCpuSecond;
        }
    }
}
