package dev.sonde.contract.report;

import dev.sonde.contract.histogram.ByteWriter;
import dev.sonde.contract.histogram.HistogramCodec;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotWord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes the parts of a batch behind magic and version, in the order in which {@link BatchReader} reads them. */
final class BatchWriter {
    private BatchWriter() {}

    static void write(Batch batch, ByteWriter writer, Runnable intervalWritten) {
        writer.writeText("agent", batch.agent(), 1, BatchCodec.MAX_AGENT_NAME);
        writer.writeFixed64(batch.incarnation());
        writer.writeBounded("sequence", batch.sequence(), 1, Long.MAX_VALUE);
        writer.writeText("config revision", batch.configRevision(), 0, BatchCodec.MAX_REVISION);
        writeTime("send time", batch.sentAt(), writer);
        writeWireHistogram("schedule delay", batch.scheduleDelay(), writer);
        writeWireHistogram("event-loop lag", batch.eventLoopLag(), writer);
        writer.writeBounded("batches dropped", batch.batchesDropped(), 0, Long.MAX_VALUE);
        writer.writeBounded("interval count", batch.intervals().size(), 0, BatchCodec.MAX_INTERVALS);
        long words = 0;
        long evidence = 0;
        for (CheckInterval interval : batch.intervals()) {
            writeInterval(interval, writer);
            evidence += interval.evidence().size();
            words += (long) interval.words().count() * (1 + interval.limits().size());
            intervalWritten.run();
        }
        if (words > BatchCodec.MAX_WORDS) {
            throw new IllegalArgumentException(
                    "slot words in the batch: " + words + " (expected: at most " + BatchCodec.MAX_WORDS + ")");
        }
        if (evidence > BatchCodec.MAX_EVIDENCE) {
            throw new IllegalArgumentException(
                    "evidence in the batch: " + evidence + " (expected: at most " + BatchCodec.MAX_EVIDENCE + ")");
        }
    }

    private static void writeInterval(CheckInterval interval, ByteWriter writer) {
        writer.writeText("check name", interval.check().value(), 1, BatchReader.MAX_CHECK_NAME);
        writer.writeVarint(interval.plan().intervalNanos());
        writer.writeVarint(interval.plan().offsetNanos());
        writer.writeVarint(interval.plan().timeoutNanos());
        writer.writeSigned("first slot", interval.firstSlot(), Long.MIN_VALUE, Long.MAX_VALUE);
        writer.writeBounded("slot count", interval.words().count(), 1, CheckInterval.MAX_SLOTS);
        writeWireWords(interval.words(), writer);
        writer.writeBounded("limit count", interval.limits().size(), 0, CheckInterval.MAX_LIMITS);
        for (LimitWords limit : interval.limits()) {
            writer.writeBounded("limit", limit.limit().toNanos(), 1, BatchReader.MAX_LIMIT_NANOS);
            writeWireWords(limit.words(), writer);
        }
        writeWireLatencies(interval.success(), writer);
        writeWireLatencies(interval.failure(), writer);
        writer.writeBounded("left out", interval.leftOut(), 0, CheckInterval.MAX_SLOTS);
        writeOptionalTime("certificate expiry", interval.certificateExpiry(), writer);
        writer.writeBounded("evidence count", interval.evidence().size(), 0, CheckInterval.MAX_EVIDENCE);
        for (Evidence evidence : interval.evidence()) {
            writeEvidence(evidence, interval.firstSlot(), writer);
        }
        writer.writeBounded("confirmation count", interval.confirmations().size(), 0, CheckInterval.MAX_SLOTS);
        for (Confirmation confirmation : interval.confirmations()) {
            writeConfirmation(confirmation, interval.firstSlot(), writer);
        }
    }

    private static void writeEvidence(Evidence evidence, long firstSlot, ByteWriter writer) {
        writer.writeSigned(
                "evidence slot",
                Math.subtractExact(evidence.slot(), firstSlot),
                -BatchReader.MAX_EVIDENCE_DISTANCE,
                BatchReader.MAX_EVIDENCE_DISTANCE);
        EvidenceWriter.write(evidence, writer);
    }

    private static void writeConfirmation(Confirmation confirmation, long firstSlot, ByteWriter writer) {
        writer.writeSigned(
                "confirmed slot",
                Math.subtractExact(confirmation.slot(), firstSlot),
                -BatchReader.MAX_EVIDENCE_DISTANCE,
                BatchReader.MAX_EVIDENCE_DISTANCE);
        Outcome outcome = confirmation.outcome();
        writer.writeByte(outcome == null ? 0 : 1);
        if (outcome != null) {
            writer.writeByte(outcome.word().code());
        }
    }

    private static void writeWireWords(SlotWords words, ByteWriter writer) {
        for (int i = 0; i < words.count(); i++) {
            if (words.codeAt(i) == SlotWord.EXCLUDED.code()) {
                throw new IllegalArgumentException("slot word: excluded (expected: what an agent can know)");
            }
        }
        SlotWordsCodec.writeRuns(words, writer);
    }

    private static void writeWireLatencies(Latencies latencies, ByteWriter writer) {
        requireSamples("latencies", latencies.total());
        for (SparseHistogram histogram : latencies.phases().values()) {
            requireSamples("phase latencies", histogram);
        }
        for (SparseHistogram histogram : latencies.steps().values()) {
            requireSamples("step latencies", histogram);
        }
        if (latencies.steps().size() > Latencies.MAX_STEPS) {
            throw new IllegalArgumentException(
                    "steps: " + latencies.steps().size() + " (expected: at most " + Latencies.MAX_STEPS + ")");
        }
        LatenciesCodec.write(latencies, writer);
    }

    private static void writeWireHistogram(String what, SparseHistogram histogram, ByteWriter writer) {
        requireSamples(what, histogram);
        HistogramCodec.write(histogram, writer);
    }

    private static void requireSamples(String what, SparseHistogram histogram) {
        if (histogram.totalCount() > BatchCodec.MAX_SAMPLES) {
            throw new IllegalArgumentException(what + ": " + histogram.totalCount() + " samples (expected: at most "
                    + BatchCodec.MAX_SAMPLES + ")");
        }
    }

    private static void writeOptionalTime(String what, @Nullable Instant time, ByteWriter writer) {
        writer.writeByte(time == null ? 0 : 1);
        if (time != null) {
            writeTime(what, time, writer);
        }
    }

    private static void writeTime(String what, Instant time, ByteWriter writer) {
        EvidenceWriter.writeTime(what, time, writer);
    }
}
