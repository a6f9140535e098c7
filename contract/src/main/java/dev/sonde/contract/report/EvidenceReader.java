package dev.sonde.contract.report;

import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.report.Trail.CertificateSummary;
import dev.sonde.contract.report.Trail.Hop;
import dev.sonde.contract.report.Trail.Note;
import dev.sonde.contract.report.Trail.Unmet;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Reads and checks evidence behind its slot. Stateless. */
final class EvidenceReader {
    static final int TRACE_ID = 1;
    static final int RESOLVED = 1 << 1;
    static final int HOPS = 1 << 2;
    static final int HEADERS = 1 << 3;
    static final int BODY = 1 << 4;
    static final int CERTIFICATE = 1 << 5;
    static final int UNMET = 1 << 6;
    static final int NOTES = 1 << 7;

    private static final int ALL_PARTS = (1 << 8) - 1;
    private static final int TRACE_ID_BYTES = Trail.TRACE_ID_DIGITS / 2;
    private static final int MIN_HOP_BYTES = 7;
    private static final int MAX_NANO = 999_999_999;
    private static final Phase[] PHASES = Phase.values();

    private EvidenceReader() {}

    /** @param withTrail false for version 1 of a batch, which knows neither kind, lag nor trail */
    static Evidence read(ByteReader reader, long slot, boolean withTrail) throws MalformedBytesException {
        Instant startedAt = readTime("evidence time", reader);
        Outcome outcome = readOutcome("evidence outcome", reader);
        String detail = reader.readText("evidence detail", 0, Evidence.MAX_DETAIL);
        String address = reader.readText("evidence address", 0, Evidence.MAX_ADDRESS);
        int status = reader.readBoundedInt("evidence status", 0, Integer.MAX_VALUE);
        long duration = reader.readBounded("evidence duration", 0, BatchReader.MAX_DURATION_NANOS);
        Map<Phase, Long> phases = readPhases(reader);
        if (!withTrail) {
            return new Evidence(slot, startedAt, outcome, detail, address, status, duration, phases);
        }
        EvidenceKind kind =
                EvidenceKind.ofCode(reader.readBoundedInt("evidence kind", 0, EvidenceKind.values().length - 1));
        long lag = reader.readBounded("evidence loop lag", 0, BatchReader.MAX_DURATION_NANOS);
        return new Evidence(
                kind, slot, startedAt, outcome, detail, address, status, duration, phases, lag, readTrail(reader));
    }

    private static Trail readTrail(ByteReader reader) throws MalformedBytesException {
        int parts = reader.readBoundedInt("evidence parts", 0, ALL_PARTS);
        if (parts == 0) {
            return Trail.NONE;
        }
        String traceId = (parts & TRACE_ID) == 0 ? "" : readTraceId(reader);
        List<String> resolved = (parts & RESOLVED) == 0
                ? List.of()
                : readTexts("evidence resolved", 1, Trail.MAX_RESOLVED, Trail.MAX_RESOLVED_CHARS, reader);
        List<Hop> hops = (parts & HOPS) == 0 ? List.of() : readHops(reader);
        List<Note> headers =
                (parts & HEADERS) == 0 ? List.of() : readNotes("evidence headers", Trail.MAX_HEADERS, reader);
        String body = (parts & BODY) == 0 ? "" : reader.readText("evidence body", 1, Trail.MAX_BODY);
        CertificateSummary certificate = (parts & CERTIFICATE) == 0 ? null : readCertificate(reader);
        Unmet unmet = (parts & UNMET) == 0
                ? null
                : new Unmet(
                        reader.readText("evidence expectation", 0, Unmet.MAX_EXPECTATION),
                        reader.readText("evidence seen", 0, Unmet.MAX_TEXT),
                        reader.readText("evidence expected", 0, Unmet.MAX_TEXT));
        List<Note> notes = (parts & NOTES) == 0 ? List.of() : readNotes("evidence notes", Trail.MAX_NOTES, reader);
        return new Trail(traceId, resolved, hops, headers, body, certificate, unmet, notes);
    }

    private static String readTraceId(ByteReader reader) throws MalformedBytesException {
        String id = HexFormat.of().formatHex(reader.readBytes("evidence trace id", TRACE_ID_BYTES));
        if (!Trail.isTraceId(id)) {
            throw reader.malformed("evidence trace id before", id, "16 bytes that are not all 0");
        }
        return id;
    }

    private static List<Hop> readHops(ByteReader reader) throws MalformedBytesException {
        int count = reader.readCount("evidence hops", 1, Trail.MAX_HOPS, MIN_HOP_BYTES);
        List<Hop> hops = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hops.add(new Hop(
                    reader.readText("hop name", 0, Hop.MAX_NAME),
                    reader.readText("hop url", 0, Hop.MAX_URL),
                    reader.readText("hop address", 0, Hop.MAX_ADDRESS),
                    reader.readBoundedInt("hop status", 0, Integer.MAX_VALUE),
                    reader.readBounded("hop start", 0, BatchReader.MAX_DURATION_NANOS),
                    readPhases(reader),
                    reader.readText("hop detail", 0, Hop.MAX_DETAIL)));
        }
        return hops;
    }

    private static CertificateSummary readCertificate(ByteReader reader) throws MalformedBytesException {
        return new CertificateSummary(
                reader.readText("certificate subject", 0, CertificateSummary.MAX_DISTINGUISHED_NAME),
                reader.readText("certificate issuer", 0, CertificateSummary.MAX_DISTINGUISHED_NAME),
                readTexts("certificate names", 0, CertificateSummary.MAX_NAMES, CertificateSummary.MAX_NAME, reader),
                readTime("certificate begin", reader),
                readTime("certificate end", reader),
                reader.readText("certificate fingerprint", 0, CertificateSummary.MAX_FINGERPRINT),
                reader.readText("TLS version", 0, CertificateSummary.MAX_TLS),
                reader.readText("TLS cipher", 0, CertificateSummary.MAX_TLS));
    }

    private static List<String> readTexts(String what, int least, int most, int maxChars, ByteReader reader)
            throws MalformedBytesException {
        int count = reader.readCount(what, least, most, 1);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(reader.readText(what, 0, maxChars));
        }
        return texts;
    }

    private static List<Note> readNotes(String what, int most, ByteReader reader) throws MalformedBytesException {
        int count = reader.readCount(what, 1, most, 2);
        List<Note> notes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            notes.add(new Note(reader.readText(what, 0, Note.MAX_NAME), reader.readText(what, 0, Note.MAX_VALUE)));
        }
        return notes;
    }

    private static Map<Phase, Long> readPhases(ByteReader reader) throws MalformedBytesException {
        int mask = LatenciesCodec.readPhaseMask(reader);
        Map<Phase, Long> phases = new EnumMap<>(Phase.class);
        for (Phase phase : PHASES) {
            if ((mask & 1 << phase.code()) != 0) {
                phases.put(phase, reader.readBounded("evidence phase", 0, BatchReader.MAX_DURATION_NANOS));
            }
        }
        return phases;
    }

    static Outcome readOutcome(String what, ByteReader reader) throws MalformedBytesException {
        int code = reader.readByte(what);
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
        throw reader.malformed(what + " before", Integer.toString(code), "the word of a run that started");
    }

    static Instant readTime(String what, ByteReader reader) throws MalformedBytesException {
        long seconds = reader.readSigned(what, BatchReader.MIN_EPOCH_SECOND, BatchReader.MAX_EPOCH_SECOND);
        return Instant.ofEpochSecond(seconds, reader.readBoundedInt(what, 0, MAX_NANO));
    }
}
