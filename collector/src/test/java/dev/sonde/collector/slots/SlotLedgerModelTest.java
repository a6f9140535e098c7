package dev.sonde.collector.slots;

import static dev.sonde.collector.slots.Reports.BAD;
import static dev.sonde.collector.slots.Reports.GOOD;
import static dev.sonde.collector.slots.Reports.SHED;
import static dev.sonde.collector.slots.Reports.SILENT;
import static dev.sonde.collector.slots.Reports.SLOW;
import static dev.sonde.collector.slots.Reports.STALLED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.LimitWords;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.result.SlotWord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger against a model that keeps every slot by itself: random reports, silence, late batches and restarts. */
class SlotLedgerModelTest {
    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final List<Location> LOCATIONS = List.of(new Location("eu"), new Location("us"));
    private static final SlotWord[] WORDS = {GOOD, GOOD, GOOD, GOOD, GOOD, BAD, STALLED, SHED};

    private final CheckName check = new CheckName("checkout");
    private final MemoryArchive archive = new MemoryArchive();
    private final Map<Location, ModelLine> model = new HashMap<>();
    private final Map<SlotClass, Long> settledTotals = new HashMap<>();
    private final List<CheckInterval> sent = new ArrayList<>();
    private final List<Location> sentFrom = new ArrayList<>();
    private SlotLedger ledger = new SlotLedger(archive);
    private Instant now = Instant.parse("2026-03-01T22:10:00Z");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void countsEqualThoseOfANaiveModel(long seed) {
        Random random = new Random(seed);
        Duration interval = List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(90))
                .get(random.nextInt(3));
        for (Location location : LOCATIONS) {
            model.put(location, new ModelLine(Plan.of(check, location, interval, Duration.ofSeconds(3))));
        }
        watch();

        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3, 4, 5 -> report(random, random.nextInt(60));
                case 6 -> report(random, random.nextInt(14 * 3_600));
                case 7 -> repeat(random);
                case 8 -> advance(Duration.ofSeconds(random.nextInt(90)));
                case 9 ->
                    advance(random.nextInt(8) == 0 ? Duration.ofHours(random.nextInt(40)) : Duration.ofSeconds(5));
                case 10 -> store();
                case 11 -> {
                    if (random.nextInt(5) == 0) {
                        store();
                        ledger = new SlotLedger(archive);
                        watch();
                    }
                }
                default -> throw new IllegalStateException();
            }
            if (step % 40 == 0) {
                compare(random, "seed " + seed + ", step " + step);
            }
        }
        compare(random, "seed " + seed + ", at the end");
        compareTotals("seed " + seed);
    }

    private void watch() {
        ledger.watch(
                Map.of(check, new WatchedCheck(List.of(LIMIT), Set.copyOf(LOCATIONS))),
                Duration.ofDays(20),
                ExcludedTimes.NONE,
                now);
    }

    private void report(Random random, int secondsAgo) {
        Location location = LOCATIONS.get(random.nextInt(2));
        Plan plan = model.get(location).plan;
        long time = SlotLedger.nanos(now.minusSeconds(secondsAgo));
        long first = plan.slotAtOrBefore(time);
        int most = 1;
        long minute = Math.floorDiv(plan.plannedEpochNanos(first), 60_000_000_000L);
        while (Math.floorDiv(plan.plannedEpochNanos(first + most), 60_000_000_000L) == minute) {
            most++;
        }
        int count = 1 + random.nextInt(most);
        SlotWord[] own = new SlotWord[count];
        SlotWord[] limit = new SlotWord[count];
        for (int i = 0; i < count; i++) {
            own[i] = random.nextInt(6) == 0 ? SlotWord.NONE : WORDS[random.nextInt(WORDS.length)];
            limit[i] = own[i] == GOOD && random.nextInt(4) == 0 ? SLOW : own[i];
        }
        CheckInterval interval = Reports.interval(
                check, plan, first, SlotWords.of(own), List.of(new LimitWords(LIMIT, SlotWords.of(limit))));
        sent.add(interval);
        sentFrom.add(location);
        apply(location, interval);
    }

    private void repeat(Random random) {
        if (!sent.isEmpty()) {
            int which = random.nextInt(sent.size());
            apply(sentFrom.get(which), sent.get(which));
        }
    }

    private void apply(Location location, CheckInterval interval) {
        IntervalReceipt receipt = ledger.apply(location, interval, now);
        IntervalReceipt expected = model.get(location).apply(interval);
        assertThat(receipt).isEqualTo(expected);
    }

    private void advance(Duration time) {
        now = now.plus(time);
        long settled = ledger.settleSilent(now);
        long expected = 0;
        for (ModelLine line : model.values()) {
            expected += line.settleSilent(SlotLedger.nanos(now));
        }
        assertThat(settled).isEqualTo(expected);
    }

    private void store() {
        archive.save(ledger.takeUnsaved(now));
    }

    private void compare(Random random, String context) {
        for (int i = 0; i < 10; i++) {
            Instant to = now.minusSeconds(random.nextInt(3) * random.nextInt(100_000));
            Instant from = to.minusSeconds(1 + random.nextInt(i < 5 ? 600 : 15 * 86_400));
            for (int limit = -1; limit < 1; limit++) {
                SlotCounts expected = SlotCounts.NONE;
                for (ModelLine line : model.values()) {
                    expected = expected.plus(line.count(limit == 0, SlotLedger.nanos(from), SlotLedger.nanos(to)));
                }
                SlotCounts counted = ledger.counting(new Indicator(check, limit == 0 ? LIMIT : null))
                        .count(from, to);
                assertThat(counted)
                        .as(context + ", (" + from + ", " + to + "] limit " + limit)
                        .isEqualTo(expected);
            }
        }
        for (Location location : LOCATIONS) {
            Instant cursor = now.minusSeconds(random.nextInt(5_000));
            List<SlotWord> words = new ArrayList<>();
            for (SlotRun run : ledger.history(check).settledAfter(location, cursor)) {
                for (long i = 0; i < run.count(); i++) {
                    words.add(run.word());
                }
            }
            assertThat(words).as(context).isEqualTo(model.get(location).settledAfter(SlotLedger.nanos(cursor)));
        }
    }

    private void compareTotals(String context) {
        for (boolean limit : new boolean[] {false, true}) {
            SlotTotals totals = ledger.totals(new Indicator(check, limit ? LIMIT : null));
            Map<SlotClass, Long> settled = new HashMap<>();
            Map<SlotTotals.Correction, Long> corrected = new HashMap<>();
            for (ModelLine line : model.values()) {
                line.settled[limit ? 1 : 0].forEach((key, count) -> settled.merge(key, count, Long::sum));
                line.corrected[limit ? 1 : 0].forEach((key, count) -> corrected.merge(key, count, Long::sum));
            }
            for (SlotClass slotClass : SlotClass.values()) {
                assertThat(totals.settled().get(slotClass))
                        .as(context + " " + slotClass)
                        .isEqualTo(settled.getOrDefault(slotClass, 0L));
            }
            assertThat(totals.corrected()).as(context).isEqualTo(corrected);
        }
    }

    /** Every slot of one line by itself. */
    private static final class ModelLine {
        final Plan plan;
        final Map<Long, SlotWord> own = new HashMap<>();
        final Map<Long, SlotWord> limit = new HashMap<>();
        final Map<SlotClass, Long>[] settled = maps();
        final Map<SlotTotals.Correction, Long>[] corrected = maps();
        long first = Long.MAX_VALUE;
        long due = Long.MIN_VALUE;

        ModelLine(Plan plan) {
            this.plan = plan;
        }

        IntervalReceipt apply(CheckInterval interval) {
            first = Math.min(first, interval.firstSlot());
            int fresh = 0;
            int corrections = 0;
            int repeated = 0;
            for (int i = 0; i < interval.words().count(); i++) {
                SlotWord word = interval.words().at(i);
                SlotWord judged = interval.limits().get(0).words().at(i);
                long slot = interval.firstSlot() + i;
                if (word.isNone()) {
                    continue;
                }
                SlotWord before = own.get(slot);
                if (before == null) {
                    fresh++;
                    settled[0].merge(word.slotClass(), 1L, Long::sum);
                    settled[1].merge(judged.slotClass(), 1L, Long::sum);
                } else if (before == SILENT) {
                    corrections++;
                    correct(0, word);
                    correct(1, judged);
                } else {
                    repeated++;
                    continue;
                }
                own.put(slot, word);
                limit.put(slot, judged);
            }
            return new IntervalReceipt(fresh, corrections, repeated, 0);
        }

        private void correct(int indicator, SlotWord to) {
            if (to.slotClass() != SlotClass.UNKNOWN) {
                corrected[indicator].merge(new SlotTotals.Correction(SlotClass.UNKNOWN, to.slotClass()), 1L, Long::sum);
            }
        }

        long settleSilent(long nowNanos) {
            long silent = 0;
            if (first == Long.MAX_VALUE) {
                return 0;
            }
            due = plan.slotAtOrBefore(nowNanos - plan.timeoutNanos() - 15_000_000_000L);
            for (long slot = first; slot <= due; slot++) {
                if (own.putIfAbsent(slot, SILENT) == null) {
                    limit.put(slot, SILENT);
                    settled[0].merge(SlotClass.UNKNOWN, 1L, Long::sum);
                    settled[1].merge(SlotClass.UNKNOWN, 1L, Long::sum);
                    silent++;
                }
            }
            return silent;
        }

        SlotCounts count(boolean byLimit, long fromNanos, long toNanos) {
            if (first == Long.MAX_VALUE) {
                return SlotCounts.NONE;
            }
            long[] classes = new long[5];
            long scheduled = 0;
            for (long slot = plan.slotAfter(fromNanos); plan.plannedEpochNanos(slot) <= toNanos; slot++) {
                scheduled++;
                if (slot >= first) {
                    SlotWord word = (byLimit ? limit : own).get(slot);
                    classes[word == null ? 4 : word.slotClass().ordinal()]++;
                }
            }
            return new SlotCounts(classes[0], classes[1], classes[2], classes[3], classes[4], scheduled);
        }

        List<SlotWord> settledAfter(long cursorNanos) {
            List<SlotWord> words = new ArrayList<>();
            if (first == Long.MAX_VALUE) {
                return words;
            }
            long pending = first;
            while (own.containsKey(pending)) {
                pending++;
            }
            for (long slot = Math.max(first, plan.slotAfter(cursorNanos)); slot < pending; slot++) {
                words.add(own.get(slot));
            }
            return words;
        }

        @SuppressWarnings("unchecked")
        private static <K> Map<K, Long>[] maps() {
            return new Map[] {new HashMap<K, Long>(), new HashMap<K, Long>()};
        }
    }
}
