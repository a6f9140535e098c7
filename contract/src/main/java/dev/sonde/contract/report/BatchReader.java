package dev.sonde.contract.report;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.HistogramCodec;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and checks the parts of a version 1 batch behind magic and version. One batch, one thread. */
final class BatchReader {
    static final int MAX_CHECK_NAME = 63;
    static final long MAX_LIMIT_NANOS = Plan.MAX_TIMEOUT.toNanos();

    /** So far may the slot of evidence lie from the first slot of its interval. */
    static final long MAX_EVIDENCE_DISTANCE = 1_000_000;

    /** So that a run's phases can be summed. */
    static final long MAX_DURATION_NANOS = Long.MAX_VALUE / 8;

    /** Years 1 to 9999: all that RFC 3339 can say, and milliseconds of it fit into a long. */
    static final long MIN_EPOCH_SECOND = -62_135_596_800L;

    static final long MAX_EPOCH_SECOND = 253_402_300_799L;

    private static final int MIN_INTERVAL_BYTES = 19;
    private static final int MIN_LIMIT_BYTES = 2;
    private static final int MIN_EVIDENCE_BYTES = 9;
    private static final int MAX_NANO = 999_999_999;
    private static final Phase[] PHASES = Phase.values();

    private final ByteReader reader;
    private long wordsLeft = BatchCodec.MAX_WORDS;

    BatchReader(ByteReader reader) {
        this.reader = reader;
    }

    Batch read() throws MalformedBytesException {
        String agent = reader.readText("agent", 1, BatchCodec.MAX_AGENT_NAME);
        long incarnation = reader.readFixed64("incarnation");
        long sequence = reader.readBounded("sequence", 1, Long.MAX_VALUE);
        String revision = reader.readText("config revision", 0, BatchCodec.MAX_REVISION);
        Instant sentAt = readTime("send time");
        SparseHistogram scheduleDelay = HistogramCodec.read(reader, BatchCodec.MAX_SAMPLES);
        SparseHistogram eventLoopLag = HistogramCodec.read(reader, BatchCodec.MAX_SAMPLES);
        long batchesDropped = reader.readBounded("batches dropped", 0, Long.MAX_VALUE);
        int count = reader.readCount("interval count", 0, BatchCodec.MAX_INTERVALS, MIN_INTERVAL_BYTES);
        List<CheckInterval> intervals = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            intervals.add(readInterval());
        }
        return new Batch(
                agent, incarnation, sequence, revision, sentAt, scheduleDelay, eventLoopLag, batchesDropped, intervals);
    }

    private CheckInterval readInterval() throws MalformedBytesException {
        CheckName check = readCheckName();
        Plan plan = readPlan();
        long firstSlot = reader.readSigned("first slot", Long.MIN_VALUE, Long.MAX_VALUE);
        int slots = reader.readBoundedInt("slot count", 1, CheckInterval.MAX_SLOTS);
        if (!CheckInterval.liesInOneMinute(plan, firstSlot, slots)) {
            throw reader.malformed(
                    "slots before", firstSlot + " and " + (slots - 1) + " more", "all planned in one UTC minute");
        }
        SlotWords words = readWords(slots);
        List<LimitWords> limits = readLimits(slots);
        Latencies success = LatenciesCodec.read(reader, BatchCodec.MAX_SAMPLES);
        Latencies failure = LatenciesCodec.read(reader, BatchCodec.MAX_SAMPLES);
        long leftOut = reader.readBounded("left out", 0, CheckInterval.MAX_SLOTS);
        Instant certificateExpiry = readOptionalTime("certificate expiry");
        List<Evidence> evidence = readEvidences(firstSlot);
        return new CheckInterval(
                check, plan, firstSlot, words, limits, success, failure, leftOut, certificateExpiry, evidence);
    }

    private CheckName readCheckName() throws MalformedBytesException {
        String name = reader.readText("check name", 1, MAX_CHECK_NAME);
        if (!CheckName.isValid(name)) {
            throw reader.malformed("check name before", printable(name), "a-z, 0-9 and -");
        }
        return new CheckName(name);
    }

    private Plan readPlan() throws MalformedBytesException {
        long interval = reader.readBounded("interval", Plan.MIN_INTERVAL.toNanos(), Plan.MAX_INTERVAL.toNanos());
        long offset = reader.readBounded("offset", 0, interval - 1);
        long timeout = reader.readBounded("timeout", 1, Plan.MAX_TIMEOUT.toNanos());
        return new Plan(interval, offset, timeout);
    }

    private List<LimitWords> readLimits(int slots) throws MalformedBytesException {
        int count = reader.readCount("limit count", 0, CheckInterval.MAX_LIMITS, MIN_LIMIT_BYTES);
        List<LimitWords> limits = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long nanos = reader.readBounded("limit", 1, MAX_LIMIT_NANOS);
            limits.add(new LimitWords(Duration.ofNanos(nanos), readWords(slots)));
        }
        return limits;
    }

    private SlotWords readWords(int slots) throws MalformedBytesException {
        wordsLeft -= slots;
        if (wordsLeft < 0) {
            throw reader.malformed("slot words in the batch", "too many", "at most " + BatchCodec.MAX_WORDS);
        }
        SlotWords words = SlotWordsCodec.readRuns(reader, slots);
        for (int i = 0; i < slots; i++) {
            if (words.codeAt(i) == SlotWord.EXCLUDED.code()) {
                throw reader.malformed("slot word before", "excluded", "what an agent can know");
            }
        }
        return words;
    }

    private List<Evidence> readEvidences(long firstSlot) throws MalformedBytesException {
        int count = reader.readCount("evidence count", 0, CheckInterval.MAX_EVIDENCE, MIN_EVIDENCE_BYTES);
        List<Evidence> evidences = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            evidences.add(readEvidence(firstSlot));
        }
        return evidences;
    }

    private Evidence readEvidence(long firstSlot) throws MalformedBytesException {
        long slot = firstSlot + reader.readSigned("evidence slot", -MAX_EVIDENCE_DISTANCE, MAX_EVIDENCE_DISTANCE);
        Instant startedAt = readTime("evidence time");
        Outcome outcome = readOutcome();
        String detail = reader.readText("evidence detail", 0, Evidence.MAX_DETAIL);
        String address = reader.readText("evidence address", 0, Evidence.MAX_ADDRESS);
        int status = reader.readBoundedInt("evidence status", 0, Integer.MAX_VALUE);
        long duration = reader.readBounded("evidence duration", 0, MAX_DURATION_NANOS);
        int mask = LatenciesCodec.readPhaseMask(reader);
        Map<Phase, Long> phases = new EnumMap<>(Phase.class);
        for (Phase phase : PHASES) {
            if ((mask & 1 << phase.code()) != 0) {
                phases.put(phase, reader.readBounded("evidence phase", 0, MAX_DURATION_NANOS));
            }
        }
        return new Evidence(
                slot, startedAt, outcome, detail, address.isEmpty() ? null : address, status, duration, phases);
    }

    private Outcome readOutcome() throws MalformedBytesException {
        int code = reader.readByte("evidence outcome");
        if (code == SlotWord.GOOD.code()) {
            return Outcome.SUCCESS;
        }
        for (FailureReason reason : FailureReason.values()) {
            if (SlotWord.bad(reason).code() == code) {
                return Outcome.failure(reason);
            }
        }
        for (UnknownReason reason : UnknownReason.values()) {
            if (SlotWord.unknown(reason, true).code() == code) {
                return Outcome.unknown(reason);
            }
        }
        throw reader.malformed("evidence outcome before", Integer.toString(code), "the word of a run that started");
    }

    private @Nullable Instant readOptionalTime(String what) throws MalformedBytesException {
        return reader.readBoundedInt(what + " flag", 0, 1) == 0 ? null : readTime(what);
    }

    private Instant readTime(String what) throws MalformedBytesException {
        long seconds = reader.readSigned(what, MIN_EPOCH_SECOND, MAX_EPOCH_SECOND);
        return Instant.ofEpochSecond(seconds, reader.readBoundedInt(what, 0, MAX_NANO));
    }

    /** A name from outside goes into messages and logs: without what could forge a line. */
    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }
}
