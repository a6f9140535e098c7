package dev.sonde.benchmarks.rig;

import dev.sonde.benchmarks.rig.AgentUnderTest.Stretch;
import dev.sonde.benchmarks.rig.GoalTable.Better;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How far the processing phase is off an injected 20 ms, at several loads. Belongs to one thread. */
final class ProcessingError {
    /** From a change of the checks until they run as they will; new ones enter over ten seconds. */
    private static final int SETTLING_SECONDS = 20;

    /** Long enough to tell what a run costs. */
    private static final int WEIGHING_SECONDS = 10;

    /** Of the delay server's checks. Peers are asked as often: a core that has slept for longer wakes up later. */
    private static final int INTERVAL_MILLIS = 100;

    private final Bench bench;

    ProcessingError(Bench bench) {
        this.bench = bench;
    }

    /** The processing phase against an injected 20 ms: half load, 90 % load and idle. */
    void measure() throws IOException, InterruptedException {
        RigOptions options = bench.options();
        GoalTable table = bench.table();
        Errors half = new Errors(options.rounds());
        Errors full = new Errors(options.rounds());
        Errors fifty = new Errors(options.rounds());
        Errors idle = new Errors(options.rounds());
        Errors young = new Errors(1);
        int longer = 3 * options.seconds(); // five runs are a hundredth of 10 s
        String peer = "";
        try (DelayTarget delay =
                DelayTarget.start(bench.directory(), bench.serverCores(), options.realTime(), 20, 0, 0)) {
            double floor = delay.floorMillis(bench.cores(), INTERVAL_MILLIS);
            try (AgentUnderTest agent = bench.agent(delayed(5, delay.url(), 0))) {
                agent.warmUp(PeerRig.YOUNG_SECONDS);
                young.add(agent.measure(longer));
            }
            for (int round = 0; round < options.rounds(); round++) {
                // One process for all: at 50 probes a second alone it would be compiling for many minutes.
                try (AgentUnderTest agent = bench.agent(delayed(5, delay.url(), options.loadedRate()))) {
                    agent.warmUp(options.warmUpSeconds());
                    double whole = options.loadedRate()
                            / agent.measure(WEIGHING_SECONDS).utilisation();
                    agent.standIn().assign(delayed(5, delay.url(), (int) (0.5 * whole)));
                    agent.warmUp(SETTLING_SECONDS);
                    half.add(agent.measure(options.seconds()));
                    agent.standIn().assign(delayed(5, delay.url(), (int) (0.9 * whole)));
                    agent.warmUp(SETTLING_SECONDS);
                    full.add(agent.measure(options.seconds()));
                    agent.standIn().assign(delayed(5, delay.url(), 0));
                    agent.warmUp(SETTLING_SECONDS);
                    fifty.add(agent.measure(longer));
                    agent.standIn().assign(delayed(1, delay.url(), 0));
                    agent.warmUp(SETTLING_SECONDS);
                    idle.add(agent.measure(longer));
                }
            }
            peer = "%.2f ms: the rig's own, by a blocking client".formatted(floor);
            if (BlackboxPeer.isInstalled()) {
                try (BlackboxPeer blackbox = BlackboxPeer.start(bench.directory(), bench.cores())) {
                    double[] seen = blackbox.processingMillis(delay.url(), 300, INTERVAL_MILLIS);
                    peer = "blackbox %.2f ms; ".formatted(BlackboxPeer.quantile(seen, 0.99) - 20) + peer;
                }
            }
        }
        String error = "processing error p99, ";
        table.bound(error + "idle, one probe at a time", idle.p99Millis, peer, "ms", 0.5, 0.25, Better.LESS);
        table.bound(error + "idle, 50 a second", fifty.p99Millis, fifty.told(), "ms", 0.5, 0.25, Better.LESS);
        table.bound(error + "half load", half.p99Millis, half.told(), "ms", 3, 0.5, Better.LESS);
        table.bound(error + "90 % load", full.p99Millis, full.told(), "ms", 4, 1, Better.LESS);
        table.bound("schedule delay p99, half load", half.delayMillis, half.told(), "ms", 1, 0.15, Better.LESS);
        table.stated(error + "50 a second, " + PeerRig.YOUNG_SECONDS + " s after the start", young.p99Millis[0], "ms");
    }

    /** Checks of the delay server, ten runs a second each, with so many probes of nginx beside them. */
    private List<Check> delayed(int count, String url, int besidePerSecond) {
        NginxTarget nginx = bench.nginx();
        List<Check> checks =
                new ArrayList<>(RigChecks.of(count, INTERVAL_MILLIS, i -> url, nginx.certificate(), "delayed"));
        checks.addAll(RigChecks.of(besidePerSecond / 10, 100, i -> nginx.plainUrl(), nginx.certificate(), "beside"));
        return checks;
    }

    /** What rounds of one load said of the runs against the delay server, which holds each for 20 ms. */
    private static final class Errors {
        private final double[] p99Millis;
        private final double[] delayMillis;
        private final double[] utilisation;
        private long leftOut;
        private int rounds;

        Errors(int rounds) {
            p99Millis = new double[rounds];
            delayMillis = new double[rounds];
            utilisation = new double[rounds];
        }

        void add(Stretch stretch) {
            SparseHistogram processing =
                    stretch.found().success("delayed").phases().get(Phase.PROCESSING);
            if (processing == null) {
                throw new IllegalStateException("no run of the delay server succeeded: "
                        + stretch.found().reasons());
            }
            p99Millis[rounds] = (processing.percentileMicros(99) - 20_000) / 1000.0;
            delayMillis[rounds] = stretch.scheduleDelayP99Millis();
            utilisation[rounds] = stretch.utilisation();
            leftOut += stretch.found().leftOut();
            System.err.printf(
                    "  processing error: %.2f ms (p50), %.2f ms (p99), %.2f ms (at most)%n",
                    (processing.percentileMicros(50) - 20_000) / 1000.0,
                    p99Millis[rounds],
                    (processing.percentileMicros(100) - 20_000) / 1000.0);
            rounds++;
            stretch.say("beside the delay server");
        }

        /** At which load, and what the error is not the error of. */
        String told() {
            return "at %.0f %% of the core, %d durations left out for the loop's lag"
                    .formatted(GoalTable.median(utilisation) * 100, leftOut);
        }
    }
}
