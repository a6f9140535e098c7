package dev.sonde.collector.incident;

import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.check.Location;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An incident's causes after a round: the old ones continued, ended or removed by the round's verdicts, the new ones at
 * the end. Immutable once made.
 *
 * @param started causes that began to fire in this round, a further location that went down included
 * @param changes what people are told of it, one line each; the end of a cause is not told by itself
 */
record Causes(List<Cause> all, List<Cause> started, List<String> changes) {
    static Causes after(List<Cause> before, Judgement judgement) {
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        for (Verdict verdict : judgement.verdicts()) {
            verdicts.put(verdict.id(), verdict);
        }
        Causes causes = new Causes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Cause cause : before) {
            causes.carryOn(cause, verdicts.remove(cause.id()), judgement.at());
        }
        for (Verdict verdict : verdicts.values()) {
            if (verdict.isFiring()) {
                causes.start(verdict, "");
            }
        }
        return causes;
    }

    private void carryOn(Cause cause, @Nullable Verdict verdict, Instant at) {
        if (verdict == null) {
            remove(cause, at);
        } else if (verdict.isFiring() && !cause.isFiring()) {
            start(verdict, " again");
        } else if (verdict.isFiring()) {
            goOn(cause, verdict);
        } else {
            end(cause, verdict, at);
        }
    }

    private void remove(Cause cause, Instant at) {
        Instant endedAt = cause.endedAt();
        all.add(new Cause(
                cause.id(),
                cause.severity(),
                Cause.State.REMOVED,
                cause.since(),
                endedAt == null ? at : endedAt,
                false,
                cause.details()));
        if (cause.state() != Cause.State.REMOVED) {
            changes.add("removed from the configuration: " + cause.line());
        }
    }

    private void start(Verdict verdict, String again) {
        Cause cause = firing(verdict);
        all.add(cause);
        started.add(cause);
        changes.add("started" + again + ": " + cause.line());
    }

    private void goOn(Cause cause, Verdict verdict) {
        Cause next = firing(verdict);
        all.add(next);
        SortedSet<Location> joined = locationsDown(next);
        joined.removeAll(locationsDown(cause));
        if (!joined.isEmpty()) {
            started.add(next);
            changes.add("further down at " + text(joined) + ": " + next.line());
        }
    }

    private void end(Cause cause, Verdict verdict, Instant at) {
        Instant endedAt = cause.endedAt();
        CauseDetails details = verdict.details();
        all.add(new Cause(
                cause.id(),
                cause.severity(),
                cause.isFiring() ? Cause.State.CLEARED : cause.state(),
                cause.since(),
                endedAt == null ? at : endedAt,
                false,
                details == null ? cause.details() : details));
    }

    @Nullable
    Severity highestFiring() {
        return highest(Cause::isFiring);
    }

    @Nullable
    Severity highest(Predicate<Cause> which) {
        Severity highest = null;
        for (Cause cause : all) {
            if ((highest == null || cause.severity().isAbove(highest)) && which.test(cause)) {
                highest = cause.severity();
            }
        }
        return highest;
    }

    private static Cause firing(Verdict verdict) {
        Instant since = verdict.since();
        CauseDetails details = verdict.details();
        if (since == null || details == null) {
            throw new IllegalArgumentException(verdict.id() + " does not fire");
        }
        return new Cause(verdict.id(), verdict.severity(), Cause.State.FIRING, since, null, verdict.noData(), details);
    }

    private static SortedSet<Location> locationsDown(Cause cause) {
        return cause.details() instanceof CauseDetails.HardDown down
                ? new TreeSet<>(down.locations().keySet())
                : new TreeSet<>();
    }

    private static String text(SortedSet<Location> locations) {
        return String.join(", ", locations.stream().map(Location::value).toList());
    }
}
