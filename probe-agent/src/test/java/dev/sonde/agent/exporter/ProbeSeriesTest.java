package dev.sonde.agent.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.exposition.MetricsPage;
import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.EvidenceRule;
import dev.sonde.contract.check.HoursWindow;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.check.ProbeHours;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Confirmation;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.EvidenceKind;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeSeriesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:30Z");
    private static final Plan PLAN = new Plan(Duration.ofSeconds(10).toNanos(), 0, 1);
    private static final SlotWord REFUSED = SlotWord.bad(FailureReason.CONNECT_REFUSED);
    private static final SlotWord MISSED = SlotWord.unknown(UnknownReason.IN_FLIGHT_LIMIT, false);
    private final ProbeTotals totals = new ProbeTotals();
    private final PrometheusRegistry registry = new PrometheusRegistry();

    @BeforeEach
    void assign() {
        totals.assign(assigned("checkout"));
        registry.register(new ProbeSeries(totals, () -> NOW));
    }

    private static AssignedChecks assigned(String... names) {
        List<AssignedCheck> checks = java.util.Arrays.stream(names)
                .map(name -> new AssignedCheck(
                        Check.builder(new CheckName(name), HttpTarget.get(URI.create("http://shop.example/")))
                                .service("shop")
                                .labels(Map.of("region", "eu"))
                                .interval(Duration.ofSeconds(10))
                                .timeout(Duration.ofSeconds(5))
                                .certificateWarn(Duration.ZERO)
                                .build(),
                        List.of()))
                .toList();
        return new AssignedChecks("r1", new Location("local"), checks);
    }

    private static CheckInterval interval(
            Instant at, SlotWords words, Latencies success, Latencies failure, @Nullable Instant expiry) {
        long slot = at.getEpochSecond() / 10;
        return new CheckInterval(
                new CheckName("checkout"),
                PLAN,
                slot,
                words,
                List.of(),
                success,
                failure,
                0,
                expiry,
                List.of(),
                List.of());
    }

    private List<String> page() throws IOException {
        return new String(MetricsPage.render(registry.scrape(), null, null).body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    @Test
    void newCheck_showsItsSuccessesFromTheStart() throws IOException {
        assertThat(page())
                .contains(
                        "sonde_probe_runs_total{check=\"checkout\",location=\"local\",outcome=\"success\",reason=\"\",region=\"eu\",service=\"shop\"} 0.0",
                        "sonde_probe_duration_seconds_count{check=\"checkout\",location=\"local\",outcome=\"success\",region=\"eu\",service=\"shop\"} 0")
                .noneMatch(line -> line.startsWith("sonde_probe_up"));
    }

    @Test
    void keptRuns_areExemplarsAndConfirmingRunsACounter() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        Evidence kept = new Evidence(
                EvidenceKind.SAMPLE,
                1,
                NOW,
                Outcome.SUCCESS,
                "",
                null,
                0,
                4_000_000,
                Map.of(),
                0,
                new Trail(trace, List.of(), List.of(), List.of(), "", null, null, List.of()));
        CheckInterval plain = interval(
                NOW.minusSeconds(30),
                SlotWords.of(SlotWord.GOOD),
                new Latencies(SparseHistogram.ofMicros(4_000), Map.of()),
                Latencies.EMPTY,
                null);
        totals.add(List.of(new CheckInterval(
                plain.check(),
                plain.plan(),
                plain.firstSlot(),
                plain.words(),
                List.of(),
                plain.success(),
                plain.failure(),
                0,
                null,
                List.of(kept),
                List.of(new Confirmation(plain.firstSlot(), null), new Confirmation(1, Outcome.SUCCESS)))));

        HistogramSnapshot durations =
                (HistogramSnapshot) registry.scrape(name -> name.equals("sonde_probe_duration_seconds"))
                        .get(0);
        CounterSnapshot confirmations =
                (CounterSnapshot) registry.scrape(name -> name.equals("sonde_probe_confirmation_runs"))
                        .get(0);

        Exemplar exemplar = durations.getDataPoints().get(0).getExemplars().get(0);
        assertThat(exemplar.getLabels().get("trace_id")).isEqualTo(trace);
        assertThat(exemplar.getValue()).isEqualTo(0.004);
        assertThat(confirmations.getDataPoints()).singleElement().satisfies(point -> {
            assertThat(point.getValue()).isEqualTo(1);
            assertThat(point.getLabels().get("outcome")).isEqualTo("success");
        });
    }

    @Test
    void outsideOfItsHours_nobodySaysUp() throws IOException {
        AssignedCheck check = assigned("checkout").checks().get(0);
        totals.add(List.of(
                interval(NOW.minusSeconds(30), SlotWords.of(SlotWord.GOOD), Latencies.EMPTY, Latencies.EMPTY, null)));
        ProbeHours atNight =
                new ProbeHours(ZoneId.of("UTC"), List.of(new HoursWindow("0 2 * * *", Duration.ofHours(1))));

        totals.assign(new AssignedChecks(
                "r2",
                new Location("local"),
                List.of(new AssignedCheck(
                        check.check().toBuilder()
                                .conduct(new Conduct(null, atNight, null, false, EvidenceRule.DEFAULT))
                                .build(),
                        List.of()))));

        assertThat(page()).noneMatch(line -> line.startsWith("sonde_probe_up"));
        totals.assign(assigned("checkout"));
        assertThat(page()).anyMatch(line -> line.startsWith("sonde_probe_up"));
    }

    @Test
    void steps_areSeriesOfTheirOwnOutcome() throws IOException {
        Latencies good = new Latencies(
                SparseHistogram.EMPTY,
                Map.of(),
                new TreeMap<>(Map.of("login", SparseHistogram.ofMicros(1_000, 3_000))));
        Latencies bad = new Latencies(
                SparseHistogram.ofMicros(7_000),
                Map.of(),
                new TreeMap<>(Map.of("pay", SparseHistogram.ofMicros(4_000))));
        totals.add(List.of(interval(NOW.minusSeconds(30), SlotWords.of(REFUSED), good, bad, null)));

        assertThat(page())
                .contains(
                        "sonde_probe_step_duration_seconds_count{check=\"checkout\",location=\"local\",outcome=\"success\",region=\"eu\",service=\"shop\",step=\"login\"} 2",
                        "sonde_probe_step_duration_seconds_count{check=\"checkout\",location=\"local\",outcome=\"failure\",region=\"eu\",service=\"shop\",step=\"pay\"} 1")
                .noneMatch(line -> line.contains("outcome=\"failure\"") && line.contains("step=\"login\""));
    }

    @Test
    void intervals_addUpToTheirExactNumbers() throws IOException {
        Latencies success = new Latencies(
                SparseHistogram.ofMicros(4_000, 40_000), Map.of(Phase.CONNECT, SparseHistogram.ofMicros(1_000, 2_000)));
        Latencies failure = new Latencies(SparseHistogram.ofMicros(700), Map.of());
        totals.add(List.of(
                interval(
                        NOW.minusSeconds(30),
                        SlotWords.of(SlotWord.GOOD, REFUSED, MISSED),
                        success,
                        failure,
                        Instant.parse("2027-01-01T00:00:00Z")),
                interval(
                        NOW.minusSeconds(600),
                        SlotWords.of(SlotWord.GOOD, SlotWord.NONE, REFUSED),
                        new Latencies(SparseHistogram.ofMicros(900_000), Map.of()),
                        Latencies.EMPTY,
                        null)));
        String labels = "check=\"checkout\",location=\"local\",";

        assertThat(page())
                .contains(
                        "sonde_probe_runs_total{" + labels
                                + "outcome=\"success\",reason=\"\",region=\"eu\",service=\"shop\"} 2.0",
                        "sonde_probe_runs_total{" + labels
                                + "outcome=\"failure\",reason=\"connect_refused\",region=\"eu\",service=\"shop\"} 2.0",
                        "sonde_probe_missed_runs_total{" + labels
                                + "reason=\"in_flight_limit\",region=\"eu\",service=\"shop\"} 1.0",
                        "sonde_probe_duration_seconds_bucket{" + labels
                                + "outcome=\"success\",region=\"eu\",service=\"shop\",le=\"0.005\"} 1",
                        "sonde_probe_duration_seconds_bucket{" + labels
                                + "outcome=\"success\",region=\"eu\",service=\"shop\",le=\"0.05\"} 2",
                        "sonde_probe_duration_seconds_bucket{" + labels
                                + "outcome=\"success\",region=\"eu\",service=\"shop\",le=\"+Inf\"} 3",
                        "sonde_probe_duration_seconds_count{" + labels
                                + "outcome=\"failure\",region=\"eu\",service=\"shop\"} 1",
                        "sonde_probe_phase_duration_seconds_count{" + labels
                                + "outcome=\"success\",phase=\"connect\",region=\"eu\",service=\"shop\"} 2",
                        "sonde_probe_response_time_seconds{" + labels
                                + "percentile=\"99\",region=\"eu\",service=\"shop\",window=\"5m\"} 0.040031",
                        "sonde_probe_response_time_seconds{" + labels
                                + "percentile=\"50\",region=\"eu\",service=\"shop\",window=\"5m\"} 0.004001",
                        "sonde_probe_certificate_expiry_timestamp_seconds{" + labels
                                + "region=\"eu\",service=\"shop\"} 1.7987616E9")
                .anyMatch(line -> line.startsWith("sonde_probe_response_time_seconds{" + labels
                        + "percentile=\"99\",region=\"eu\",service=\"shop\",window=\"1h\"} 0.90"))
                .noneMatch(line -> line.startsWith("sonde_probe_up"));
    }

    @Test
    void up_isTheNewestSlotWhateverCameLast() throws IOException {
        totals.add(List.of(
                interval(NOW, SlotWords.of(SlotWord.GOOD), Latencies.EMPTY, Latencies.EMPTY, null),
                interval(NOW.minusSeconds(20), SlotWords.of(REFUSED), Latencies.EMPTY, Latencies.EMPTY, null)));
        assertThat(page()).anyMatch(line -> line.startsWith("sonde_probe_up{") && line.endsWith("} 1.0"));

        totals.add(
                List.of(interval(NOW.plusSeconds(10), SlotWords.of(REFUSED), Latencies.EMPTY, Latencies.EMPTY, null)));
        assertThat(page()).anyMatch(line -> line.startsWith("sonde_probe_up{") && line.endsWith("} 0.0"));
    }

    @Test
    void durations_areNativeHistogramsToo() {
        totals.add(List.of(interval(
                NOW,
                SlotWords.of(SlotWord.GOOD),
                new Latencies(SparseHistogram.ofMicros(100_000, 100_000, 200_000), Map.of()),
                Latencies.EMPTY,
                null)));

        HistogramSnapshot snapshot = registry.scrape().stream()
                .filter(family -> family.getMetadata().getName().equals("sonde_probe_duration_seconds"))
                .map(HistogramSnapshot.class::cast)
                .findFirst()
                .orElseThrow();
        HistogramDataPointSnapshot point = snapshot.getDataPoints().get(0);
        assertThat(point.getNativeSchema()).isEqualTo(3);
        assertThat(point.getNativeBucketsForPositiveValues().size()).isEqualTo(2);
        // bucket i ends at 2^(i/8) seconds: 0.1 s is in -26, 0.2 s in -18
        assertThat(point.getNativeBucketsForPositiveValues().getBucketIndex(0)).isEqualTo(-26);
        assertThat(point.getNativeBucketsForPositiveValues().getCount(0)).isEqualTo(2);
        assertThat(point.getNativeBucketsForPositiveValues().getBucketIndex(1)).isEqualTo(-18);
        assertThat(point.getSum()).isCloseTo(0.4, org.assertj.core.api.Assertions.within(0.001));
    }

    @Test
    void checkThatLeft_isForgottenAndOthersGoOn() throws IOException {
        totals.assign(assigned("checkout", "search"));
        totals.add(List.of(interval(NOW, SlotWords.of(SlotWord.GOOD), Latencies.EMPTY, Latencies.EMPTY, null)));

        totals.assign(assigned("checkout"));

        assertThat(page())
                .noneMatch(line -> line.contains("check=\"search\""))
                .anyMatch(
                        line -> line.startsWith("sonde_probe_runs_total{check=\"checkout\"") && line.endsWith(" 1.0"));
    }

    @Test
    void page_isPackedAndInTheFormTheClientWants() throws IOException {
        MetricsPage packed = MetricsPage.render(registry.scrape(), null, "gzip, deflate");
        MetricsPage protobuf = MetricsPage.render(
                registry.scrape(),
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
                null);

        assertThat(packed.isGzipped()).isTrue();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(MetricsPage.render(registry.scrape(), null, null).body());
        assertThat(protobuf.contentType()).contains("application/vnd.google.protobuf");
    }
}
