package dev.sonde.benchmarks;

import dev.sonde.collector.slo.Slo;
import dev.sonde.collector.slo.SloEvaluator;
import dev.sonde.collector.slo.SloStatus;
import dev.sonde.collector.slots.ExcludedTimes;
import dev.sonde.collector.slots.Indicator;
import dev.sonde.collector.slots.SlotArchive;
import dev.sonde.collector.slots.SlotCounting;
import dev.sonde.collector.slots.SlotCounts;
import dev.sonde.collector.slots.SlotKey;
import dev.sonde.collector.slots.SlotLedger;
import dev.sonde.collector.slots.StoredPage;
import dev.sonde.collector.slots.StoredSlots;
import dev.sonde.collector.slots.WatchedCheck;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.LimitWords;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.SlotWord;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A check every 10 s at two locations with 30 days of slots, one in a thousand bad: what one evaluation of it costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SloBenchmark {
    private static final CheckName CHECK = new CheckName("checkout-api");
    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration PERIOD = Duration.ofDays(30);
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    private static final List<Location> LOCATIONS = List.of(new Location("eu"), new Location("us"));
    private static final BigDecimal OBJECTIVE = new BigDecimal("0.999");

    private final SlotLedger ledger = new SlotLedger(new EmptyArchive());
    private final Slo availability = Slo.of("availability", CHECK, OBJECTIVE, null, PERIOD);
    private final Slo latency = Slo.of("latency", CHECK, OBJECTIVE, LIMIT, PERIOD);

    @Setup
    public void setUp() {
        ledger.watch(
                Map.of(CHECK, new WatchedCheck(List.of(LIMIT), Set.copyOf(LOCATIONS))),
                PERIOD,
                ExcludedTimes.NONE,
                NOW);
        Random random = new Random(5);
        for (Location location : LOCATIONS) {
            Plan plan = Plan.of(CHECK, location, INTERVAL, Duration.ofSeconds(5));
            for (Instant minute = NOW.minus(PERIOD); minute.isBefore(NOW); minute = minute.plusSeconds(60)) {
                ledger.apply(location, minute(plan, minute, random), minute.plusSeconds(70));
            }
        }
        if (!ledger.takeUnsaved(NOW).isEmpty()) {
            ledger.takeChanges();
        }
        System.out.println("# " + counting(availability).count(NOW.minus(PERIOD), NOW));
    }

    @Benchmark
    public SloStatus evaluateAvailability() {
        return evaluate(availability);
    }

    @Benchmark
    public SloStatus evaluateLatency() {
        return evaluate(latency);
    }

    @Benchmark
    public SlotCounts countThirtyDays() {
        return counting(availability).count(NOW.minus(PERIOD), NOW);
    }

    private SloStatus evaluate(Slo slo) {
        return SloEvaluator.evaluate(slo, INTERVAL, LOCATIONS.size(), counting(slo), NOW, Map.of());
    }

    private SlotCounting counting(Slo slo) {
        return ledger.counting(new Indicator(CHECK, slo.threshold()));
    }

    private static CheckInterval minute(Plan plan, Instant minute, Random random) {
        long start = minute.getEpochSecond() * 1_000_000_000L;
        long firstSlot = plan.slotAfter(start - 1);
        SlotWord[] words = new SlotWord[(int) plan.slotsBetween(start - 1, start + 59_999_999_999L)];
        for (int i = 0; i < words.length; i++) {
            words[i] = random.nextInt(1000) == 0 ? SlotWord.bad(FailureReason.HTTP_STATUS) : SlotWord.GOOD;
        }
        SlotWords own = SlotWords.of(words);
        return new CheckInterval(
                CHECK,
                plan,
                firstSlot,
                own,
                List.of(new LimitWords(LIMIT, own)),
                Latencies.EMPTY,
                Latencies.EMPTY,
                0,
                null,
                List.of(),
                List.of());
    }

    /** Nothing was stored before. */
    private static final class EmptyArchive implements SlotArchive {
        @Override
        public Set<SlotKey> keys() {
            return Set.of();
        }

        @Override
        public StoredSlots load(SlotKey key, long fromHour) {
            return new StoredSlots(List.of(), new byte[0], List.of(), List.of());
        }

        @Override
        public @Nullable StoredPage page(SlotKey key, int span, long hour) {
            return null;
        }

        @Override
        public List<DurationCell> durationsOver(SlotKey key, long limitNanos, long fromNanos, long toNanos) {
            return List.of();
        }
    }
}
