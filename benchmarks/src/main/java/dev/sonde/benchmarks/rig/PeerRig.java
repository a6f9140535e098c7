package dev.sonde.benchmarks.rig;

import dev.sonde.benchmarks.rig.AgentUnderTest.Stretch;
import dev.sonde.benchmarks.rig.GoalTable.Better;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures the goals: Sonde's packaged agent on one core, its targets and drivers on another, peers in the same rounds.
 * Only loopback is touched. Peers that are not installed are left out and named.
 */
final class PeerRig {
    private static final String CLIENT_CORE = "0";
    private static final String SERVER_CORE = "1";
    private static final int TARGETS = 1000;

    /** After which all classes are there and little is compiled. */
    private static final int YOUNG_SECONDS = 25;

    /** From a change of the checks until they run as they will; new ones enter over ten seconds. */
    private static final int SETTLING_SECONDS = 20;

    private static final String AFTER_START = "1000 targets, " + YOUNG_SECONDS + " s after the start: ";

    private final RigOptions options;
    private final Path directory;
    private final NginxTarget nginx;
    private final GoalTable table;

    private PeerRig(RigOptions options, GoalTable table, Path directory, NginxTarget nginx) {
        this.table = table;
        this.options = options;
        this.directory = directory;
        this.nginx = nginx;
    }

    /** Takes every measurement asked for. */
    static void run(RigOptions options, GoalTable table, Path directory) throws IOException, InterruptedException {
        try (OwnCores narrowed = OwnCores.narrowedTo(SERVER_CORE);
                NginxTarget nginx = NginxTarget.start(directory, SERVER_CORE, options.tlsChain())) {
            PeerRig rig = new PeerRig(options, table, directory, nginx);
            Throughput throughput = new Throughput(options, directory, nginx, CLIENT_CORE, SERVER_CORE, table);
            rig.measure("keep", throughput::keepAlive);
            rig.measure("fresh", throughput::freshTcp);
            rig.measure("tls", throughput::freshTls);
            rig.measure("thousand", rig::thousandTargets);
            rig.measure("error", rig::processingError);
            rig.measure("stall", rig::stall);
            Overload overload = new Overload(options, directory, nginx, CLIENT_CORE, rig.table);
            rig.measure("limit", overload::pastTheLimit);
            rig.measure("cold", overload::coldStart);
            Footprint footprint = new Footprint(options, directory, nginx, CLIENT_CORE, rig.table);
            rig.measure("footprint", footprint::idle);
            rig.measure("targets", footprint::many);
        }
    }

    private void measure(String name, Rig.Measurement measurement) throws IOException, InterruptedException {
        Rig.measure(options, name, measurement);
    }

    /** 1000 targets at 1 s on one core: cost, misses, jitter, schedule delay, memory. */
    private void thousandTargets() throws IOException, InterruptedException {
        int rounds = options.rounds();
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        double[] missed = new double[rounds];
        double[] jitter = new double[rounds];
        double[] delay = new double[rounds];
        double[] resident = new double[rounds];
        double[] young = new double[rounds];
        double[] youngDelay = new double[rounds];
        String peer = "";
        List<Check> checks = RigChecks.of(TARGETS, 1000, nginx::loggedUrl, nginx.certificate());
        for (int round = 0; round < rounds; round++) {
            try (AgentUnderTest agent = agent(checks)) {
                agent.warmUp(YOUNG_SECONDS);
                Stretch started = agent.measure(options.seconds());
                say("1000 targets, just started", started);
                young[round] = started.probesPerCpuSecond();
                youngDelay[round] = delayMillis(started);
                agent.warmUp(options.warmUpSeconds());
                nginx.forgetRequests();
                Stretch stretch = agent.measure(options.seconds());
                Waiting.seconds(2); // for nginx to write its log
                say("1000 targets", stretch);
                ours[round] = stretch.probesPerCpuSecond();
                missed[round] = stretch.found().missed() + unaccounted(agent);
                jitter[round] = BlackboxPeer.quantile(nginx.jitterMillis(1000), 0.99);
                delay[round] = delayMillis(stretch);
                resident[round] = stretch.residentMiB();
            }
            if (BlackboxPeer.isInstalled() && BlackboxPeer.isPrometheusInstalled()) {
                List<String> urls =
                        IntStream.range(0, TARGETS).mapToObj(nginx::loggedUrl).toList();
                try (BlackboxPeer scraped = BlackboxPeer.startScraped(directory, CLIENT_CORE, urls)) {
                    Waiting.seconds(YOUNG_SECONDS + options.seconds() + options.warmUpSeconds());
                    nginx.forgetRequests();
                    double before = scraped.cpuSeconds();
                    Waiting.seconds(options.seconds());
                    double used = scraped.cpuSeconds() - before;
                    long stored = scraped.probesStored(options.seconds());
                    long asked = nginx.requests();
                    Waiting.seconds(2);
                    // In the peer's favour: what reached the target counts, even if nobody stored what came of it.
                    theirs[round] = Math.max(stored, asked) / used;
                    peer = "blackbox + Prometheus missed %.1f %%, jitter p99 %.0f ms, %.0f MiB"
                            .formatted(
                                    100 - 100.0 * stored / (TARGETS * options.seconds()),
                                    BlackboxPeer.quantile(nginx.jitterMillis(1000), 0.99),
                                    scraped.residentMiB());
                    System.err.println("  " + peer);
                }
            }
        }
        if (theirs[0] > 0) {
            table.ratio("1000 targets at 1 s, probes / CPU-s", ours, theirs, "blackbox + Prometheus", 6, 8);
        } else {
            String why = peer.isEmpty() ? "prometheus or its blackbox exporter is not installed" : peer;
            table.skipped("1000 targets at 1 s, probes / CPU-s", why);
        }
        table.never("1000 targets at 1 s, missed", missed, peer, "runs");
        table.bound("interval jitter p99, 1000 targets", jitter, peer, "ms", 5, 2, Better.LESS);
        table.bound("schedule delay p99, 1000 targets", delay, "", "ms", 1, 0.15, Better.LESS);
        table.bound("agent RSS, 1000 targets", resident, peer, "MiB", 130, 90, Better.LESS);
        table.stated(AFTER_START + "probes / CPU-s", GoalTable.median(young), "");
        table.stated(AFTER_START + "schedule delay p99", GoalTable.median(youngDelay), "ms");
    }

    /** Slots since the start that have no word, or two. */
    private static long unaccounted(AgentUnderTest agent) {
        return agent.standIn().takeLedgers().values().stream()
                .mapToLong(SlotLedger::unaccounted)
                .sum();
    }

    private static double delayMillis(Stretch stretch) {
        return stretch.found().scheduleDelay().percentileMicros(99) / 1000.0;
    }

    /** The processing phase against an injected 20 ms: half load, 90 % load and idle. */
    private void processingError() throws IOException, InterruptedException {
        Errors half = new Errors(options.rounds());
        Errors full = new Errors(options.rounds());
        Errors fifty = new Errors(options.rounds());
        Errors idle = new Errors(options.rounds());
        Errors young = new Errors(1);
        int longer = 3 * options.seconds(); // five runs are a hundredth of 10 s
        String peer = "";
        try (DelayTarget delay = DelayTarget.start(directory, SERVER_CORE, options.realTime(), 20, 0, 0)) {
            double floor = delay.floorMillis(CLIENT_CORE);
            try (AgentUnderTest agent = agent(delayed(5, delay.url(), 0))) {
                agent.warmUp(YOUNG_SECONDS);
                young.add(agent.measure(longer));
            }
            for (int round = 0; round < options.rounds(); round++) {
                // One process for all: at 50 probes a second alone it would be compiling for many minutes.
                try (AgentUnderTest agent = agent(delayed(5, delay.url(), options.halfLoadRate()))) {
                    agent.warmUp(options.warmUpSeconds());
                    half.add(agent.measure(options.seconds()));
                    agent.standIn().assign(delayed(5, delay.url(), options.fullLoadRate()));
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
                try (BlackboxPeer blackbox = BlackboxPeer.start(directory, CLIENT_CORE)) {
                    double[] seen = blackbox.processingMillis(delay.url(), 300);
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
        table.stated(error + "50 a second, " + YOUNG_SECONDS + " s after the start", young.p99Millis[0], "ms");
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
            delayMillis[rounds] = PeerRig.delayMillis(stretch);
            utilisation[rounds] = stretch.utilisation();
            leftOut += stretch.found().leftOut();
            rounds++;
            say("beside the delay server", stretch);
        }

        /** At which load, and what the error is not the error of. */
        String told() {
            return "at %.0f %% of the core, %d durations left out for the loop's lag"
                    .formatted(GoalTable.median(utilisation) * 100, leftOut);
        }
    }

    /** Checks of the delay server, ten runs a second each, with so many probes of nginx beside them. */
    private List<Check> delayed(int count, String url, int besidePerSecond) {
        List<Check> checks = new ArrayList<>(RigChecks.of(count, 100, i -> url, nginx.certificate(), "delayed"));
        checks.addAll(RigChecks.of(besidePerSecond / 10, 100, i -> nginx.plainUrl(), nginx.certificate(), "beside"));
        return checks;
    }

    /** A target that stalls 2 s of every 20 s, probed every 100 ms: p99 and maximum against the arithmetic. */
    private void stall() throws IOException, InterruptedException {
        try (DelayTarget delay = DelayTarget.start(directory, SERVER_CORE, options.realTime(), 5, 2000, 20_000)) {
            List<Check> checks = RigChecks.of(10, 100, i -> delay.url(), nginx.certificate());
            try (AgentUnderTest agent = agent(checks)) {
                agent.warmUp(options.warmUpSeconds());
                Stretch stretch = agent.measure(60);
                say("stall", stretch);
                SparseHistogram all = stretch.found().success("check").total();
                // A tenth of all arrivals meets the stall, evenly spread: the slowest hundredth waits from 1.8 s.
                double truth99 = 2005 - 2000 * 0.1;
                table.bound(
                        "2 s stall of every 20 s: p99 off the truth",
                        new double[] {Math.abs(all.percentileMicros(99) / 1000.0 - truth99) / truth99 * 100},
                        "",
                        "%",
                        5,
                        2,
                        Better.LESS);
                table.bound(
                        "2 s stall of every 20 s: maximum off the truth",
                        new double[] {Math.abs(all.percentileMicros(100) / 1000.0 - 2005) / 2005 * 100},
                        "",
                        "%",
                        5,
                        2,
                        Better.LESS);
            }
        }
    }

    private AgentUnderTest agent(List<Check> checks) throws IOException {
        return AgentUnderTest.start(options.jar(), directory, CLIENT_CORE, options.agentCommand(), checks);
    }

    /** Tells on standard error what a stretch cost and gave. */
    static void say(String what, Stretch stretch) {
        System.err.printf(
                "  sonde, %s: %.0f probes per CPU-second at %.0f %% of the core, %.0f MiB, started %.2f ms late (p99), %s%n",
                what,
                stretch.probesPerCpuSecond(),
                stretch.utilisation() * 100,
                stretch.residentMiB(),
                delayMillis(stretch),
                stretch.found().reasons().isEmpty()
                        ? "all good"
                        : "not good: " + stretch.found().reasons());
    }
}
