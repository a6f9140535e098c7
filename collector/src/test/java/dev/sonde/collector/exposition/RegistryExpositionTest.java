package dev.sonde.collector.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.fleet.AgentStatus;
import dev.sonde.collector.telemetry.CollectorMeters;
import dev.sonde.collector.telemetry.ProcessMeters;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.histogram.NativeSchema;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.Phase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.Bucket;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.BucketSpan;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.Histogram;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.LabelPair;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.Metric;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.MetricFamily;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RegistryExpositionTest {
    private static final Map<String, String> AWKWARD = Map.of(
            "empty",
            "",
            "long",
            "x".repeat(127),
            "longer",
            "y".repeat(128),
            "longest",
            "\u00e4".repeat(10_000),
            "zero",
            "0");

    @Test
    void text_isTheGoldenPage() throws IOException {
        String golden;
        try (InputStream in = getClass().getResourceAsStream("everything.txt")) {
            golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(text(SampleView.everything())).isEqualTo(golden);
    }

    @Test
    void textFormats_sayWhatTheMetricsLibraryWouldSay() throws IOException {
        for (MetricsView view : views()) {
            MetricSnapshots snapshots = new SeriesCollector(() -> view).collect();
            assertThat(parsed(render(view, MetricsFormat.TEXT)))
                    .isEqualTo(parsed(written(PrometheusTextFormatWriter.create(), snapshots)));
            assertThat(parsed(render(view, MetricsFormat.OPENMETRICS)))
                    .isEqualTo(parsed(written(
                            OpenMetricsTextFormatWriter.builder()
                                    .setCreatedTimestampsEnabled(false)
                                    .build(),
                            snapshots)));
        }
    }

    @Test
    void protobuf_saysWhatTheMetricsLibraryWouldSay() throws IOException {
        for (MetricsView view : views()) {
            byte[] page = whole(exposition(view).render(MetricsFormat.PROTOBUF)).toByteArray();
            byte[] reference = written(new SeriesCollector(() -> view).collect());

            assertThat(inOrder(families(page))).isEqualTo(inOrder(families(reference)));
        }
    }

    @Test
    void protobuf_endsWithTheSelfMeasurementAsTheMetricsLibraryWritesIt() throws IOException {
        PrometheusMeterRegistry micrometer = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        CollectorMeters meters = new CollectorMeters(micrometer);
        meters.batchAccepted(Duration.ofMillis(3));
        meters.roundEnded(true, 3, Duration.ofMillis(5));
        meters.pageRendered("protobuf", Duration.ofMillis(9));
        PrometheusRegistry registry = micrometer.getPrometheusRegistry();
        MetricsView view = SampleView.everything();

        byte[] page = whole(new RegistryExposition(registry, () -> view).render(MetricsFormat.PROTOBUF))
                .toByteArray();

        List<MetricFamily> promised = families(written(new SeriesCollector(() -> view).collect()));
        List<MetricFamily> own = families(written(registry.scrape()));
        assertThat(own).extracting(MetricFamily::getName).contains("sonde_collector_batches_total");
        assertThat(inOrder(families(page)))
                .isEqualTo(
                        inOrder(Stream.concat(promised.stream(), own.stream()).toList()));
    }

    private static List<MetricsView> views() {
        List<MetricsView> views = new ArrayList<>(List.of(
                MetricsView.EMPTY,
                SampleView.everything(),
                SampleView.traced(SampleView.check("checkout-api", "checkout", Map.of("region", "eu"))),
                SampleView.tracedTwice(SampleView.check("checkout-api", "checkout", Map.of())),
                SampleView.newborns(SampleView.check("awkward", "Kasse \u00fc\u4eac\uD83D\uDE80", AWKWARD))));
        for (String odd : List.of("a \"quoted\" \\ line\nbreak", "Z\u00fcrich\u2013\u6771\u4eac \uD83D\uDE80", "")) {
            views.add(SampleView.ofSteps(SampleView.check("checkout-api", null, Map.of("odd", odd))));
        }
        for (long seed = 41; seed < 49; seed++) {
            views.add(SampleView.random(new Random(seed)));
        }
        return views;
    }

    private static byte[] written(MetricSnapshots snapshots) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        new PrometheusProtobufWriter().write(page, snapshots, EscapingScheme.UNDERSCORE_ESCAPING);
        return page.toByteArray();
    }

    /** Families by name, their metrics by labels and those by name: no order means anything to a scraper. */
    private static List<MetricFamily> inOrder(List<MetricFamily> families) {
        return families.stream()
                .map(family -> family.toBuilder()
                        .clearMetric()
                        .addAllMetric(family.getMetricList().stream()
                                .map(metric -> metric.toBuilder()
                                        .clearLabel()
                                        .addAllLabel(metric.getLabelList().stream()
                                                .sorted(Comparator.comparing(LabelPair::getName))
                                                .toList())
                                        .build())
                                .sorted(Comparator.comparing(
                                        metric -> metric.getLabelList().toString()))
                                .toList())
                        .build())
                .sorted(Comparator.comparing(MetricFamily::getName))
                .toList();
    }

    @Test
    void labels_areRenderedOnceAndAnewWhereTheConfigurationChanges() throws IOException {
        Check api = SampleView.check("checkout-api", "checkout", Map.of("region", "eu"));
        Check plain = SampleView.check("plain", null, Map.of());
        MetricsView both = SampleView.newborns(api, plain);
        MetricsView one = SampleView.newborns(plain);
        AtomicReference<MetricsView> view = new AtomicReference<>(both);
        Exposition exposition = new RegistryExposition(new PrometheusRegistry(), view::get);

        for (MetricsView next : List.of(both, both, one, both)) {
            view.set(next);
            assertThat(whole(exposition.render(MetricsFormat.TEXT)).toString(StandardCharsets.UTF_8))
                    .isEqualTo(text(next));
            assertThat(families(whole(exposition.render(MetricsFormat.PROTOBUF)).toByteArray()))
                    .isEqualTo(protobuf(next));
        }
    }

    private static String written(ExpositionFormatWriter writer, MetricSnapshots snapshots) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        writer.write(page, snapshots, EscapingScheme.UNDERSCORE_ESCAPING);
        return page.toString(StandardCharsets.UTF_8);
    }

    /** Families in order, each with its samples by name and labels, whatever the order of both. */
    private static List<Object> parsed(String page) {
        List<Object> families = new ArrayList<>();
        TreeMap<String, String> samples = new TreeMap<>();
        for (String line : page.lines().toList()) {
            if (line.startsWith("#")) {
                if (!samples.isEmpty()) {
                    families.add(samples);
                    samples = new TreeMap<>();
                }
                families.add(line);
            } else {
                int end = line.indexOf("} ");
                String series = line.substring(0, line.indexOf('{'));
                TreeSet<String> labels = new TreeSet<>(
                        List.of(line.substring(line.indexOf('{') + 1, end).split("(?<=\"),(?=[a-z_]+=\")")));
                assertThat(samples.put(series + labels, number(line.substring(end + 2))))
                        .as(line)
                        .isNull();
            }
        }
        families.add(samples);
        return families;
    }

    /** However the number is written; an exemplar behind it must be the same to the letter. */
    private static String number(String text) {
        String[] parts = text.split(" ", 2);
        double value = parts[0].equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(parts[0]);
        return value + (parts.length == 1 ? "" : " " + parts[1]);
    }

    @Test
    void openMetrics_saysTheSameAsTextAndEndsInEof() throws IOException {
        String page = render(SampleView.everything(), MetricsFormat.OPENMETRICS);

        assertThat(page).endsWith("# EOF\n").doesNotContain("_created");
        assertThat(samples(page)).containsExactlyInAnyOrderElementsOf(samples(text(SampleView.everything())));
    }

    @Test
    void protobuf_carriesClassicAndNativeBucketsOfTheSameSamples() throws IOException {
        SparseHistogram successes = SparseHistogram.ofMicros(20_000, 200_000, 3_000_000);

        Histogram histogram = histogram(
                protobuf(SampleView.everything()),
                "sonde_probe_duration_seconds",
                Map.of("check", "checkout-api", "outcome", "success"));

        assertThat(histogram.getSampleCount()).isEqualTo(3);
        assertThat(histogram.getSampleSum()).isEqualTo(successes.sumMicros() / 1e6);
        assertThat(histogram.getSchema()).isEqualTo(3);
        assertThat(histogram.getZeroCount()).isZero();
        assertThat(nativeBuckets(histogram)).isEqualTo(expectedBuckets(successes));
        assertThat(histogram.getBucketList()).hasSize(12);
        assertThat(histogram.getBucketList().stream().map(Bucket::getCumulativeCount))
                .containsExactly(0L, 0L, 1L, 1L, 1L, 2L, 2L, 2L, 2L, 3L, 3L, 3L);
    }

    @Test
    void steps_areSeriesByTheirOwnOutcome() throws IOException {
        MetricsView view = SampleView.ofSteps(SampleView.check("checkout-api", "checkout", Map.of()));

        assertThat(samples(render(view, MetricsFormat.TEXT)))
                .contains(
                        "sonde_probe_step_duration_seconds_count{check=\"checkout-api\",service=\"checkout\",location=\"eu\",outcome=\"success\",step=\"login\"} 2",
                        "sonde_probe_step_duration_seconds_count{check=\"checkout-api\",service=\"checkout\",location=\"eu\",outcome=\"failure\",step=\"pay\"} 1")
                .noneMatch(line -> line.contains("step=\"pay\"") && line.contains("outcome=\"success\""));
        Histogram login = histogram(
                protobuf(view), "sonde_probe_step_duration_seconds", Map.of("outcome", "success", "step", "login"));
        assertThat(nativeBuckets(login)).isEqualTo(expectedBuckets(SparseHistogram.ofMicros(20_000, 30_000)));
    }

    @Test
    void keptRuns_areExemplarsOfTheirBuckets() throws IOException {
        MetricsView view = SampleView.traced(SampleView.check("checkout-api", "checkout", Map.of("region", "eu")));

        String page = render(view, MetricsFormat.OPENMETRICS);
        Histogram histogram = histogram(
                protobuf(view), "sonde_probe_duration_seconds", Map.of("check", "checkout-api", "outcome", "success"));

        assertThat(page.lines().filter(line -> line.contains("trace_id")))
                .hasSize(3)
                .anyMatch(line -> line.contains("le=\"0.025\"")
                        && line.contains("# {trace_id=\"0af7651916cd43dd8448eb211c80319c\"} 0.02 "))
                .anyMatch(line -> line.contains("le=\"5.0\"")
                        && line.contains("# {trace_id=\"1af7651916cd43dd8448eb211c80319c\"} 3.0 "))
                .anyMatch(line -> line.contains("outcome=\"failure\"") && line.contains("le=\"+Inf\""));
        assertThat(histogram.getBucketList().stream()
                        .filter(Bucket::hasExemplar)
                        .map(bucket -> bucket.getUpperBound() + " "
                                + bucket.getExemplar().getLabel(0).getValue()))
                .containsExactly("0.025 0af7651916cd43dd8448eb211c80319c", "5.0 1af7651916cd43dd8448eb211c80319c");
        assertThat(render(view, MetricsFormat.TEXT)).doesNotContain("trace_id");
    }

    @Test
    void protobuf_carriesPhasesAndFailuresInNativeBucketsAlone() throws IOException {
        List<MetricFamily> page = protobuf(SampleView.everything());

        Histogram resolve = histogram(
                page,
                "sonde_probe_phase_duration_seconds",
                Map.of("check", "checkout-api", "outcome", "success", "phase", "resolve"));
        Histogram failures =
                histogram(page, "sonde_probe_duration_seconds", Map.of("check", "checkout-api", "outcome", "failure"));

        assertThat(resolve.getBucketList()).isEmpty();
        assertThat(resolve.getZeroCount()).isEqualTo(1);
        assertThat(resolve.getZeroThreshold()).isEqualTo(NativeSchema.ZERO_THRESHOLD_SECONDS);
        assertThat(nativeBuckets(resolve)).isEqualTo(expectedBuckets(SparseHistogram.ofMicros(1000, 1000)));
        assertThat(failures.getBucketList()).isEmpty();
        assertThat(nativeBuckets(failures)).isEqualTo(expectedBuckets(SparseHistogram.ofMicros(1_000_000)));
    }

    @Test
    void protobuf_marksAnEmptyHistogramAsNative() throws IOException {
        Histogram newborn = histogram(
                protobuf(SampleView.everything()),
                "sonde_probe_duration_seconds",
                Map.of("check", "plain", "outcome", "success"));

        assertThat(newborn.getSampleCount()).isZero();
        assertThat(newborn.getSchema()).isEqualTo(3);
        assertThat(newborn.getZeroThreshold()).isEqualTo(NativeSchema.ZERO_THRESHOLD_SECONDS);
    }

    @Test
    void probe_hasAtMost65SeriesForFivePhasesAndSixMoreForEachFurther() throws IOException {
        Check check = SampleView.check("checkout-api", "checkout", Map.of("region", "eu"));

        // 55 that every check comes to have, one of successes, and a reason each for nine kinds of trouble.
        assertThat(series(check, SampleView.FIVE_PHASES, 0, 0)).isEqualTo(56);
        assertThat(series(check, SampleView.FIVE_PHASES, 6, 3)).isEqualTo(65);

        List<Phase> sixPhases = new ArrayList<>(SampleView.FIVE_PHASES);
        sixPhases.add(Phase.SETTINGS);
        assertThat(series(check, sixPhases, 6, 3)).isEqualTo(71);
    }

    @Test
    void slo_has15SeriesAndOneForEachKindOfCorrection() throws IOException {
        Check check = SampleView.check("checkout-api", "checkout", Map.of());
        MetricsView view = new MetricsView(
                List.of(),
                List.of(),
                List.of(SampleView.slo(check, "checkout-availability", false)),
                List.of(),
                List.of(),
                List.of());

        assertThat(samples(text(view)).stream().filter(line -> !line.startsWith("sonde_slo_slots_corrected_total")))
                .hasSize(15);
        assertThat(samples(text(view))).hasSize(16);
    }

    @Test
    void clockThatIsAgesOff_doesNotBreakThePage() throws IOException {
        AgentStatus status =
                new AgentStatus("eu-1", SampleView.EU, true, SampleView.NOON, Duration.ofDays(365_000), "r1", null, 0);
        MetricsView.Agent agent = new MetricsView.Agent(status, SparseHistogram.EMPTY, SparseHistogram.EMPTY);

        assertThat(text(new MetricsView(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(agent))))
                .contains("sonde_agent_clock_skew_seconds{agent=\"eu-1\",location=\"eu\"} 3.1536E10");
    }

    @Test
    void promtool_findsNothingWrong() throws Exception {
        Promtool promtool = Promtool.onPath();
        PrometheusMeterRegistry micrometer = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        CollectorMeters meters = new CollectorMeters(micrometer);
        meters.batchAccepted(Duration.ofMillis(3));
        meters.batchRejected("malformed");
        meters.intervalsDropped("unknown_check", 1);
        meters.slotWordsDropped(1);
        meters.roundEnded(true, 3, Duration.ofMillis(5));
        meters.pageRendered("text", Duration.ofMillis(9));
        meters.requestAnswered("/metrics", "GET", 200, Duration.ofMillis(9));
        meters.reloaded(true);
        meters.watchWriterQueue(() -> 1);
        meters.build("0.1.0");
        new ProcessMeters().bindTo(micrometer);
        Exposition exposition = new RegistryExposition(micrometer.getPrometheusRegistry(), SampleView::everything);

        String page = whole(exposition.render(MetricsFormat.TEXT)).toString(StandardCharsets.UTF_8);

        assertThat(page)
                .contains(
                        "sonde_probe_up",
                        "sonde_collector_batches_total",
                        "jvm_memory_used_bytes",
                        "jvm_gc_pause_seconds_count",
                        "jvm_gc_pause_seconds_sum");
        assertThat(promtool.checkMetrics(page)).isEmpty();
    }

    private static int series(Check check, List<Phase> phases, int failureReasons, int missedReasons)
            throws IOException {
        return samples(text(new MetricsView(
                        List.of(),
                        List.of(SampleView.fullProbe(check, phases, failureReasons, missedReasons)),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of())))
                .size();
    }

    private static String text(MetricsView view) throws IOException {
        return render(view, MetricsFormat.TEXT);
    }

    private static String render(MetricsView view, MetricsFormat format) throws IOException {
        return whole(exposition(view).render(format)).toString(StandardCharsets.UTF_8);
    }

    private static ByteArrayOutputStream whole(List<byte[]> pieces) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        pieces.forEach(whole::writeBytes);
        return whole;
    }

    private static List<MetricFamily> protobuf(MetricsView view) throws IOException {
        return families(whole(exposition(view).render(MetricsFormat.PROTOBUF)).toByteArray());
    }

    private static List<MetricFamily> families(byte[] page) throws IOException {
        InputStream in = new ByteArrayInputStream(page);
        List<MetricFamily> families = new ArrayList<>();
        for (MetricFamily family = MetricFamily.parseDelimitedFrom(in);
                family != null;
                family = MetricFamily.parseDelimitedFrom(in)) {
            families.add(family);
        }
        return families;
    }

    private static Exposition exposition(MetricsView view) {
        return new RegistryExposition(new PrometheusRegistry(), () -> view);
    }

    private static List<String> samples(String page) {
        return page.lines().filter(line -> !line.startsWith("#")).toList();
    }

    private static Histogram histogram(List<MetricFamily> page, String name, Map<String, String> labels) {
        List<Metric> found = page.stream()
                .filter(family -> family.getName().equals(name))
                .flatMap(family -> family.getMetricList().stream())
                .filter(metric -> metric.getLabelList().stream()
                        .collect(Collectors.toMap(LabelPair::getName, LabelPair::getValue))
                        .entrySet()
                        .containsAll(labels.entrySet()))
                .toList();
        assertThat(found).as("%s%s", name, labels).hasSize(1);
        return found.get(0).getHistogram();
    }

    /** Decodes spans and deltas as Prometheus does. */
    private static Map<Integer, Long> nativeBuckets(Histogram histogram) {
        Map<Integer, Long> buckets = new TreeMap<>();
        int index = 0;
        long count = 0;
        int at = 0;
        for (BucketSpan span : histogram.getPositiveSpanList()) {
            index += span.getOffset();
            for (int i = 0; i < span.getLength(); i++) {
                count += histogram.getPositiveDelta(at++);
                if (count > 0) {
                    buckets.put(index, count);
                }
                index++;
            }
        }
        return buckets;
    }

    /** Each sample counted by the definition: bucket i covers (2^((i-1)/8), 2^(i/8)] seconds. */
    private static Map<Integer, Long> expectedBuckets(SparseHistogram histogram) {
        Map<Integer, Long> buckets = new TreeMap<>();
        for (int i = 0; i < histogram.size(); i++) {
            double seconds = dev.sonde.contract.histogram.HdrBuckets.middle(histogram.indexAt(i)) / 1e6;
            int bucket = -400;
            while (Math.pow(2, bucket / 8.0) < seconds) {
                bucket++;
            }
            buckets.merge(bucket, histogram.countAt(i), Long::sum);
        }
        return buckets;
    }
}
