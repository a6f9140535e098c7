package dev.sonde.benchmarks.rig;

import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.LimitWords;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.result.SlotWord;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What became of the slots of one check, by the second they were planned in. Guarded by its owner. */
final class SlotLedger {
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final NavigableMap<Long, Second> seconds = new TreeMap<>();
    private long firstSlot = Long.MAX_VALUE;
    private long lastSlot = Long.MIN_VALUE;
    private final Set<Long> heard = new HashSet<>();
    private long doubles;
    private @Nullable Evidence blame;

    /** Of the slots planned in one second. */
    private static final class Second {
        private long words;
        private long run;
        private long bad;
        private long unknown;
    }

    void add(CheckInterval interval) {
        interval.evidence().stream()
                .filter(run -> run.outcome() instanceof Outcome.Failure)
                .findFirst()
                .ifPresent(run -> blame = run);
        for (int i = 0; i < interval.words().count(); i++) {
            SlotWord word = interval.words().at(i);
            if (!word.isNone()) {
                add(interval, i, word);
            }
        }
    }

    private void add(CheckInterval interval, int at, SlotWord word) {
        long slot = interval.firstSlot() + at;
        firstSlot = Math.min(firstSlot, slot);
        lastSlot = Math.max(lastSlot, slot);
        doubles += heard.add(slot) ? 0 : 1;
        Second second = seconds.computeIfAbsent(
                interval.plan().plannedEpochNanos(slot) / NANOS_PER_SECOND, planned -> new Second());
        second.words++;
        second.run += word.started() ? 1 : 0;
        second.bad += isBad(interval, at, word) ? 1 : 0;
        second.unknown += word.slotClass() == SlotClass.UNKNOWN ? 1 : 0;
    }

    private static boolean isBad(CheckInterval interval, int at, SlotWord word) {
        if (word.slotClass() == SlotClass.BAD) {
            return true;
        }
        for (LimitWords limit : interval.limits()) {
            if (limit.words().at(at).slotClass() == SlotClass.BAD) {
                return true;
            }
        }
        return false;
    }

    /** Slots from the first to the last that was heard of. */
    long slots() {
        return heard.isEmpty() ? 0 : lastSlot - firstSlot + 1;
    }

    /** Slots in between that have no word, and words that a slot has too many. */
    long unaccounted() {
        return slots() - heard.size() + doubles;
    }

    /** Slots that say that the target was down, or over a limit. */
    long bad() {
        return seconds.values().stream().mapToLong(second -> second.bad).sum();
    }

    /** A run that said so, in a line; null if none is known. */
    @Nullable
    String blame() {
        return blame == null
                ? null
                : "%s, %s, lag %.1f ms".formatted(blame.detail(), blame.phaseNanos(), blame.loopLagNanos() / 1e6);
    }

    /** Slots of which nothing is known, planned in these seconds of Unix time; the last one is not among them. */
    long unknown(long from, long to) {
        return seconds.subMap(from, to).values().stream()
                .mapToLong(second -> second.unknown)
                .sum();
    }

    /** Runs that started, of slots planned in these seconds. */
    long run(long from, long to) {
        return seconds.subMap(from, to).values().stream()
                .mapToLong(second -> second.run)
                .sum();
    }

    /** Part of the slots planned in these seconds that were run. */
    double shareRun(long from, long to) {
        long planned = seconds.subMap(from, to).values().stream()
                .mapToLong(second -> second.words)
                .sum();
        return planned == 0 ? 0 : (double) run(from, to) / planned;
    }

    /** When the last unknown slot was planned, in Unix seconds; 0 without one. */
    long lastUnknownSecond() {
        return seconds.descendingMap().entrySet().stream()
                .filter(entry -> entry.getValue().unknown > 0)
                .mapToLong(Map.Entry::getKey)
                .findFirst()
                .orElse(0);
    }
}
