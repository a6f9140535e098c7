package dev.sonde.benchmarks.rig;

import dev.sonde.benchmarks.rig.GoalTable.Better;
import dev.sonde.collector.exposition.MetricsFormat;
import dev.sonde.collector.exposition.MetricsView;
import dev.sonde.collector.exposition.RegistryExposition;
import dev.sonde.collector.latency.LatencyBuckets;
import dev.sonde.collector.latency.LatencyTotals;
import dev.sonde.collector.latency.RecentLatency;
import dev.sonde.collector.slots.RunTotals;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.histogram.HdrBuckets;
import dev.sonde.contract.histogram.HistogramAccumulator;
import dev.sonde.contract.histogram.HistogramCodec;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.SlotWord;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * What can be compared inside one process, both sides by turns in the same run and by the CPU time of the thread: reading a
 * histogram against HdrHistogram, and a page against Micrometer.
 */
final class Comparisons {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int HISTOGRAMS = 1024;
    private static final int SAMPLES = 10;
    private static final int SERIES = 300_000;

    private Comparisons() {}

    /** Work that is repeated. */
    private interface Work {
        void once() throws IOException;
    }

    /** Sparse batches of 10 samples, decoded and added to a sum, per CPU second. */
    static void decode(RigOptions options, GoalTable table) throws IOException {
        Random random = new Random(5);
        byte[][] sparse = new byte[HISTOGRAMS][];
        ByteBuffer[] dense = new ByteBuffer[HISTOGRAMS];
        for (int i = 0; i < HISTOGRAMS; i++) {
            Histogram histogram = new Histogram(1, HdrBuckets.MAX_MICROS, 3);
            long[] micros = new long[SAMPLES];
            for (int sample = 0; sample < SAMPLES; sample++) {
                micros[sample] = Math.round(80_000 * Math.exp(0.6 * random.nextGaussian()));
                histogram.recordValue(micros[sample]);
            }
            sparse[i] = HistogramCodec.encode(SparseHistogram.ofMicros(micros));
            ByteBuffer encoded = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
            histogram.encodeIntoByteBuffer(encoded);
            dense[i] = encoded.flip();
        }
        HistogramAccumulator ours = new HistogramAccumulator();
        Histogram theirs = new Histogram(1, HdrBuckets.MAX_MICROS, 3);
        int rounds = Math.max(5, options.rounds());
        double[] mine = new double[rounds];
        double[] peers = new double[rounds];
        for (int round = -2; round < rounds; round++) {
            double sparseSeconds = cpuSeconds(1000, () -> {
                for (byte[] each : sparse) {
                    addEncoded(ours, each);
                }
            });
            double denseSeconds = cpuSeconds(10, () -> {
                for (ByteBuffer each : dense) {
                    theirs.add(Histogram.decodeFromByteBuffer(each.rewind(), 0));
                }
            });
            if (round >= 0) {
                mine[round] = HISTOGRAMS / sparseSeconds;
                peers[round] = HISTOGRAMS / denseSeconds;
            }
        }
        table.ratio("sparse batches of 10 samples, decode + merge / CPU-s", mine, peers, "HdrHistogram", 5, 40);
    }

    private static void addEncoded(HistogramAccumulator sum, byte[] bytes) throws IOException {
        try {
            sum.addEncoded(bytes);
        } catch (MalformedBytesException e) {
            throw new IOException(e);
        }
    }

    /** A page of 300 000 series beside one of as many that Micrometer keeps, both as text. */
    static void render(RigOptions options, GoalTable table) throws IOException {
        RegistryExposition exposition = new RegistryExposition(new PrometheusRegistry(), viewOf(SERIES)::get);
        PrometheusMeterRegistry micrometer = micrometer(SERIES);
        long ours = lines(exposition.render(MetricsFormat.TEXT));
        long theirs = micrometer
                .scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .count();
        System.err.printf(Locale.ROOT, "  %,d series beside %,d of Micrometer%n", ours, theirs);
        int rounds = Math.max(7, options.rounds());
        double[] mine = new double[rounds];
        double[] peers = new double[rounds];
        for (int round = -3; round < rounds; round++) {
            double own = cpuSeconds(3, () -> exposition.render(MetricsFormat.TEXT)) * 1000 / ours * SERIES;
            double peer =
                    cpuSeconds(1, () -> micrometer.scrape(OutputStream.nullOutputStream())) * 1000 / theirs * SERIES;
            if (round >= 0) {
                mine[round] = own;
                peers[round] = peer;
            }
        }
        table.ratio("page of 300 000 series, ms of CPU", mine, peers, "Micrometer", 0.2, 0.05, Better.LESS);
        double[] open = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            open[round] = cpuSeconds(3, () -> exposition.render(MetricsFormat.OPENMETRICS)) * 1000 / ours * SERIES;
        }
        table.ratio("the same as OpenMetrics", open, peers, "Micrometer's text", 0.2, 0.05, Better.LESS);
    }

    private static long lines(List<byte[]> page) {
        long lines = 0;
        boolean begins = true;
        for (byte[] piece : page) {
            for (byte each : piece) {
                lines += begins && each != '#' ? 1 : 0;
                begins = each == '\n';
            }
        }
        return lines;
    }

    /** The same view at every reading but for its newest run, as a page finds it after a batch. */
    private static Supplier<MetricsView> viewOf(int series) {
        RigFleet fleet = new RigFleet(series / 55, 1);
        Random random = new Random(6);
        List<Check> checks = new ArrayList<>();
        List<MetricsView.Probe> probes = new ArrayList<>();
        for (int i = 0; i < fleet.checks(); i++) {
            Check check = fleet.check(i);
            checks.add(check);
            probes.add(new MetricsView.Probe(
                    check,
                    RigFleet.location(0),
                    new RunTotals(
                            Map.of(
                                    new RunTotals.RunKind("success", ""),
                                    1000L + i,
                                    new RunTotals.RunKind("failure", "timeout"),
                                    3L),
                            Map.of(),
                            SlotWord.GOOD),
                    LatencyBuckets.NONE.plus(new LatencyTotals(latencies(random, 500), latencies(random, 3), 0)),
                    RecentLatency.WINDOWS.stream()
                            .map(window -> new RecentLatency(window, histogram(random, 60)))
                            .toList(),
                    null));
        }
        MetricsView view = new MetricsView(checks, probes, List.of(), List.of(), List.of(), List.of());
        return () -> view;
    }

    private static Latencies latencies(Random random, int samples) {
        Map<Phase, SparseHistogram> phases = new EnumMap<>(Phase.class);
        for (Phase phase : List.of(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.PROCESSING, Phase.TRANSFER)) {
            phases.put(phase, histogram(random, samples));
        }
        return new Latencies(histogram(random, samples), phases);
    }

    private static SparseHistogram histogram(Random random, int samples) {
        long[] micros = new long[samples];
        Arrays.setAll(micros, i -> Math.round(80_000 * Math.exp(0.6 * random.nextGaussian())));
        return SparseHistogram.ofMicros(micros);
    }

    /** Timers with 12 bounds and as many labels, which is what a check would be in Micrometer, and single counters. */
    private static PrometheusMeterRegistry micrometer(int series) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Duration[] bounds = new Duration[11];
        Arrays.setAll(bounds, i -> Duration.ofMillis(5L << i));
        int made = 0;
        for (int i = 0; made < series; i++) {
            Tags tags =
                    Tags.of("check", "check-" + i, "location", "place-0", "service", "service", "outcome", "success");
            Timer.builder("rig.probe.duration")
                    .tags(tags)
                    .serviceLevelObjectives(bounds)
                    .register(registry)
                    .record(Duration.ofMillis(i % 1000));
            registry.counter("rig.probe.runs", tags).increment(i);
            made += bounds.length + 5;
            for (int phase = 0; phase < 38; phase++, made++) {
                registry.counter("rig.probe.parts", tags.and("phase", "phase-" + phase))
                        .increment(phase);
            }
        }
        return registry;
    }

    private static double cpuSeconds(int times, Work work) throws IOException {
        long begin = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            work.once();
        }
        return (THREADS.getCurrentThreadCpuTime() - begin) / 1e9 / times;
    }
}
