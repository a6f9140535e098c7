package dev.sonde.benchmarks.rig;

import dev.sonde.benchmarks.rig.CollectorUnderTest.Page;
import dev.sonde.benchmarks.rig.GoalTable.Better;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures the collector's goals: what three agents' batches of 10 000 checks cost it, its rounds, its answers, its pages
 * and its start. Only loopback is touched.
 */
final class CollectorRig {
    private static final String CORE = "0";
    private static final String BOTH_CORES = "0,1";
    private static final int CHECKS = 10_000;
    private static final int PLACES = 3;
    /** It lives for weeks, and for minutes the compilers take more of a core than the batches do. */
    private static final int LEAST_WARM_UP_SECONDS = 150;

    private static final String TEXT = "text/plain;version=0.0.4";
    private static final String OPENMETRICS = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5";
    /** What Prometheus asks for when it wants native histograms. */
    private static final String PROTOBUF =
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    /** What a person asks for: the page of one check. */
    static final String PERCENTILES = "/api/v1/checks/check-%d/latency?percentiles=50,90,99,99.9";

    private final RigOptions options;
    private final GoalTable table;
    private final Path directory;

    CollectorRig(RigOptions options, GoalTable table, Path directory) {
        this.options = options;
        this.table = table;
        this.directory = directory;
    }

    /** Ingest, rounds, quantiles and memory with 10 000 checks every 10 s from 3 locations. */
    void collector() throws IOException, InterruptedException {
        RigFleet fleet = new RigFleet(CHECKS, PLACES);
        try (CollectorUnderTest collector = start(fleet);
                FleetFeed feed = new FleetFeed(fleet, collector.uri())) {
            System.err.printf("  ready after %.0f ms%n", collector.readyMillis());
            double started = collector.cpuSeconds();
            Waiting.seconds(60);
            System.err.printf(
                    Locale.ROOT,
                    "  the first minute: %.1f %% of a core%n",
                    (collector.cpuSeconds() - started) / 60 * 100);
            Waiting.seconds(Math.max(options.warmUpSeconds(), LEAST_WARM_UP_SECONDS) - 60);
            for (int i = 0; i < 5; i++) {
                collector.metrics(); // so that no window pays for compiling what makes pages
            }
            Waiting.seconds(40);
            int rounds = options.rounds();
            double[] core = new double[rounds];
            double[] full = new double[rounds];
            double[] quick = new double[rounds];
            double[] judgedInFull = new double[rounds];
            double[] judgedInQuick = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                RoundMeters met = RoundMeters.of(collector.metrics());
                Map<String, Double> threads = collector.cpuByThread();
                long delivered = feed.delivered();
                double before = collector.cpuSeconds();
                long begin = System.nanoTime();
                Waiting.seconds(Math.max(options.seconds(), 30));
                double used = collector.cpuSeconds() - before;
                double seconds = (System.nanoTime() - begin) / 1e9;
                Map<String, Double> threadsAfter = collector.cpuByThread();
                RoundMeters since = RoundMeters.of(collector.metrics()).since(met);
                core[round] = used / seconds * 100;
                full[round] = since.meanMillis("full");
                quick[round] = since.meanMillis("quick");
                judgedInFull[round] = since.meanJudged("full");
                judgedInQuick[round] = since.meanJudged("quick");
                System.err.printf(
                        Locale.ROOT,
                        "  %.1f %% of a core, full round %.1f ms (%.0f checks judged; %.0f of %.0f over"
                                + " 50 ms), quick %.1f ms (%.0f; %.0f of"
                                + " them), %d batches, %d stuck, %.0f MiB,"
                                + " database %.0f MiB, by thread %s%n",
                        core[round],
                        full[round],
                        judgedInFull[round],
                        since.late("full"),
                        since.count("full"),
                        quick[round],
                        judgedInQuick[round],
                        since.count("quick"),
                        feed.delivered() - delivered,
                        feed.stuck(),
                        collector.residentMiB(),
                        collector.databaseMiB(),
                        shares(threads, threadsAfter, seconds));
            }
            table.bound(
                    "collector, 10 000 checks x 3 locations every 10 s: ingest and rounds, of a core",
                    core,
                    "",
                    "%",
                    10,
                    5,
                    Better.LESS);
            table.bound("full evaluation round, 10 000 SLOs x 4 rules", full, "", "ms", 50, 25, Better.LESS);
            table.bound("round after a batch", quick, "", "ms", 50, 25, Better.LESS);
            table.bound(
                    "checks that a full round judges, of 10 000",
                    judgedInFull,
                    "",
                    "checks",
                    2_000,
                    1_000,
                    Better.LESS);
            table.bound(
                    "checks that a round after a batch judges, of 10 000",
                    judgedInQuick,
                    "",
                    "checks",
                    500,
                    100,
                    Better.LESS);
            reload(collector);
            quantiles(collector);
            double[] resident = {collector.residentMiB() * 1024 / CHECKS};
            table.bound("collector RSS per check at 3 locations", resident, "", "KiB", 100, 50, Better.LESS);
            for (int i = 0; i < 5; i++) {
                collector.page("/metrics", TEXT, false);
            }
            table.stated("the same, after pages without gzip", collector.residentMiB() * 1024 / CHECKS, "KiB");
        }
    }

    /** After a reload all checks are judged at once, in one round or, when a batch comes in between, in two. */
    private static void reload(CollectorUnderTest collector) throws IOException, InterruptedException {
        RoundMeters before = RoundMeters.of(collector.metrics());
        collector.reload();
        RoundMeters since = RoundMeters.of(collector.metrics()).since(before);
        System.err.printf(
                Locale.ROOT,
                "  a reload: %.0f full and %.0f quick rounds judged %.0f checks in %.0f ms%n",
                since.count("full"),
                since.count("quick"),
                since.judged("full") + since.judged("quick"),
                since.millis());
    }

    private void quantiles(CollectorUnderTest collector) throws IOException, InterruptedException {
        double[] millis = new double[40];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = collector
                    .page(PERCENTILES.formatted(i * 7), "application/json", false)
                    .millis();
        }
        System.err.printf("  percentiles of one check: %s ms%n", Arrays.toString(millis));
        table.bound("p50, p90, p99, p99.9 of one check, over HTTP", millis, "", "ms", 20, 5, Better.LESS);
    }

    /** Pages of 10 000 checks at one location. */
    void scrape() throws IOException, InterruptedException {
        RigFleet fleet = new RigFleet(CHECKS, 1);
        try (CollectorUnderTest collector = start(fleet);
                FleetFeed feed = new FleetFeed(fleet, collector.uri())) {
            Waiting.seconds(options.warmUpSeconds() + 20);
            for (int i = 0; i < 20; i++) {
                collector.page("/metrics", TEXT, false);
                collector.page("/metrics", OPENMETRICS, true);
                collector.page("/metrics", PROTOBUF, false);
            }
            double[] plain = times(collector, TEXT, false);
            double[] open = times(collector, OPENMETRICS, false);
            double[] protobuf = times(collector, PROTOBUF, false);
            double[] packed = times(collector, OPENMETRICS, true);
            String made = "sonde_collector_scrape_duration_seconds_count{format=\"text\"}";
            double before = collector.metric(made);
            collector.pagesAtOnce(2, TEXT);
            // The page that tells the second count is made before it is counted.
            double together = collector.metric(made) - before - 1;
            System.err.printf("  %d batches, %d stuck%n", feed.delivered(), feed.stuck());
            table.bound("/metrics of 10 000 check-locations, text", plain, "", "ms", 400, 200, Better.LESS);
            table.bound("/metrics of 10 000 check-locations, OpenMetrics", open, "", "ms", 400, 200, Better.LESS);
            table.bound("/metrics of 10 000 check-locations, protobuf", protobuf, "", "ms", 400, 200, Better.LESS);
            table.bound("/metrics of 10 000 check-locations, gzip", packed, "", "ms", 1000, 600, Better.LESS);
            table.bound("pages made for 2 scrapers at once", new double[] {together}, "", "pages", 1, 1, Better.LESS);
        }
    }

    private double[] times(CollectorUnderTest collector, String accept, boolean gzip)
            throws IOException, InterruptedException {
        double[] millis = new double[Math.max(7, options.rounds())];
        double cpu = collector.cpuSeconds();
        Map<String, Double> threads = collector.cpuByThread();
        Page page = null;
        for (int i = 0; i < millis.length; i++) {
            page = collector.page("/metrics", accept, gzip);
            millis[i] = page.millis();
            Waiting.seconds(0.5);
        }
        System.err.printf(
                Locale.ROOT,
                "  %s%s: %.0f ms (%s), %.0f ms of CPU a page with ingest, %,d bytes; percent of 1 s a page by thread: %s%n",
                accept.substring(0, 20),
                gzip ? " gzip" : "",
                GoalTable.median(millis),
                Arrays.toString(millis),
                (collector.cpuSeconds() - cpu) / millis.length * 1000,
                page == null ? 0 : page.bytes(),
                shares(threads, collector.cpuByThread(), millis.length));
        return millis;
    }

    /** {@code sonde run} until it says that it is ready. */
    void ready() throws IOException, InterruptedException {
        Path config = Files.createTempDirectory(directory, "config");
        new RigFleet(10, 1).write(config);
        Files.writeString(
                config.resolve("promises.yaml"),
                Files.readString(config.resolve("promises.yaml")).replaceAll("(?s)agents:.*", ""));
        Path archive = directory.resolve("sonde.jsa");
        try (CollectorUnderTest training = run(options.withFlag("-XX:ArchiveClassesAtExit=" + archive), config)) {
            System.err.printf("  ready after %.0f ms, its classes are archived%n", training.readyMillis());
        }
        ready(
                "run until ready, with an archive of its classes",
                options.withFlag("-XX:SharedArchiveFile=" + archive),
                config);
        ready("run until ready, the jar alone", options, config);
    }

    private void ready(String goal, RigOptions as, Path config) throws IOException, InterruptedException {
        double[] millis = new double[Math.max(5, options.rounds())];
        double[] cpu = new double[millis.length];
        for (int i = 0; i < millis.length; i++) {
            try (CollectorUnderTest run = run(as, config)) {
                millis[i] = run.readyMillis();
                cpu[i] = run.cpuSeconds();
            }
        }
        System.err.printf("  ready after %s ms, CPU %s s%n", Arrays.toString(millis), Arrays.toString(cpu));
        table.bound(goal, millis, "", "ms", 2000, 800, Better.LESS);
    }

    private CollectorUnderTest run(RigOptions as, Path config) throws IOException, InterruptedException {
        return CollectorUnderTest.start(as, BOTH_CORES, directory, "run", config, List.of());
    }

    private CollectorUnderTest start(RigFleet fleet) throws IOException, InterruptedException {
        Path config = Files.createTempDirectory(directory, "config");
        fleet.write(config);
        return CollectorUnderTest.start(options, CORE, directory, "collector", config, List.of());
    }

    private static Map<String, String> shares(Map<String, Double> before, Map<String, Double> after, double seconds) {
        Map<String, String> shares = new TreeMap<>();
        after.forEach((name, used) -> {
            double share = (used - before.getOrDefault(name, 0.0)) / seconds * 100;
            if (share >= 0.05) {
                shares.put(name, String.format(Locale.ROOT, "%.1f %%", share));
            }
        });
        return shares;
    }
}
