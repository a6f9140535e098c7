package dev.sonde.collector.incident;

import dev.sonde.collector.slo.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One spell of trouble of a check, whatever its causes. Immutable; {@link IncidentTracker} makes the next one.
 *
 * @param id unique and sortable by the time of opening
 * @param subject the check as configured at the last round
 * @param severity the highest cause that fires or has ended within the quiet time; after the resolve the last one
 * @param openedAt the round that opened it
 * @param loudAt when it was last told loudly: its opening or its last rise
 * @param acknowledgement of the present alarm; null when nobody has, or since a rise
 * @param firstAcknowledgedAt the first acknowledgement by a person, whatever came after; null before
 * @param resolvedAt null while open
 * @param causes in the order in which they joined
 * @param spell the present one, or the last
 * @param sequence events so far, 1 after the opening
 */
public record Incident(
        String id,
        Subject subject,
        Severity severity,
        Instant openedAt,
        Instant loudAt,
        @Nullable Acknowledgement acknowledgement,
        @Nullable Instant firstAcknowledgedAt,
        @Nullable Instant resolvedAt,
        List<Cause> causes,
        Spell spell,
        long sequence) {
    public Incident {
        causes = List.copyOf(causes);
    }

    /** Whether it goes on. */
    public boolean isOpen() {
        return resolvedAt == null;
    }

    /** {@code open}, {@code acknowledged} or {@code resolved}: the word in JSON and webhooks. */
    public String state() {
        if (!isOpen()) {
            return "resolved";
        }
        return acknowledgement == null ? "open" : "acknowledged";
    }
}
