package dev.sonde.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.ingest.AgentIdentity;
import dev.sonde.collector.ingest.BatchLog;
import dev.sonde.collector.latency.LatencyBuckets;
import dev.sonde.collector.latency.LatencyRange;
import dev.sonde.collector.latency.LatencyTotals;
import dev.sonde.collector.slots.ExcludedTimes;
import dev.sonde.collector.slots.Indicator;
import dev.sonde.collector.slots.RunTotals;
import dev.sonde.collector.slots.SlotCounts;
import dev.sonde.collector.slots.SlotKey;
import dev.sonde.collector.slots.SlotTotals;
import dev.sonde.collector.slots.WatchedCheck;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole store against a model that keeps every slot and every sample by itself: batches, duplicates, reorderings, late
 * deliveries, silence, clean restarts, and restarts from a copy of the files as a crash would leave them.
 */
class StoreModelTest {
    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final SlotWord BAD = SlotWord.bad(FailureReason.TIMEOUT);
    private static final SlotWord SLOW = SlotWord.bad(FailureReason.TOO_SLOW);
    private static final SlotWord SHED = SlotWord.unknown(UnknownReason.AGENT_OVERLOADED, false);
    private static final SlotWord SILENT = SlotWord.unknown(UnknownReason.AGENT_SILENT, false);
    private static final SlotWord[] WORDS = {SlotWord.GOOD, SlotWord.GOOD, SlotWord.GOOD, BAD, SHED};
    private static final List<CheckName> CHECKS = List.of(new CheckName("checkout"), new CheckName("search"));
    private static final Location EU = new Location("eu");
    private static final AgentIdentity AGENT = new AgentIdentity("eu-1", EU);

    @TempDir
    private Path root;

    private final HandClock clock = new HandClock(Instant.parse("2026-03-01T21:30:00Z"));
    private final Map<CheckName, Map<Long, SlotWord>> own = new HashMap<>();
    private final Map<CheckName, Map<Long, SlotWord>> limited = new HashMap<>();
    private final Map<CheckName, Long> firsts = new HashMap<>();
    private final Map<CheckName, Long> silentEver = new HashMap<>();
    private final Map<CheckName, TreeMap<Long, Latencies>> successByMinute = new HashMap<>();
    private final List<Batch> sent = new ArrayList<>();
    private int directories;
    private Path directory;
    private SqliteStore store;
    private BatchLog log;
    private long sequence;

    @AfterEach
    void closeStore() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void everythingEqualsANaiveModelOverRestartsAndLateBatches(long seed) throws Exception {
        Random random = new Random(seed);
        directory = root.resolve("data-0");
        open();

        for (int step = 0; step < 300; step++) {
            switch (random.nextInt(14)) {
                case 0, 1, 2, 3, 4, 5 -> send(random, random.nextInt(120));
                case 6 -> send(random, random.nextInt(random.nextBoolean() ? 80_000 : 9 * 86_400));
                case 7, 8 -> sendAgain(random);
                case 9 -> advance(Duration.ofSeconds(5));
                case 10 -> advance(Duration.ofSeconds(random.nextInt(400)));
                case 11 ->
                    advance(random.nextInt(4) == 0 ? Duration.ofHours(random.nextInt(60)) : Duration.ofMinutes(40));
                case 12 -> {
                    if (random.nextInt(3) == 0) {
                        store.close();
                        open();
                    }
                }
                case 13 -> {
                    if (random.nextInt(3) == 0) {
                        crash();
                    }
                }
                default -> throw new IllegalStateException();
            }
            if (step % 50 == 49) {
                compare(random, "seed " + seed + ", step " + step);
            }
        }
    }

    private void open() throws Exception {
        store = SqliteStore.open(
                directory,
                new Retention(Duration.ofDays(3), Duration.ofDays(90), Duration.ofDays(400), Duration.ofDays(30)),
                clock,
                System::nanoTime);
        log = store.batchLog(() -> {});
        Map<CheckName, WatchedCheck> checks = new HashMap<>();
        CHECKS.forEach(check -> checks.put(check, new WatchedCheck(List.of(LIMIT), Set.of(EU))));
        store.watch(new WatchedChecks(checks, Duration.ofDays(14), ExcludedTimes.NONE))
                .toCompletableFuture()
                .join();
    }

    /** Goes on with a copy of the files, taken while the store had them open. */
    private void crash() throws Exception {
        Path copy = root.resolve("data-" + ++directories);
        Files.createDirectory(copy);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("sonde.db"))
                    .filter(file -> !file.getFileName().toString().endsWith("-shm"))
                    .toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        store.close();
        directory = copy;
        open();
    }

    private void send(Random random, int secondsAgo) {
        List<CheckInterval> intervals = new ArrayList<>();
        for (CheckName check : CHECKS) {
            Plan plan = plan(check);
            long first = plan.slotAtOrBefore(nanos(clock.instant().minusSeconds(secondsAgo)));
            int most = 1;
            long minute = Math.floorDiv(plan.plannedEpochNanos(first), 60_000_000_000L);
            while (Math.floorDiv(plan.plannedEpochNanos(first + most), 60_000_000_000L) == minute) {
                most++;
            }
            int count = 1 + random.nextInt(most);
            SlotWord[] words = new SlotWord[count];
            SlotWord[] judged = new SlotWord[count];
            for (int i = 0; i < count; i++) {
                words[i] = WORDS[random.nextInt(WORDS.length)];
                judged[i] = words[i] == SlotWord.GOOD && random.nextInt(5) == 0 ? SLOW : words[i];
            }
            intervals.add(Batches.interval(check, plan, first, LIMIT, words, judged));
        }
        Batch batch =
                Batches.batch(AGENT.name(), 1 + random.nextInt(2), ++sequence, intervals.toArray(CheckInterval[]::new));
        sent.add(batch);
        BatchLog.Written written = append(batch);
        assertThat(written.duplicate()).isFalse();
        batch.intervals().forEach(this::model);
    }

    private void sendAgain(Random random) {
        if (!sent.isEmpty()) {
            assertThat(append(sent.get(random.nextInt(sent.size()))).duplicate())
                    .isTrue();
        }
    }

    private BatchLog.Written append(Batch batch) {
        return log.append(AGENT, batch).toCompletableFuture().join();
    }

    private void advance(Duration time) {
        clock.advance(time);
        store.inRound(book -> book.slots().settleSilent(clock.instant()))
                .toCompletableFuture()
                .join();
        store.tidy().toCompletableFuture().join();
        for (CheckName check : CHECKS) {
            Long first = firsts.get(check);
            if (first != null) {
                Plan plan = plan(check);
                long due = plan.slotAtOrBefore(nanos(clock.instant()) - plan.timeoutNanos() - 15_000_000_000L);
                for (long slot = first; slot <= due; slot++) {
                    if (own.get(check).putIfAbsent(slot, SILENT) == null) {
                        limited.get(check).put(slot, SILENT);
                        silentEver.merge(check, 1L, Long::sum);
                    }
                }
            }
        }
    }

    private void model(CheckInterval interval) {
        CheckName check = interval.check();
        Long known = firsts.get(check);
        long planned = interval.plan().plannedEpochNanos(interval.firstSlot());
        boolean beforeKnown = known == null || interval.firstSlot() < known;
        if (beforeKnown && planned < nanos(clock.instant().minus(Duration.ofDays(1)))) {
            return; // a plan does not begin so long ago
        }
        firsts.merge(check, interval.firstSlot(), Math::min);
        Map<Long, SlotWord> words = own.computeIfAbsent(check, none -> new HashMap<>());
        Map<Long, SlotWord> judged = limited.computeIfAbsent(check, none -> new HashMap<>());
        boolean took = false;
        for (int i = 0; i < interval.words().count(); i++) {
            long slot = interval.firstSlot() + i;
            SlotWord before = words.get(slot);
            if (before == null || before == SILENT) {
                words.put(slot, interval.words().at(i));
                judged.put(slot, interval.limits().get(0).words().at(i));
                took = true;
            }
        }
        if (took && !interval.success().total().isEmpty()) {
            long minute = Math.floorDiv(interval.plan().plannedEpochNanos(interval.firstSlot()), 60_000_000_000L);
            successByMinute
                    .computeIfAbsent(check, none -> new TreeMap<>())
                    .merge(minute, interval.success(), Latencies::plus);
        }
    }

    private void compare(Random random, String context) {
        Instant now = clock.instant();
        for (CheckName check : CHECKS) {
            if (!firsts.containsKey(check)) {
                continue;
            }
            for (int i = 0; i < 6; i++) {
                Instant to = now.minusSeconds(random.nextInt(2) * random.nextInt(200_000));
                Instant from = to.minusSeconds(1 + random.nextInt(i < 3 ? 900 : 10 * 86_400));
                for (Duration limit : new Duration[] {null, LIMIT}) {
                    SlotCounts counted = store.look(state -> state.slots()
                                    .counting(new Indicator(check, limit))
                                    .count(from, to))
                            .toCompletableFuture()
                            .join();
                    assertThat(counted).as(context).isEqualTo(counts(check, limit, nanos(from), nanos(to)));
                }
            }
            compareTotals(check, context);
            compareLatencies(check, random, context);
        }
    }

    private void compareTotals(CheckName check, String context) {
        RunTotals runs = store.look(state -> state.slots().runTotals(new SlotKey(check, EU)))
                .toCompletableFuture()
                .join();
        SlotTotals totals = store.look(state -> state.slots().totals(Indicator.outcomeOf(check)))
                .toCompletableFuture()
                .join();
        long good = own.get(check).values().stream()
                .filter(word -> word == SlotWord.GOOD)
                .count();
        long bad = own.get(check).values().stream().filter(word -> word == BAD).count();
        assertThat(runs.started().getOrDefault(new RunTotals.RunKind("success", ""), 0L))
                .as(context)
                .isEqualTo(good);
        assertThat(runs.started().getOrDefault(new RunTotals.RunKind("failure", "timeout"), 0L))
                .as(context)
                .isEqualTo(bad);
        assertThat(runs.missed().getOrDefault("agent_silent", 0L))
                .as(context)
                .isEqualTo(silentEver.getOrDefault(check, 0L));
        long correctedToGood =
                totals.corrected().getOrDefault(new SlotTotals.Correction(SlotClass.UNKNOWN, SlotClass.GOOD), 0L);
        assertThat(totals.settled().get(SlotClass.GOOD) + correctedToGood)
                .as(context)
                .isEqualTo(good);
    }

    private void compareLatencies(CheckName check, Random random, String context) {
        TreeMap<Long, Latencies> minutes = successByMinute.getOrDefault(check, new TreeMap<>());
        Latencies all = minutes.values().stream().reduce(Latencies.EMPTY, Latencies::plus);
        LatencyBuckets sinceEver = store.look(state -> state.latency().sinceEver(check, EU))
                .toCompletableFuture()
                .join();
        assertThat(sinceEver.success())
                .as(context)
                .isEqualTo(LatencyBuckets.NONE
                        .plus(new LatencyTotals(all, Latencies.EMPTY, 0))
                        .success());

        for (int i = 0; i < 4; i++) {
            Instant to = clock.instant().minusSeconds(random.nextInt(3) * random.nextInt(300_000));
            Instant from = to.minusSeconds(60 + random.nextInt(5 * 86_400));
            LatencyRange range = store.latencyHistory().read(check, EU, from, to);
            assertThat(range.from()).isBeforeOrEqualTo(from).isAfter(from.minusSeconds(3_600));
            assertThat(range.to()).isAfterOrEqualTo(to).isBefore(to.plusSeconds(3_600));
            Latencies expected =
                    minutes
                            .subMap(
                                    range.from().getEpochSecond() / 60,
                                    range.to().getEpochSecond() / 60)
                            .values()
                            .stream()
                            .reduce(Latencies.EMPTY, Latencies::plus);
            assertThat(range.success())
                    .as(context + " " + range.from() + " to " + range.to())
                    .isEqualTo(expected);
        }
    }

    private SlotCounts counts(CheckName check, Duration limit, long fromNanos, long toNanos) {
        long[] classes = new long[5];
        long scheduled = 0;
        Plan plan = plan(check);
        Map<Long, SlotWord> words = (limit == null ? own : limited).get(check);
        for (long slot = plan.slotAfter(fromNanos); plan.plannedEpochNanos(slot) <= toNanos; slot++) {
            scheduled++;
            if (slot >= firsts.get(check)) {
                SlotWord word = words.get(slot);
                classes[word == null ? 4 : word.slotClass().ordinal()]++;
            }
        }
        return new SlotCounts(classes[0], classes[1], classes[2], classes[3], classes[4], scheduled);
    }

    private static Plan plan(CheckName check) {
        return Plan.of(check, EU, Duration.ofSeconds(20), Duration.ofSeconds(4));
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
