package dev.sonde.collector.exposition;

import dev.sonde.collector.evidence.TracedRun;
import dev.sonde.collector.fleet.AgentStatus;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.Spell;
import dev.sonde.collector.incident.Subject;
import dev.sonde.collector.latency.LatencyBuckets;
import dev.sonde.collector.latency.LatencyTotals;
import dev.sonde.collector.latency.RecentLatency;
import dev.sonde.collector.notify.DeliveryResult;
import dev.sonde.collector.slo.Severity;
import dev.sonde.collector.slo.Slo;
import dev.sonde.collector.slo.SloStatus;
import dev.sonde.collector.slots.RunTotals;
import dev.sonde.collector.slots.RunTotals.RunKind;
import dev.sonde.collector.slots.SlotCounts;
import dev.sonde.collector.slots.SlotTotals;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.Confirm;
import dev.sonde.contract.check.EvidenceRule;
import dev.sonde.contract.check.HoursWindow;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.ProbeHours;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Hand-built views: one with everything in it, and small parts. */
public final class SampleView {
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    public static final Location EU = new Location("eu");
    static final List<Phase> FIVE_PHASES =
            List.of(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.PROCESSING, Phase.TRANSFER);

    private SampleView() {}

    /** Two checks with different label sets, one of them failing, an SLO with data and one without. */
    public static MetricsView everything() {
        Check api = check("checkout-api", "checkout", Map.of("region", "eu"));
        Check plain = check("plain", null, Map.of());
        return new MetricsView(
                List.of(api, plain),
                List.of(busyProbe(api), newbornProbe(plain)),
                List.of(slo(api, "checkout-availability", false), slo(api, "checkout-latency", true)),
                List.of(incident(api, Severity.PAGE)),
                List.of(new MetricsView.Receiver(
                        "on-call",
                        Map.of(DeliveryResult.DELIVERED, 3L, DeliveryResult.RETRIED, 1L),
                        2,
                        Duration.ofMillis(1500))),
                List.of(
                        new MetricsView.Agent(
                                new AgentStatus("eu-1", EU, true, NOON, Duration.ofMillis(-250), "r1", "r1", 2),
                                SparseHistogram.ofMicros(300, 400, 2000),
                                SparseHistogram.ofMicros(100)),
                        new MetricsView.Agent(
                                new AgentStatus("us-1", new Location("us"), false, null, null, "r1", null, 2),
                                SparseHistogram.EMPTY,
                                SparseHistogram.EMPTY)));
    }

    /** Three successes at 20, 200 and 3000 ms, one failure after 1 s, one unknown, a missed one. */
    static MetricsView.Probe busyProbe(Check check) {
        return new MetricsView.Probe(
                check,
                EU,
                new RunTotals(
                        Map.of(
                                new RunKind("success", ""), 3L,
                                new RunKind("failure", "http_status"), 1L,
                                new RunKind("unknown", "agent_stalled"), 1L),
                        Map.of("in_flight_limit", 4L),
                        SlotWord.bad(FailureReason.HTTP_STATUS)),
                LatencyBuckets.NONE.plus(new LatencyTotals(
                        new Latencies(
                                SparseHistogram.ofMicros(20_000, 200_000, 3_000_000),
                                Map.of(
                                        Phase.RESOLVE, SparseHistogram.ofMicros(0, 1000, 1000),
                                        Phase.PROCESSING, SparseHistogram.ofMicros(20_000, 199_000, 2_999_000))),
                        new Latencies(
                                SparseHistogram.ofMicros(1_000_000),
                                Map.of(Phase.RESOLVE, SparseHistogram.ofMicros(1_000_000))),
                        1)),
                List.of(
                        new RecentLatency(Duration.ofMinutes(5), SparseHistogram.EMPTY),
                        new RecentLatency(Duration.ofHours(1), SparseHistogram.ofMicros(20_000, 200_000, 3_000_000))),
                Instant.parse("2026-06-01T00:00:00.5Z"));
    }

    /** The busy probe with kept runs behind two of its buckets, and a failure. */
    static MetricsView traced(Check check) {
        return traced(
                check,
                new TracedRun(true, "0af7651916cd43dd8448eb211c80319c", 20_000_000, NOON),
                new TracedRun(true, "1af7651916cd43dd8448eb211c80319c", 3_000_000_000L, NOON),
                new TracedRun(false, "2af7651916cd43dd8448eb211c80319c", 1_000_000_000L, NOON));
    }

    /** Kept runs two to a bucket: the newer one stands first, or second. */
    static MetricsView tracedTwice(Check check) {
        Instant later = NOON.plusMillis(123);
        return traced(
                check,
                new TracedRun(true, "0af7651916cd43dd8448eb211c80319c", 20_000_000, NOON),
                new TracedRun(true, "1af7651916cd43dd8448eb211c80319c", 21_000_000, later),
                new TracedRun(true, "2af7651916cd43dd8448eb211c80319c", 60_000_000_000L, later),
                new TracedRun(true, "3af7651916cd43dd8448eb211c80319c", 61_000_000_000L, NOON),
                new TracedRun(false, "4af7651916cd43dd8448eb211c80319c", 1_000_000_000L, NOON),
                new TracedRun(false, "5af7651916cd43dd8448eb211c80319c", 2_000_000_000L, later));
    }

    private static MetricsView traced(Check check, TracedRun... runs) {
        MetricsView.Probe busy = busyProbe(check);
        return new MetricsView(
                List.of(check),
                List.of(new MetricsView.Probe(
                        check,
                        busy.location(),
                        busy.runs(),
                        busy.latency(),
                        busy.recent(),
                        null,
                        List.of(runs),
                        Map.of("success", 2L, "failure", 1L))),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Two runs of a scenario: one good, one whose second step failed. */
    static MetricsView ofSteps(Check check) {
        Latencies good = new Latencies(
                SparseHistogram.ofMicros(50_000),
                Map.of(),
                new TreeMap<>(Map.of("login", SparseHistogram.ofMicros(20_000, 30_000))));
        Latencies bad = new Latencies(
                SparseHistogram.ofMicros(90_000),
                Map.of(),
                new TreeMap<>(Map.of("pay", SparseHistogram.ofMicros(60_000))));
        return new MetricsView(
                List.of(check),
                List.of(new MetricsView.Probe(
                        check,
                        EU,
                        RunTotals.NONE,
                        LatencyBuckets.NONE.plus(new LatencyTotals(good, bad, 0)),
                        List.of(),
                        null)),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Checks of which nothing is known yet. */
    static MetricsView newborns(Check... checks) {
        return new MetricsView(
                List.of(checks),
                Stream.of(checks).map(SampleView::newbornProbe).toList(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Many checks with response times of all sizes, from none to hours. */
    static MetricsView random(Random random) {
        List<Check> checks = new ArrayList<>();
        List<MetricsView.Probe> probes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Check check = check("check-" + i, i % 3 == 0 ? null : "service-" + i % 7, Map.of("tier", "t" + i % 2));
            checks.add(check);
            probes.add(new MetricsView.Probe(
                    check,
                    EU,
                    new RunTotals(
                            Map.of(new RunKind("success", ""), random.nextLong(1L << 60)), Map.of(), SlotWord.GOOD),
                    LatencyBuckets.NONE.plus(new LatencyTotals(latencies(random), latencies(random), 0)),
                    List.of(new RecentLatency(Duration.ofMinutes(5), histogram(random))),
                    NOON));
        }
        return new MetricsView(checks, probes, List.of(), List.of(), List.of(), List.of());
    }

    private static Latencies latencies(Random random) {
        return new Latencies(histogram(random), Map.of(Phase.CONNECT, histogram(random)));
    }

    private static SparseHistogram histogram(Random random) {
        long[] micros = new long[random.nextInt(40)];
        Arrays.setAll(micros, i -> (long) Math.exp(random.nextDouble() * 24) - 1);
        return SparseHistogram.ofMicros(micros);
    }

    /** Nothing has happened yet. */
    static MetricsView.Probe newbornProbe(Check check) {
        return new MetricsView.Probe(check, EU, RunTotals.NONE, LatencyBuckets.NONE, List.of(), null);
    }

    /** Every phase of the list seen in successes and failures, and this many reasons of runs and of missed runs. */
    static MetricsView.Probe fullProbe(Check check, List<Phase> phases, int failureReasons, int missedReasons) {
        SparseHistogram some = SparseHistogram.ofMicros(20_000, 21_000);
        EnumMap<Phase, SparseHistogram> histograms = new EnumMap<>(Phase.class);
        phases.forEach(phase -> histograms.put(phase, some));
        TreeMap<RunKind, Long> started = new TreeMap<>(Map.of(new RunKind("success", ""), 2L));
        for (int i = 0; i < failureReasons; i++) {
            started.put(new RunKind("failure", FailureReason.ofCode(i).label()), 1L);
        }
        TreeMap<String, Long> missed = new TreeMap<>();
        for (int i = 0; i < missedReasons; i++) {
            missed.put(UnknownReason.ofCode(i).label(), 1L);
        }
        Latencies latencies = new Latencies(some, histograms);
        return new MetricsView.Probe(
                check,
                EU,
                new RunTotals(started, missed, SlotWord.GOOD),
                LatencyBuckets.NONE.plus(new LatencyTotals(latencies, latencies, 0)),
                RecentLatency.WINDOWS.stream()
                        .map(window -> new RecentLatency(window, some))
                        .toList(),
                NOON);
    }

    static MetricsView.Slo slo(Check check, String name, boolean noData) {
        Slo slo = Slo.of(name, check.name(), new BigDecimal("0.999"), null, Duration.ofDays(30));
        TreeMap<Duration, Double> burnRates = new TreeMap<>();
        slo.rules().forEach(rule -> {
            burnRates.put(rule.longWindow(), 1.5);
            burnRates.put(rule.shortWindow(), 0.0);
        });
        SlotCounts period = noData ? SlotCounts.NONE : new SlotCounts(50, 2, 6, 2, 0, 60);
        return new MetricsView.Slo(
                check,
                new SloStatus(slo, NOON, period, noData, noData ? 1 : -0.25, burnRates, List.of(), null),
                new SlotTotals(
                        Map.of(SlotClass.GOOD, 50L, SlotClass.BAD, 2L, SlotClass.UNKNOWN, 6L, SlotClass.EXCLUDED, 2L),
                        noData ? Map.of() : Map.of(new SlotTotals.Correction(SlotClass.UNKNOWN, SlotClass.GOOD), 5L)));
    }

    public static Incident incident(Check check, Severity severity) {
        Subject subject = Subject.of(check);
        return new Incident(
                "01INC",
                subject,
                severity,
                NOON,
                NOON,
                null,
                null,
                null,
                List.of(),
                new Spell(1, severity, NOON, subject),
                1);
    }

    private static final Conduct CONDUCTED = new Conduct(
            new Confirm(Duration.ofMillis(1500)),
            new ProbeHours(
                    ZoneId.of("Europe/Berlin"), List.of(new HoursWindow("0 8 * * MON-FRI", Duration.ofHours(10)))),
            LocalTime.of(2, 30),
            true,
            EvidenceRule.DEFAULT);

    public static Check check(String name, String service, Map<String, String> labels) {
        return Check.builder(new CheckName(name), HttpTarget.get(URI.create("https://shop.example/health")))
                .service(service)
                .labels(labels)
                .interval(Duration.ofSeconds(10))
                .timeout(Duration.ofSeconds(5))
                .conduct(service == null ? Conduct.DEFAULT : CONDUCTED)
                .build();
    }
}
