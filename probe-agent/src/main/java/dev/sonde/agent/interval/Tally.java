package dev.sonde.agent.interval;

import dev.sonde.agent.evidence.EvidenceLog;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.StepTime;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.HdrBuckets;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Confirmation;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.LimitWords;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.SlotWord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One interval in the making: what a check's runs of one UTC minute said since the cut before. It only takes notes, so
 * that the event loop is soon done; whoever drained it owns it and may {@link #seal} it on any thread.
 */
public final class Tally {
    private static final int FIRST_CAPACITY = 4;
    private static final int[] NO_SLOTS = {};
    private static final byte[] NO_CODES = {};

    private final CheckName check;
    private final Plan plan;
    private final List<Duration> limits;
    private final EvidenceLog evidence = new EvidenceLog();
    private final Durations successes = new Durations();
    private final Durations failures = new Durations();

    /** The slots noted, in order of arrival, counted from the first, and for each its own word followed by one per limit. */
    private int[] slots = new int[FIRST_CAPACITY];

    private long firstNoted;

    private byte[] codes;
    private int size;
    private final List<Confirmation> confirmations = new ArrayList<>();
    private long leftOut;
    private @Nullable Instant certificateExpiry;

    Tally(CheckName check, Plan plan, List<Duration> limits) {
        this.check = check;
        this.plan = plan;
        this.limits = limits;
        this.codes = new byte[FIRST_CAPACITY * stride()];
    }

    /** Notes a run that ended. */
    void ended(long slot, Sample sample, Verdict verdict) {
        int at = claim(slot);
        codes[at] = verdict.outcome().word().code();
        for (int i = 0; i < limits.size(); i++) {
            codes[at + 1 + i] = verdict.limits().get(i).code();
        }
        if (verdict.keepsDurations()) {
            (verdict.outcome() instanceof Outcome.Success ? successes : failures).add(sample);
            if (!sample.steps().isEmpty()) {
                sample.steps().forEach(step -> (step.good() ? successes : failures).add(step));
            }
        } else if (verdict.leavesDurationsOut()) {
            leftOut++;
        }
        if (sample.certificateExpiry() != null) {
            certificateExpiry = sample.certificateExpiry();
        }
    }

    /** Keeps a run as evidence; its slot may be of another minute. */
    void keep(Evidence run) {
        evidence.add(run);
    }

    /** Notes that a slot's failure is, or was, looked at once more. Says nothing of the slot itself. */
    void confirmed(Confirmation confirmation) {
        if (size == 0) {
            claim(confirmation.slot());
        }
        if (confirmations.size() < CheckInterval.MAX_SLOTS) {
            confirmations.add(confirmation);
        }
    }

    /** Notes a slot whose run never started. */
    void missed(long slot, SlotWord word) {
        int at = claim(slot);
        Arrays.fill(codes, at, at + stride(), word.code());
    }

    /** The interval. Notes nothing further, and lets go of its notes. */
    public CheckInterval seal() {
        int first = Arrays.stream(slots, 0, size).min().orElseThrow();
        int last = Arrays.stream(slots, 0, size).max().orElseThrow();
        int count = last - first + 1;
        List<LimitWords> limitWords = new ArrayList<>(limits.size());
        for (int i = 0; i < limits.size(); i++) {
            limitWords.add(new LimitWords(limits.get(i), words(first, count, 1 + i)));
        }
        CheckInterval interval = new CheckInterval(
                check,
                plan,
                firstNoted + first,
                words(first, count, 0),
                limitWords,
                successes.toLatencies(),
                failures.toLatencies(),
                leftOut,
                certificateExpiry,
                evidence.runs(),
                confirmations);
        letGo();
        return interval;
    }

    /**
     * A tally is as old as the time between two cuts, which may have brought it into old memory; from there, dead, it would
     * keep its younger and longer notes until they are old as well.
     */
    private void letGo() {
        slots = NO_SLOTS;
        codes = NO_CODES;
        successes.letGo();
        failures.letGo();
    }

    private SlotWords words(int first, int count, int column) {
        byte[] words = new byte[count];
        for (int i = 0; i < size; i++) {
            words[slots[i] - first] = codes[i * stride() + column];
        }
        return SlotWords.ofCodes(words);
    }

    private int claim(long slot) {
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, 2 * size);
            codes = Arrays.copyOf(codes, slots.length * stride());
        }
        if (size == 0) {
            firstNoted = slot;
        }
        slots[size] = Math.toIntExact(slot - firstNoted);
        return size++ * stride();
    }

    private int stride() {
        return 1 + limits.size();
    }

    /**
     * Durations of runs that ended alike: a row per run, the whole first and then each phase. Only their buckets are noted:
     * nothing else goes into a histogram, and what is noted here lives until the next cut, which is long for young memory.
     */
    private static final class Durations {
        private static final Phase[] PHASES = Phase.values();
        private static final int STRIDE = 1 + PHASES.length;
        private static final short ABSENT = -1;

        private static final short[] NO_ROWS = {};

        private short[] rows = NO_ROWS;
        private int size;
        private @Nullable SortedMap<String, long[]> steps;

        void add(Sample sample) {
            if (size == rows.length) {
                rows = Arrays.copyOf(rows, Math.max(STRIDE * FIRST_CAPACITY, 2 * size));
            }
            rows[size++] = bucket(sample.durationNanos());
            for (Phase phase : PHASES) {
                rows[size++] =
                        sample.phases().has(phase) ? bucket(sample.phases().nanos(phase)) : ABSENT;
            }
        }

        /** Of each step its durations, behind how many there are. */
        void add(StepTime step) {
            SortedMap<String, long[]> all = steps == null ? new TreeMap<>() : steps;
            steps = all;
            long[] ofStep = all.computeIfAbsent(step.name(), first -> new long[2]);
            if (ofStep[0] == ofStep.length - 1) {
                ofStep = Arrays.copyOf(ofStep, 2 * ofStep.length);
                all.put(step.name(), ofStep);
            }
            ofStep[(int) ++ofStep[0]] = micros(step.nanos());
        }

        void letGo() {
            rows = NO_ROWS;
            size = 0;
            steps = null;
        }

        Latencies toLatencies() {
            if (size == 0 && steps == null) {
                return Latencies.EMPTY;
            }
            SortedMap<String, SparseHistogram> ofSteps = new TreeMap<>();
            if (steps != null) {
                steps.forEach((name, values) -> ofSteps.put(
                        name, SparseHistogram.ofMicros(Arrays.copyOfRange(values, 1, 1 + (int) values[0]))));
            }
            Map<Phase, SparseHistogram> phases = new EnumMap<>(Phase.class);
            int[] column = new int[size / STRIDE];
            for (Phase phase : PHASES) {
                phases.put(phase, histogram(1 + phase.code(), column));
            }
            return new Latencies(histogram(0, column), phases, ofSteps);
        }

        /** @param room for all values of a column */
        private SparseHistogram histogram(int column, int[] room) {
            int count = 0;
            for (int at = column; at < size; at += STRIDE) {
                if (rows[at] != ABSENT) {
                    room[count++] = rows[at];
                }
            }
            return SparseHistogram.ofIndexes(room, count);
        }

        /** Fits: {@link HdrBuckets#MAX_INDEX} is below 28,000. */
        private static short bucket(long nanos) {
            return (short) HdrBuckets.indexOf(micros(nanos));
        }

        private static long micros(long nanos) {
            return (Math.max(nanos, 0) + 500) / 1_000;
        }
    }
}
