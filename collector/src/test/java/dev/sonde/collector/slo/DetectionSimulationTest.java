package dev.sonde.collector.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.result.SlotClass;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outages at random times against random checks: told within the formula; a single failed run never pages. */
class DetectionSimulationTest {
    private static final Instant EPOCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration REPORTING = Duration.ofSeconds(2);
    private static final List<String> OBJECTIVES = List.of("0.95", "0.99", "0.995", "0.999", "0.9995", "0.9999");
    private static final int[] INTERVAL_SECONDS = {1, 5, 10, 15, 30, 60, 300, 900};

    /** A check drawn at random, with one rule. */
    private record Drawn(Slo slo, Duration interval, Duration timeout, int locations, Instant at) {
        static Drawn from(Random random, BurnRule rule) {
            Duration interval = Duration.ofSeconds(INTERVAL_SECONDS[random.nextInt(INTERVAL_SECONDS.length)]);
            Slo slo = new Slo(
                    "slo",
                    new CheckName("c"),
                    new BigDecimal(OBJECTIVES.get(random.nextInt(OBJECTIVES.size()))),
                    null,
                    Duration.ofDays(30),
                    List.of(rule),
                    Slo.DEFAULT_BAD_FLOOR,
                    Slo.DEFAULT_MIN_COVERAGE);
            return new Drawn(
                    slo,
                    interval,
                    Duration.ofMillis(100 + random.nextInt(20_000)),
                    1 + random.nextInt(4),
                    EPOCH.plusMillis(random.nextInt(86_400_000)));
        }

        BurnRule rule() {
            return slo.rules().get(0);
        }

        ScheduledSlots slots() {
            return new ScheduledSlots(interval, locations, EPOCH.minus(Duration.ofDays(60)));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 20260301})
    void fullOutage_isToldWithinTheFormula(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            BurnRule rule = BurnRule.DEFAULTS.get(random.nextInt(2));
            Drawn drawn = Drawn.from(random, rule);
            Duration latest =
                    DetectionTime.byRule(drawn.slo(), rule, drawn.interval(), drawn.timeout(), null, drawn.locations());
            if (latest == null) {
                continue;
            }

            Told told = firstPage(drawn, latest);

            assertThat(told.after()).as("seed %d: %s", seed, drawn).isLessThanOrEqualTo(latest);
            assertThat(told.badSlots())
                    .as("seed %d: %s", seed, drawn)
                    .isEqualTo(DetectionTime.badSlots(
                            drawn.slo(), new BurnLimit(drawn.slo(), rule), drawn.interval(), drawn.locations()));
        }
    }

    /** When the rule fired after the beginning of a full outage, and by how many bad slots. */
    private record Told(Duration after, long badSlots) {}

    private static Told firstPage(Drawn drawn, Duration latest) {
        ScheduledSlots slots = drawn.slots();
        Instant end = drawn.at().plus(latest).plus(drawn.interval().multipliedBy(2));
        slots.mark(drawn.at(), end, SlotClass.BAD);
        List<Instant> planned = new ArrayList<>();
        for (int location = 0; location < drawn.locations(); location++) {
            planned.addAll(slots.planned(location, drawn.at(), end));
        }
        planned.sort(null);
        long needed = DetectionTime.badSlots(
                drawn.slo(), new BurnLimit(drawn.slo(), drawn.rule()), drawn.interval(), drawn.locations());
        long bad = 0;
        for (Instant slot : planned) {
            bad++;
            if (bad < needed - 2 && bad % 50 != 1) {
                continue;
            }
            Instant now = slot.plus(drawn.timeout()).plus(REPORTING);
            slots.settledUntil(slot);
            SloStatus status =
                    SloEvaluator.evaluate(drawn.slo(), drawn.interval(), drawn.locations(), slots, now, Map.of());
            if (status.rules().get(0).state().firing()) {
                return new Told(Duration.between(drawn.at(), now), bad);
            }
        }
        throw new AssertionError("never told: " + drawn);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5, 6})
    void singleFailedRun_neverFiresAnyRule(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            Drawn drawn = Drawn.from(random, BurnRule.DEFAULTS.get(random.nextInt(4)));
            ScheduledSlots slots = drawn.slots();
            int location = random.nextInt(drawn.locations());
            Instant failed = slots.planned(location, drawn.at(), drawn.at().plus(drawn.interval()))
                    .get(0);
            slots.mark(location, failed.minusNanos(1), failed, SlotClass.BAD);
            // the agent may be silent all around it
            slots.mark(failed, failed.plus(Duration.ofMinutes(20)), SlotClass.UNKNOWN);
            slots.mark(failed.minus(Duration.ofMinutes(20)), failed.minusNanos(1), SlotClass.UNKNOWN);

            for (int step = 0; step < 40; step++) {
                Instant now = failed.plusSeconds(random.nextInt(4 * 86_400));
                SloStatus status =
                        SloEvaluator.evaluate(drawn.slo(), drawn.interval(), drawn.locations(), slots, now, Map.of());

                assertThat(status.rules().get(0).state().firing())
                        .as("seed %d: %s at %s", seed, drawn, now)
                        .isFalse();
            }
        }
    }
}
