package dev.sonde.agent.oneshot;

import dev.sonde.contract.report.Trail;
import dev.sonde.contract.report.Trail.CertificateSummary;
import dev.sonde.contract.report.Trail.Hop;
import dev.sonde.contract.report.Trail.Note;
import dev.sonde.contract.report.Trail.Unmet;
import dev.sonde.contract.result.Phase;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a run left behind, in lines for a terminal; nothing for what there is not. Pure. */
final class Remains {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);
    private static final int MOST_BODY_LINES = 8;

    private final StringBuilder out = new StringBuilder();

    private Remains() {}

    /** Sections, each after an empty line. */
    static String of(Trail trail) {
        Remains remains = new Remains();
        if (trail.resolved().size() > 1) {
            remains.section("resolved", String.join(", ", trail.resolved()));
        }
        remains.hops(trail);
        CertificateSummary certificate = trail.certificate();
        if (certificate != null) {
            remains.certificate(certificate);
        }
        remains.answer(trail);
        Unmet unmet = trail.unmet();
        if (unmet != null) {
            remains.section("failed", unmet.expectation());
            remains.line("  seen", unmet.seen());
            remains.line("  expected", unmet.expected());
        }
        if (!trail.notes().isEmpty()) {
            remains.out.append('\n');
            trail.notes().forEach(note -> remains.line(note.name(), note.value()));
        }
        if (!trail.traceId().isEmpty()) {
            remains.section("trace", trail.traceId());
        }
        return remains.out.toString();
    }

    private void hops(Trail trail) {
        if (trail.hops().size() < 2) {
            return;
        }
        out.append('\n');
        int number = 1;
        for (Hop hop : trail.hops()) {
            String name = hop.name().isEmpty() ? "hop " + number : hop.name();
            String status = hop.status() == 0 ? "   " : Integer.toString(hop.status());
            line(name, status + String.format(Locale.ROOT, " %10.2f ms  ", hop.durationNanos() / 1e6) + hop.url());
            String phases = hop.phaseNanos().entrySet().stream()
                    .map(phase -> millis(phase.getKey(), phase.getValue()))
                    .collect(Collectors.joining(", "));
            line("", String.join("  ", hop.address(), phases, hop.detail()).strip());
            number++;
        }
    }

    private static String millis(Phase phase, long nanos) {
        return String.format(Locale.ROOT, "%s %.2f", phase.label(), nanos / 1e6);
    }

    private void certificate(CertificateSummary certificate) {
        section("certificate", certificate.subject());
        line("  issuer", certificate.issuer());
        if (!certificate.names().isEmpty()) {
            line("  names", String.join(", ", certificate.names()));
        }
        line("  valid", DAY.format(certificate.notBefore()) + " to " + DAY.format(certificate.notAfter()));
        line("  sha256", certificate.fingerprint());
        if (!certificate.tlsVersion().isEmpty()) {
            line("  spoken", certificate.tlsVersion() + ", " + certificate.cipher());
        }
    }

    private void answer(Trail trail) {
        if (trail.headers().isEmpty() && trail.body().isEmpty()) {
            return;
        }
        out.append('\n');
        for (Note header : trail.headers()) {
            line(header.name(), header.value());
        }
        trail.body().lines().limit(MOST_BODY_LINES).forEach(each -> line("  |", each));
    }

    private void section(String name, String value) {
        out.append('\n');
        line(name, value);
    }

    private void line(String name, String value) {
        out.append(String.format(Locale.ROOT, "  %-16s %s", name, value).stripTrailing())
                .append('\n');
    }
}
