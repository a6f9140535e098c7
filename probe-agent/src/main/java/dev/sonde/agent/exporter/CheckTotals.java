package dev.sonde.agent.exporter;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.HoursCursor;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.ProbeHours;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Confirmation;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.EvidenceKind;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.series.BucketBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the runs of one check came to since the agent started. Guarded by its owner. */
final class CheckTotals {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int KEPT_MINUTES = 60;

    /** Behind the buckets of successes, {@code +Inf} being the last: the newest failure. */
    private static final int FAILED = BucketBounds.RESPONSE_TIME.size() + 1;

    private final Map<RunKind, Long> started = new TreeMap<>();
    private final Map<String, Long> missed = new TreeMap<>();
    private final TreeMap<Long, SparseHistogram> successByMinute = new TreeMap<>();
    private final Map<String, Long> confirmations = new TreeMap<>();
    private final @Nullable Evidence[] traced = new @Nullable Evidence[FAILED + 1];
    private Latencies success = Latencies.EMPTY;
    private Latencies failure = Latencies.EMPTY;
    private @Nullable Instant certificateExpiry;
    private @Nullable ProbeHours hours;
    private @Nullable HoursCursor cursor;
    private long newestSlotPlanned = Long.MIN_VALUE;
    private SlotWord newest = SlotWord.NONE;

    /** How runs ended. */
    record RunKind(String outcome, String reason) implements Comparable<RunKind> {
        @Override
        public int compareTo(RunKind other) {
            int byOutcome = outcome.compareTo(other.outcome);
            return byOutcome != 0 ? byOutcome : reason.compareTo(other.reason);
        }
    }

    /**
     * Totals at a moment. Immutable.
     *
     * @param up 1 if the newest slot with a word is good, 0 if bad, null if unknown or outside of the check's hours
     * @param recent successes of each window,
     * @param confirmations confirming runs that ended, by outcome
     * @param traced the newest kept run of each bucket that has a trace id, and the newest such failure
     */
    record View(
            Check check,
            Location location,
            Map<RunKind, Long> started,
            Map<String, Long> missed,
            @Nullable Integer up,
            Latencies success,
            Latencies failure,
            Map<Duration, SparseHistogram> recent,
            @Nullable Instant certificateExpiry,
            Map<String, Long> confirmations,
            List<Evidence> traced) {}

    void add(CheckInterval interval) {
        SlotWords words = interval.words();
        for (int i = 0; i < words.count(); i++) {
            SlotWord word = words.at(i);
            if (!word.isNone()) {
                count(word, interval.plan().plannedEpochNanos(interval.firstSlot() + i));
            }
        }
        for (Confirmation confirmation : interval.confirmations()) {
            Outcome outcome = confirmation.outcome();
            if (outcome != null) {
                confirmations.merge(outcome.label(), 1L, Long::sum);
            }
        }
        interval.evidence().forEach(this::trace);
        success = success.plus(interval.success());
        failure = failure.plus(interval.failure());
        if (!interval.success().total().isEmpty()) {
            long minute = Math.floorDiv(interval.plan().plannedEpochNanos(interval.firstSlot()), MINUTE_NANOS);
            successByMinute.merge(minute, interval.success().total(), SparseHistogram::plus);
            successByMinute.headMap(successByMinute.lastKey() - KEPT_MINUTES).clear();
        }
        if (interval.certificateExpiry() != null) {
            certificateExpiry = interval.certificateExpiry();
        }
    }

    View view(Check check, Location location, Iterable<Duration> windows, Instant now) {
        Map<Duration, SparseHistogram> recent = new TreeMap<>();
        for (Duration window : windows) {
            recent.put(window, recent(window, now));
        }
        return new View(
                check,
                location,
                Map.copyOf(started),
                Map.copyOf(missed),
                isDue(check, now) ? up() : null,
                success,
                failure,
                recent,
                certificateExpiry,
                Map.copyOf(confirmations),
                Arrays.stream(traced).filter(Objects::nonNull).toList());
    }

    /** Outside of its hours nobody knows how the target is. */
    private boolean isDue(Check check, Instant now) {
        ProbeHours wanted = check.conduct().hours();
        if (wanted == null) {
            return true;
        }
        if (cursor == null || !wanted.equals(hours)) {
            hours = wanted;
            cursor = new HoursCursor(wanted);
        }
        return cursor.includes(now.getEpochSecond() * 1_000_000_000L);
    }

    private void trace(Evidence run) {
        boolean succeeded = run.outcome() instanceof Outcome.Success;
        if (run.trail().traceId().isEmpty()
                || run.kind() == EvidenceKind.CONFIRMATION
                || !(succeeded || run.outcome() instanceof Outcome.Failure)) {
            return;
        }
        int at = 0;
        while (succeeded
                && at < BucketBounds.RESPONSE_TIME.size()
                && run.durationNanos() > BucketBounds.RESPONSE_TIME.get(at).toNanos()) {
            at++;
        }
        traced[succeeded ? at : FAILED] = run;
    }

    private void count(SlotWord word, long plannedEpochNanos) {
        if (word.started()) {
            started.merge(new RunKind(outcome(word), word.reason()), 1L, Long::sum);
        } else {
            missed.merge(word.reason(), 1L, Long::sum);
        }
        if (plannedEpochNanos > newestSlotPlanned) {
            newestSlotPlanned = plannedEpochNanos;
            newest = word;
        }
    }

    private @Nullable Integer up() {
        if (newest == SlotWord.GOOD) {
            return 1;
        }
        return !newest.isNone() && newest.slotClass() == SlotClass.BAD ? 0 : null;
    }

    private SparseHistogram recent(Duration window, Instant now) {
        long minute = Math.floorDiv(now.getEpochSecond(), 60);
        SparseHistogram sum = SparseHistogram.EMPTY;
        for (SparseHistogram histogram :
                successByMinute.tailMap(minute - window.toMinutes(), false).values()) {
            sum = sum.plus(histogram);
        }
        return sum;
    }

    private static String outcome(SlotWord word) {
        return switch (word.slotClass()) {
            case GOOD -> Outcome.SUCCESS.label();
            case BAD -> "failure";
            case UNKNOWN, EXCLUDED -> "unknown";
        };
    }
}
