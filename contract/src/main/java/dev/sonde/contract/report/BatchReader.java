package dev.sonde.contract.report;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.HistogramCodec;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.SlotWord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and checks the parts of a batch behind magic and version. One batch, one thread. */
final class BatchReader {
    static final int MAX_CHECK_NAME = 63;
    static final long MAX_LIMIT_NANOS = Plan.MAX_TIMEOUT.toNanos();

    /** So far may the slot of evidence, or of a confirmation, lie from the first slot of its interval. */
    static final long MAX_EVIDENCE_DISTANCE = 1_000_000;

    /** So that a run's phases can be summed. */
    static final long MAX_DURATION_NANOS = Long.MAX_VALUE / 8;

    /** Years 1 to 9999: all that RFC 3339 can say, and milliseconds of it fit into a long. */
    static final long MIN_EPOCH_SECOND = -62_135_596_800L;

    static final long MAX_EPOCH_SECOND = 253_402_300_799L;

    private static final int MIN_INTERVAL_BYTES = 19;
    private static final int MIN_LIMIT_BYTES = 2;
    private static final int MIN_EVIDENCE_BYTES = 9;
    private static final int MIN_CONFIRMATION_BYTES = 2;

    private final ByteReader reader;
    private final int version;
    private long wordsLeft = BatchCodec.MAX_WORDS;
    private int evidenceLeft = BatchCodec.MAX_EVIDENCE;

    /** @param version the batch's, one that {@link BatchCodec} reads */
    BatchReader(ByteReader reader, int version) {
        this.reader = reader;
        this.version = version;
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
        int maxSteps = version >= BatchCodec.WITH_TRAILS ? Latencies.MAX_STEPS : 0;
        Latencies success = LatenciesCodec.read(reader, BatchCodec.MAX_SAMPLES, maxSteps);
        Latencies failure = LatenciesCodec.read(reader, BatchCodec.MAX_SAMPLES, maxSteps);
        long leftOut = reader.readBounded("left out", 0, CheckInterval.MAX_SLOTS);
        Instant certificateExpiry = readOptionalTime("certificate expiry");
        List<Evidence> evidence = readEvidences(firstSlot);
        List<Confirmation> confirmations = readConfirmations(firstSlot);
        return new CheckInterval(
                check,
                plan,
                firstSlot,
                words,
                limits,
                success,
                failure,
                leftOut,
                certificateExpiry,
                evidence,
                confirmations);
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
        evidenceLeft -= count;
        if (evidenceLeft < 0) {
            throw reader.malformed("evidence in the batch", "too much", "at most " + BatchCodec.MAX_EVIDENCE);
        }
        List<Evidence> evidences = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            evidences.add(readEvidence(firstSlot));
        }
        return evidences;
    }

    private Evidence readEvidence(long firstSlot) throws MalformedBytesException {
        long slot = firstSlot + reader.readSigned("evidence slot", -MAX_EVIDENCE_DISTANCE, MAX_EVIDENCE_DISTANCE);
        return EvidenceReader.read(reader, slot, version >= BatchCodec.WITH_TRAILS);
    }

    private List<Confirmation> readConfirmations(long firstSlot) throws MalformedBytesException {
        if (version < BatchCodec.WITH_TRAILS) {
            return List.of();
        }
        int count = reader.readCount("confirmation count", 0, CheckInterval.MAX_SLOTS, MIN_CONFIRMATION_BYTES);
        List<Confirmation> confirmations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long slot = firstSlot + reader.readSigned("confirmed slot", -MAX_EVIDENCE_DISTANCE, MAX_EVIDENCE_DISTANCE);
            boolean ended = reader.readBoundedInt("confirmation flag", 0, 1) == 1;
            confirmations.add(
                    new Confirmation(slot, ended ? EvidenceReader.readOutcome("confirmation outcome", reader) : null));
        }
        return confirmations;
    }

    private @Nullable Instant readOptionalTime(String what) throws MalformedBytesException {
        return reader.readBoundedInt(what + " flag", 0, 1) == 0 ? null : readTime(what);
    }

    private Instant readTime(String what) throws MalformedBytesException {
        return EvidenceReader.readTime(what, reader);
    }

    /** A name from outside goes into messages and logs: without what could forge a line. */
    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }
}
