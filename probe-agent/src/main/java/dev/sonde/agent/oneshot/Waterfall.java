package dev.sonde.agent.oneshot;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.StepTime;
import dev.sonde.contract.result.Phase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Draws a run for a terminal: each phase a bar that begins where the one before ended. Pure. */
final class Waterfall {
    private static final int BAR_CELLS = 50;
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";
    private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

    private Waterfall() {}

    static String of(OneShotResult result, boolean unicode) {
        Sample sample = result.sample();
        StringBuilder out = new StringBuilder(result.request()).append('\n');
        String facts = facts(sample, result.startedAt());
        if (!facts.isEmpty()) {
            out.append("  ").append(facts).append('\n');
        }
        out.append('\n');
        if (!sample.steps().isEmpty()) {
            steps(out, sample, unicode);
        }
        long passed = 0;
        for (Map.Entry<Phase, Long> phase : sample.phases().toMap().entrySet()) {
            long nanos = phase.getValue();
            line(out, phase.getKey().label(), nanos, bar(passed, nanos, sample.durationNanos(), unicode));
            passed += nanos;
        }
        line(out, "total", sample.durationNanos(), "");
        out.append(Remains.of(result.trail()));
        out.append('\n').append("  ").append(verdict(sample)).append('\n');
        return out.toString();
    }

    /** Each step a bar behind the one before. */
    private static void steps(StringBuilder out, Sample sample, boolean unicode) {
        int longest = sample.steps().stream()
                .mapToInt(step -> step.name().length())
                .max()
                .orElse(0);
        long passed = 0;
        int number = 1;
        for (StepTime step : sample.steps()) {
            String label = String.format(Locale.ROOT, "%2d %-" + longest + "s", number++, step.name());
            line(out, label, step.nanos(), bar(passed, step.nanos(), sample.durationNanos(), unicode));
            passed += step.nanos();
        }
        out.append('\n');
    }

    private static String facts(Sample sample, Instant now) {
        StringBuilder facts = new StringBuilder();
        if (sample.address() != null) {
            facts.append(sample.address());
        }
        if (sample.status() != 0) {
            facts.append("   status ").append(sample.status());
        }
        Instant expiry = sample.certificateExpiry();
        if (expiry != null) {
            long days = Duration.between(now, expiry).toDays();
            facts.append("   certificate until ").append(DAY.format(expiry)).append(" (");
            facts.append(expiry.isBefore(now) ? "expired" : days + " days").append(')');
        }
        return facts.toString().strip();
    }

    private static void line(StringBuilder out, String label, long nanos, String bar) {
        String line = String.format(Locale.ROOT, "  %-10s %10.2f ms  %s", label, nanos / 1e6, bar);
        out.append(line.stripTrailing()).append('\n');
    }

    /** From where to where on the run's time, in cells; a phase that was reached shows at least as a trace. */
    private static String bar(long from, long nanos, long whole, boolean unicode) {
        if (whole <= 0) {
            return "";
        }
        if (!unicode) {
            int begin = (int) (from * BAR_CELLS / whole);
            int length = (int) Math.max(1, Math.round((double) nanos * BAR_CELLS / whole));
            return " ".repeat(begin) + "#".repeat(length);
        }
        int begin = (int) (from * BAR_CELLS / whole);
        int eighths = (int) Math.max(1, Math.round((double) nanos * BAR_CELLS * 8 / whole));
        String rest = eighths % 8 == 0 ? "" : String.valueOf(EIGHTHS.charAt(eighths % 8));
        return " ".repeat(begin) + "█".repeat(eighths / 8) + rest;
    }

    private static String verdict(Sample sample) {
        String reason = sample.outcome().reasonLabel();
        return reason.isEmpty()
                ? sample.outcome().label()
                : sample.outcome().label() + ": " + reason + ": " + sample.detail();
    }
}
