package dev.sonde.contract.report;

import dev.sonde.contract.histogram.ByteWriter;
import dev.sonde.contract.report.Trail.CertificateSummary;
import dev.sonde.contract.report.Trail.Hop;
import dev.sonde.contract.report.Trail.Note;
import dev.sonde.contract.report.Trail.Unmet;
import dev.sonde.contract.result.Phase;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Writes evidence behind its slot, in the order in which {@link EvidenceReader} reads it. */
final class EvidenceWriter {
    private EvidenceWriter() {}

    static void write(Evidence evidence, ByteWriter writer) {
        writeTime("evidence time", evidence.startedAt(), writer);
        writer.writeByte(evidence.outcome().word().code());
        writer.writeText("evidence detail", evidence.detail(), 0, Evidence.MAX_DETAIL);
        String address = evidence.address();
        writer.writeText("evidence address", address == null ? "" : address, 0, Evidence.MAX_ADDRESS);
        writer.writeBounded("evidence status", evidence.status(), 0, Integer.MAX_VALUE);
        writer.writeBounded("evidence duration", evidence.durationNanos(), 0, BatchReader.MAX_DURATION_NANOS);
        writePhases(evidence.phaseNanos(), writer);
        writer.writeByte(evidence.kind().code());
        writer.writeBounded("evidence loop lag", evidence.loopLagNanos(), 0, BatchReader.MAX_DURATION_NANOS);
        writeTrail(evidence.trail(), writer);
    }

    private static void writeTrail(Trail trail, ByteWriter writer) {
        writer.writeVarint(partsOf(trail));
        if (!trail.traceId().isEmpty()) {
            writer.writeBytes(HexFormat.of().parseHex(trail.traceId()));
        }
        if (!trail.resolved().isEmpty()) {
            writeTexts("evidence resolved", trail.resolved(), Trail.MAX_RESOLVED, Trail.MAX_RESOLVED_CHARS, writer);
        }
        if (!trail.hops().isEmpty()) {
            writer.writeBounded("evidence hops", trail.hops().size(), 1, Trail.MAX_HOPS);
            trail.hops().forEach(hop -> writeHop(hop, writer));
        }
        if (!trail.headers().isEmpty()) {
            writeNotes("evidence headers", trail.headers(), Trail.MAX_HEADERS, writer);
        }
        if (!trail.body().isEmpty()) {
            writer.writeText("evidence body", trail.body(), 1, Trail.MAX_BODY);
        }
        CertificateSummary certificate = trail.certificate();
        if (certificate != null) {
            writeCertificate(certificate, writer);
        }
        Unmet unmet = trail.unmet();
        if (unmet != null) {
            writer.writeText("evidence expectation", unmet.expectation(), 0, Unmet.MAX_EXPECTATION);
            writer.writeText("evidence seen", unmet.seen(), 0, Unmet.MAX_TEXT);
            writer.writeText("evidence expected", unmet.expected(), 0, Unmet.MAX_TEXT);
        }
        if (!trail.notes().isEmpty()) {
            writeNotes("evidence notes", trail.notes(), Trail.MAX_NOTES, writer);
        }
    }

    private static int partsOf(Trail trail) {
        int parts = 0;
        parts |= trail.traceId().isEmpty() ? 0 : EvidenceReader.TRACE_ID;
        parts |= trail.resolved().isEmpty() ? 0 : EvidenceReader.RESOLVED;
        parts |= trail.hops().isEmpty() ? 0 : EvidenceReader.HOPS;
        parts |= trail.headers().isEmpty() ? 0 : EvidenceReader.HEADERS;
        parts |= trail.body().isEmpty() ? 0 : EvidenceReader.BODY;
        parts |= trail.certificate() == null ? 0 : EvidenceReader.CERTIFICATE;
        parts |= trail.unmet() == null ? 0 : EvidenceReader.UNMET;
        parts |= trail.notes().isEmpty() ? 0 : EvidenceReader.NOTES;
        return parts;
    }

    private static void writeHop(Hop hop, ByteWriter writer) {
        writer.writeText("hop name", hop.name(), 0, Hop.MAX_NAME);
        writer.writeText("hop url", hop.url(), 0, Hop.MAX_URL);
        writer.writeText("hop address", hop.address(), 0, Hop.MAX_ADDRESS);
        writer.writeBounded("hop status", hop.status(), 0, Integer.MAX_VALUE);
        writer.writeBounded("hop start", hop.startedNanos(), 0, BatchReader.MAX_DURATION_NANOS);
        writePhases(hop.phaseNanos(), writer);
        writer.writeText("hop detail", hop.detail(), 0, Hop.MAX_DETAIL);
    }

    private static void writeCertificate(CertificateSummary certificate, ByteWriter writer) {
        writer.writeText("certificate subject", certificate.subject(), 0, CertificateSummary.MAX_DISTINGUISHED_NAME);
        writer.writeText("certificate issuer", certificate.issuer(), 0, CertificateSummary.MAX_DISTINGUISHED_NAME);
        writeTexts(
                "certificate names",
                certificate.names(),
                CertificateSummary.MAX_NAMES,
                CertificateSummary.MAX_NAME,
                writer);
        writeTime("certificate begin", certificate.notBefore(), writer);
        writeTime("certificate end", certificate.notAfter(), writer);
        writer.writeText("certificate fingerprint", certificate.fingerprint(), 0, CertificateSummary.MAX_FINGERPRINT);
        writer.writeText("TLS version", certificate.tlsVersion(), 0, CertificateSummary.MAX_TLS);
        writer.writeText("TLS cipher", certificate.cipher(), 0, CertificateSummary.MAX_TLS);
    }

    private static void writeTexts(String what, List<String> texts, int most, int maxChars, ByteWriter writer) {
        writer.writeBounded(what, texts.size(), 0, most);
        for (String text : texts) {
            writer.writeText(what, text, 0, maxChars);
        }
    }

    private static void writeNotes(String what, List<Note> notes, int most, ByteWriter writer) {
        writer.writeBounded(what, notes.size(), 0, most);
        for (Note note : notes) {
            writer.writeText(what, note.name(), 0, Note.MAX_NAME);
            writer.writeText(what, note.value(), 0, Note.MAX_VALUE);
        }
    }

    private static void writePhases(Map<Phase, Long> phases, ByteWriter writer) {
        int mask = 0;
        for (Phase phase : phases.keySet()) {
            mask |= 1 << phase.code();
        }
        writer.writeVarint(mask);
        for (Map.Entry<Phase, Long> phase : phases.entrySet()) {
            writer.writeBounded("evidence phase", phase.getValue(), 0, BatchReader.MAX_DURATION_NANOS);
        }
    }

    static void writeTime(String what, Instant time, ByteWriter writer) {
        writer.writeSigned(what, time.getEpochSecond(), BatchReader.MIN_EPOCH_SECOND, BatchReader.MAX_EPOCH_SECOND);
        writer.writeVarint(time.getNano());
    }
}
