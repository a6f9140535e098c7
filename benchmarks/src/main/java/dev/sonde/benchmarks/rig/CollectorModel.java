package dev.sonde.benchmarks.rig;

import dev.sonde.agent.delivery.Harvest;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.benchmarks.rig.GoalTable.Better;
import dev.sonde.collector.CannotStartException;
import dev.sonde.collector.Collector;
import dev.sonde.collector.CollectorOptions;
import dev.sonde.collector.config.SondeConfig;
import dev.sonde.collector.ingest.AgentIdentity;
import dev.sonde.collector.ingest.Receipt;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.BatchCodec;
import dev.sonde.contract.secret.SecretResolver;
import dev.sonde.contract.yaml.ExpressionCheck;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A collector in this process whose clock is moved by hand, so that hours of a fleet's batches pass in minutes: what an
 * interval costs in CPU time whatever else the machine does, and what a check comes to hold in memory and on disk.
 */
final class CollectorModel {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Duration STEP = Duration.ofSeconds(5);

    private final GoalTable table;
    private final Path directory;
    private final RigFleet fleet;
    private final Duration span;
    private volatile Instant now = Instant.parse("2026-03-01T00:00:00Z");

    CollectorModel(GoalTable table, Path directory) {
        this.table = table;
        this.directory = directory;
        this.fleet = new RigFleet(Integer.getInteger("rig.checks", 200), 3);
        this.span = Duration.ofMinutes(Integer.getInteger("rig.minutes", 180));
    }

    void run() throws IOException, InterruptedException {
        Path config = Files.createTempDirectory(directory, "config");
        Path data = Files.createTempDirectory(directory, "data");
        fleet.write(config);
        Vertx vertx = Vertx.vertx();
        InstantSource clock = () -> now;
        CollectorOptions collectorOptions = new CollectorOptions(
                data,
                "127.0.0.1",
                0,
                null,
                null,
                null,
                new SecretResolver(directory, Map.of(), List.of()),
                AddressFence.operator(),
                "rig");
        long heapBefore = liveHeap();
        try {
            Collector collector = Collector.open(
                    vertx,
                    collectorOptions,
                    () -> SondeConfig.read(config, null, ExpressionCheck.NONE),
                    clock,
                    System::nanoTime);
            int port =
                    collector.start().toCompletionStage().toCompletableFuture().join();
            feed(collector, data, heapBefore, URI.create("http://127.0.0.1:" + port));
            collector.stop().toCompletionStage().toCompletableFuture().join();
        } catch (CannotStartException e) {
            throw new IOException(e);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private void feed(Collector collector, Path data, long heapBefore, URI uri)
            throws IOException, InterruptedException {
        List<RigAgent> agents = new ArrayList<>();
        for (int place = 0; place < fleet.places(); place++) {
            agents.add(new RigAgent(fleet, place, now, new AgentTelemetry()));
        }
        long steps = span.dividedBy(STEP);
        long intervals = 0;
        long bytes = 0;
        Map<String, Double> cpu = cpuByThread();
        long counted = 0;
        for (long step = 1; step <= steps; step++) {
            now = now.plus(STEP);
            for (int place = 0; place < agents.size(); place++) {
                agents.get(place).runUntil(now);
                Harvest harvest = agents.get(place).harvest(now);
                byte[] packed = BatchCodec.gzip(BatchCodec.encode(batch(place, step, harvest)));
                Receipt receipt = collector
                        .batches()
                        .accept(new AgentIdentity(RigFleet.agent(place), RigFleet.location(place)), packed)
                        .toCompletableFuture()
                        .join();
                if (!(receipt instanceof Receipt.Accepted)) {
                    throw new IllegalStateException("a batch was not accepted: " + receipt);
                }
                intervals += harvest.intervals().size();
                bytes += packed.length;
            }
            if (step == steps / 3) {
                cpu = cpuByThread();
                counted = intervals;
            }
            if (step % (steps / 6) == 0) {
                report(data, heapBefore, cpu, intervals - counted, bytes / (double) intervals);
            }
        }
        Map<String, Double> before = cpuByThread();
        double spent = cpu(before, cpu, "sonde-store") + cpu(before, cpu, "sonde-ingest");
        double micros = spent / (intervals - counted) * 1e6;
        table.bound(
                "ingest in virtual time: CPU of an interval, 3000 a second at 10 000 checks x 3",
                new double[] {micros},
                "",
                "us",
                33,
                15,
                Better.LESS);
        rounds(uri);
        percentiles(uri);
        pages(uri);
        double perCheck = (liveHeap() - heapBefore) / 1024.0 / fleet.checks();
        table.bound(
                "heap of a check at 3 locations after " + span.toMinutes() + " min",
                new double[] {perCheck},
                "",
                "KiB",
                100,
                50,
                Better.LESS);
    }

    /** What full rounds cost while nothing comes. */
    private void rounds(URI uri) throws IOException, InterruptedException {
        RoundMeters begun = RoundMeters.of(page(uri, "/metrics"));
        double before = cpuByThread().getOrDefault("sonde-store", 0.0);
        Waiting.seconds(21);
        double spent = cpuByThread().getOrDefault("sonde-store", 0.0) - before;
        RoundMeters since = RoundMeters.of(page(uri, "/metrics")).since(begun);
        System.err.printf(
                Locale.ROOT,
                "  %.0f full rounds of %d SLOs: %.2f ms of CPU each, %.0f checks judged%n",
                since.count("full"),
                fleet.checks(),
                spent / since.count("full") * 1000,
                since.meanJudged("full"));
    }

    /** One check's percentiles over an hour of minutes, as a client of the collector waits for them. */
    private void percentiles(URI uri) throws IOException {
        double[] millis = new double[100];
        for (int i = -millis.length; i < millis.length; i++) {
            long begin = System.nanoTime();
            page(uri, CollectorRig.PERCENTILES.formatted(Math.floorMod(i * 7, fleet.checks())));
            millis[Math.max(0, i)] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(millis);
        System.err.printf(
                Locale.ROOT,
                "  percentiles of one check at 3 locations: median %.1f ms, 95 of 100 within %.1f ms, longest %.1f ms%n",
                GoalTable.median(millis),
                millis[94],
                millis[99]);
        table.bound(
                "p50, p90, p99, p99.9 of one check over " + Math.min(60, span.toMinutes())
                        + " stored minutes at 3 locations, over HTTP",
                millis,
                "",
                "ms",
                20,
                5,
                Better.LESS);
    }

    /** What a page costs, by thread, as if there were 10 000 check-locations. */
    private void pages(URI uri) throws IOException {
        for (int i = 0; i < 20; i++) {
            page(uri, "/metrics");
        }
        int times = 10;
        Map<String, Double> before = cpuByThread();
        for (int i = 0; i < times; i++) {
            page(uri, "/metrics");
        }
        Map<String, Double> after = cpuByThread();
        Map<String, String> millis = new TreeMap<>();
        double all = 0;
        for (String thread : after.keySet()) {
            double each = cpu(after, before, thread) / times * 1000 * 10_000 / (fleet.checks() * fleet.places());
            if (thread.matches("sonde-(store|api).*|vert.x-eventloop.*") && each >= 0.5) {
                millis.put(thread, String.format(Locale.ROOT, "%.0f ms", each));
                all += each;
            }
        }
        System.err.printf(Locale.ROOT, "  a page of 10 000 check-locations, CPU by thread: %s%n", millis);
        table.bound(
                "/metrics of 10 000 check-locations, CPU but for garbage",
                new double[] {all},
                "",
                "ms",
                400,
                200,
                Better.LESS);
    }

    private static String page(URI uri, String path) throws IOException {
        try (InputStream in = uri.resolve(path).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void report(Path data, long heapBefore, Map<String, Double> before, long intervals, double bytes)
            throws IOException {
        Map<String, Double> after = cpuByThread();
        double database;
        try (Stream<Path> files = Files.list(data)) {
            database = files.mapToLong(file -> file.toFile().length()).sum() / 1048576.0;
        }
        System.err.printf(
                Locale.ROOT,
                "  %s: store %.1f us, ingest %.1f us an interval (%.0f bytes packed); heap %.1f KiB a check, database"
                        + " %.1f MiB%n",
                now,
                cpu(after, before, "sonde-store") / Math.max(1, intervals) * 1e6,
                cpu(after, before, "sonde-ingest") / Math.max(1, intervals) * 1e6,
                bytes,
                (liveHeap() - heapBefore) / 1024.0 / fleet.checks(),
                database);
    }

    private static double cpu(Map<String, Double> after, Map<String, Double> before, String thread) {
        return after.getOrDefault(thread, 0.0) - before.getOrDefault(thread, 0.0);
    }

    private static Batch batch(int place, long sequence, Harvest harvest) {
        return new Batch(
                RigFleet.agent(place),
                42,
                sequence,
                harvest.configRevision(),
                harvest.cutAt(),
                harvest.scheduleDelay(),
                harvest.eventLoopLag(),
                0,
                harvest.intervals());
    }

    private static Map<String, Double> cpuByThread() {
        Map<String, Double> seconds = new TreeMap<>();
        for (long id : THREADS.getAllThreadIds()) {
            ThreadInfo info = THREADS.getThreadInfo(id);
            if (info != null) {
                seconds.merge(info.getThreadName(), THREADS.getThreadCpuTime(id) / 1e9, Double::sum);
            }
        }
        return seconds;
    }

    private static long liveHeap() {
        for (int i = 0; i < 2; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
