package dev.sonde.contract.report;

import dev.sonde.contract.report.Trail.CertificateSummary;
import dev.sonde.contract.report.Trail.Hop;
import dev.sonde.contract.report.Trail.Note;
import dev.sonde.contract.report.Trail.Unmet;
import dev.sonde.contract.result.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON form of evidence, for the API, the webhook and the command line: maps, lists, texts, numbers and nulls, in
 * the order in which they are printed. Durations are seconds, times RFC 3339. Pure.
 */
public final class EvidenceForm {
    private EvidenceForm() {}

    /** A kept run. */
    public static Map<String, @Nullable Object> of(Evidence evidence) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("kind", evidence.kind().label());
        form.put("slot", evidence.slot());
        form.put("startedAt", evidence.startedAt().toString());
        form.put("outcome", evidence.outcome().label());
        form.put("reason", nullIfEmpty(evidence.outcome().reasonLabel()));
        form.put("detail", nullIfEmpty(evidence.detail()));
        form.put("duration", seconds(evidence.durationNanos()));
        form.put("phases", phases(evidence.phaseNanos()));
        form.put("address", evidence.address());
        form.put("status", evidence.status() == 0 ? null : evidence.status());
        form.put("loopLag", seconds(evidence.loopLagNanos()));
        form.putAll(of(evidence.trail()));
        return form;
    }

    /** What a run left behind beyond its verdict. */
    public static Map<String, @Nullable Object> of(Trail trail) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("traceId", nullIfEmpty(trail.traceId()));
        form.put("resolved", new ArrayList<>(trail.resolved()));
        List<Object> hops = new ArrayList<>();
        trail.hops().forEach(hop -> hops.add(hop(hop)));
        form.put("hops", hops);
        form.put("headers", notes(trail.headers()));
        form.put("body", nullIfEmpty(trail.body()));
        CertificateSummary certificate = trail.certificate();
        form.put("certificate", certificate == null ? null : certificate(certificate));
        Unmet unmet = trail.unmet();
        form.put("failedExpectation", unmet == null ? null : unmet(unmet));
        form.put("notes", notes(trail.notes()));
        return form;
    }

    /** Phases by name, in seconds. */
    public static Map<String, @Nullable Object> phases(Map<Phase, Long> nanos) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        nanos.forEach((phase, each) -> form.put(phase.label(), seconds(each)));
        return form;
    }

    /** An expectation that did not hold. */
    public static Map<String, @Nullable Object> unmet(Unmet unmet) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("expectation", unmet.expectation());
        form.put("seen", unmet.seen());
        form.put("expected", unmet.expected());
        return form;
    }

    private static Map<String, @Nullable Object> hop(Hop hop) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("name", nullIfEmpty(hop.name()));
        form.put("url", hop.url());
        form.put("address", nullIfEmpty(hop.address()));
        form.put("status", hop.status() == 0 ? null : hop.status());
        form.put("start", seconds(hop.startedNanos()));
        form.put("duration", seconds(hop.durationNanos()));
        form.put("phases", phases(hop.phaseNanos()));
        form.put("detail", nullIfEmpty(hop.detail()));
        return form;
    }

    private static Map<String, @Nullable Object> certificate(CertificateSummary certificate) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("subject", certificate.subject());
        form.put("issuer", certificate.issuer());
        form.put("names", new ArrayList<>(certificate.names()));
        form.put("notBefore", time(certificate.notBefore()));
        form.put("notAfter", time(certificate.notAfter()));
        form.put("fingerprint", certificate.fingerprint());
        form.put("tlsVersion", nullIfEmpty(certificate.tlsVersion()));
        form.put("cipher", nullIfEmpty(certificate.cipher()));
        return form;
    }

    private static List<Object> notes(List<Note> notes) {
        List<Object> forms = new ArrayList<>();
        for (Note note : notes) {
            Map<String, @Nullable Object> form = new LinkedHashMap<>();
            form.put("name", note.name());
            form.put("value", note.value());
            forms.add(form);
        }
        return forms;
    }

    private static String time(Instant time) {
        return time.toString();
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
