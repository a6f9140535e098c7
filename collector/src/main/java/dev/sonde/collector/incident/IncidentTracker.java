package dev.sonde.collector.incident;

import dev.sonde.collector.slo.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows one check's incident from round to round.
 *
 * <p>A cause is live while it fires and until it has been clear for the quiet time, vouched for by good slots. The
 * incident's severity is the highest live cause, so a fall and the resolve wait for quiet, and what fires earlier
 * continues the same incident. A rise needs no waiting: a cause of higher severity fires, or a page cause starts in
 * trouble that began after a quiet stretch since the incident was last loud. So one flapping outage pages once and two
 * outages page twice, also while a slow rule still lingers from the first. A removed cause is not live from then on.
 *
 * <p>Stateless between calls but for the ids; any one thread at a time.
 */
public final class IncidentTracker {
    private final Duration quiet;
    private final Function<Instant, String> ids;

    /**
     * @param quiet how long a cause must be clear before its end takes effect
     * @param ids makes a unique id, sortable by the instant given
     */
    public IncidentTracker(Duration quiet, Function<Instant, String> ids) {
        this.quiet = quiet;
        this.ids = ids;
    }

    /**
     * An incident after a round or an acknowledgement, and what people are to be told of it.
     *
     * @param incident null when none is open and none was before this round
     * @param event null when there is nothing to tell
     */
    public record Step(
            @Nullable Incident incident, @Nullable IncidentEvent event) {
        static final Step NOTHING = new Step(null, null);
    }

    /**
     * The step that a round brings.
     *
     * @param previous the check's incident after the round before; null or resolved when none is open
     */
    public Step next(@Nullable Incident previous, Judgement judgement) {
        Causes causes = Causes.after(previous == null || !previous.isOpen() ? List.of() : previous.causes(), judgement);
        if (previous == null || !previous.isOpen()) {
            Severity firing = causes.highestFiring();
            return firing == null ? Step.NOTHING : opened(causes, firing, judgement);
        }
        return continued(previous, causes, judgement);
    }

    /**
     * The step that a person's acknowledgement brings: none if the incident is resolved or the present alarm is
     * acknowledged already.
     */
    public Step acknowledge(Incident incident, String by, Instant at) {
        if (!incident.isOpen() || incident.acknowledgement() != null) {
            return new Step(incident, null);
        }
        Instant first = incident.firstAcknowledgedAt();
        Incident next = new Incident(
                incident.id(),
                incident.subject(),
                incident.severity(),
                incident.openedAt(),
                incident.loudAt(),
                new Acknowledgement(by, at),
                first == null ? at : first,
                null,
                incident.causes(),
                incident.spell(),
                incident.sequence() + 1);
        return told(IncidentEvent.Type.ACKNOWLEDGED, next, at, List.of("acknowledged by " + by));
    }

    /**
     * The step that a person's resolve brings: without waiting for quiet. None if the incident is resolved, or if a cause
     * still fires and would only open the next one.
     */
    public Step resolve(Incident incident, String by, Instant at) {
        if (!incident.isOpen() || incident.causes().stream().anyMatch(Cause::isFiring)) {
            return new Step(incident, null);
        }
        Incident next = new Incident(
                incident.id(),
                incident.subject(),
                incident.severity(),
                incident.openedAt(),
                incident.loudAt(),
                incident.acknowledgement(),
                incident.firstAcknowledgedAt(),
                at,
                incident.causes(),
                incident.spell(),
                incident.sequence() + 1);
        return told(IncidentEvent.Type.RESOLVED, next, at, List.of("resolved by " + by));
    }

    private Step opened(Causes causes, Severity severity, Judgement judgement) {
        Instant at = judgement.at();
        Incident incident = new Incident(
                ids.apply(at),
                judgement.subject(),
                severity,
                at,
                at,
                null,
                null,
                null,
                causes.all(),
                new Spell(1, severity, at, judgement.subject()),
                1);
        return told(IncidentEvent.Type.OPENED, incident, at, causes.changes());
    }

    private Step continued(Incident previous, Causes causes, Judgement judgement) {
        Severity live = causes.highest(cause -> isLive(cause, judgement));
        if (live == null) {
            return resolved(previous, causes, judgement);
        }
        Severity firing = causes.highestFiring();
        if (firing != null && (firing.isAbove(previous.severity()) || isNewOutage(causes, previous, judgement))) {
            return risen(previous, firing, causes, judgement);
        }
        if (previous.severity().isAbove(live)) {
            return fallen(previous, live, causes, judgement);
        }
        return stayed(previous, causes, judgement);
    }

    private boolean isLive(Cause cause, Judgement judgement) {
        return switch (cause.state()) {
            case FIRING -> true;
            case REMOVED -> false;
            case CLEARED -> !isQuietSince(cause, judgement);
        };
    }

    private boolean isQuietSince(Cause cause, Judgement judgement) {
        Instant ended = cause.endedAt();
        return ended != null
                && !judgement.at().isBefore(ended.plus(quiet))
                && judgement.calm().isVouchedSince(cause, ended);
    }

    private static boolean isNewOutage(Causes causes, Incident previous, Judgement judgement) {
        for (Cause started : causes.started()) {
            if (started.severity() == Severity.PAGE && judgement.calm().newTroubleSince(started, previous.loudAt())) {
                return true;
            }
        }
        return false;
    }

    private static Step risen(Incident previous, Severity severity, Causes causes, Judgement judgement) {
        Instant at = judgement.at();
        List<String> changes = new ArrayList<>();
        if (severity.isAbove(previous.severity())) {
            changes.add("severity rose from " + previous.severity().label() + " to " + severity.label());
        } else {
            changes.add("new outage after a quiet time");
        }
        changes.addAll(causes.changes());
        Incident incident = new Incident(
                previous.id(),
                judgement.subject(),
                severity,
                previous.openedAt(),
                at,
                null,
                previous.firstAcknowledgedAt(),
                null,
                causes.all(),
                new Spell(previous.spell().number() + 1, severity, at, judgement.subject()),
                previous.sequence() + 1);
        return told(IncidentEvent.Type.ESCALATED, incident, at, changes);
    }

    private static Step fallen(Incident previous, Severity severity, Causes causes, Judgement judgement) {
        Instant at = judgement.at();
        List<String> changes = new ArrayList<>();
        changes.add("severity fell from " + previous.severity().label() + " to " + severity.label());
        changes.addAll(causes.changes());
        Spell spell = new Spell(previous.spell().number() + 1, severity, at, judgement.subject());
        Incident incident = after(previous, severity, null, causes, spell, judgement, previous.sequence() + 1);
        return told(IncidentEvent.Type.UPDATED, incident, at, changes);
    }

    private static Step stayed(Incident previous, Causes causes, Judgement judgement) {
        boolean tells = !causes.changes().isEmpty();
        long sequence = tells ? previous.sequence() + 1 : previous.sequence();
        Incident incident = after(previous, previous.severity(), null, causes, previous.spell(), judgement, sequence);
        return tells
                ? told(IncidentEvent.Type.UPDATED, incident, judgement.at(), causes.changes())
                : new Step(incident, null);
    }

    private static Step resolved(Incident previous, Causes causes, Judgement judgement) {
        Instant at = judgement.at();
        List<String> changes = new ArrayList<>(causes.changes());
        if (changes.isEmpty()) {
            changes.add("every cause has been clear for the quiet time");
        }
        Incident incident =
                after(previous, previous.severity(), at, causes, previous.spell(), judgement, previous.sequence() + 1);
        return told(IncidentEvent.Type.RESOLVED, incident, at, changes);
    }

    private static Incident after(
            Incident previous,
            Severity severity,
            @Nullable Instant resolvedAt,
            Causes causes,
            Spell spell,
            Judgement judgement,
            long sequence) {
        return new Incident(
                previous.id(),
                judgement.subject(),
                severity,
                previous.openedAt(),
                previous.loudAt(),
                previous.acknowledgement(),
                previous.firstAcknowledgedAt(),
                resolvedAt,
                causes.all(),
                spell,
                sequence);
    }

    private static Step told(IncidentEvent.Type type, Incident incident, Instant at, List<String> changes) {
        return new Step(incident, new IncidentEvent(type, incident, at, changes));
    }
}
