package dev.sonde.agent.assignment;

import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done so that the agent runs the next assignment instead of the one before. Checks that are in none of the
 * lists go on untouched. Pure.
 *
 * @param removed no longer to run
 * @param added to run from now on
 * @param replanned the same name with another plan: the old loop ends, a new one begins
 * @param reprobed the same plan with another target: the loop and its slots go on with another probe
 * @param rejudged only other limits: the loop and its probe go on
 * @param reconducted other hours, confirmation or evidence: the loop goes on otherwise
 */
public record AssignmentDiff(
        List<CheckName> removed,
        List<AssignedCheck> added,
        List<AssignedCheck> replanned,
        List<AssignedCheck> reprobed,
        List<AssignedCheck> rejudged,
        List<AssignedCheck> reconducted) {
    public AssignmentDiff {
        removed = List.copyOf(removed);
        added = List.copyOf(added);
        replanned = List.copyOf(replanned);
        reprobed = List.copyOf(reprobed);
        rejudged = List.copyOf(rejudged);
        reconducted = List.copyOf(reconducted);
    }

    /**
     * The difference.
     *
     * @param before null if nothing ran
     */
    public static AssignmentDiff between(@Nullable AssignedChecks before, AssignedChecks after) {
        Map<CheckName, AssignedCheck> gone = new TreeMap<>();
        if (before != null) {
            before.checks().forEach(assigned -> gone.put(assigned.check().name(), assigned));
        }
        List<AssignedCheck> added = new ArrayList<>();
        List<AssignedCheck> replanned = new ArrayList<>();
        List<AssignedCheck> reprobed = new ArrayList<>();
        List<AssignedCheck> rejudged = new ArrayList<>();
        List<AssignedCheck> reconducted = new ArrayList<>();
        for (AssignedCheck next : after.checks()) {
            AssignedCheck old = gone.remove(next.check().name());
            if (old == null || before == null) {
                added.add(next);
            } else if (!planOf(old, before.location()).equals(planOf(next, after.location()))) {
                replanned.add(next);
            } else {
                if (!probesAlike(old.check(), next.check())) {
                    reprobed.add(next);
                }
                if (!old.limits().equals(next.limits())) {
                    rejudged.add(next);
                }
                if (!old.check().conduct().equals(next.check().conduct())) {
                    reconducted.add(next);
                }
            }
        }
        return new AssignmentDiff(List.copyOf(gone.keySet()), added, replanned, reprobed, rejudged, reconducted);
    }

    /** What of it concerns the checks with these names. */
    public AssignmentDiff only(Predicate<CheckName> names) {
        Predicate<AssignedCheck> concerned =
                assigned -> names.test(assigned.check().name());
        return new AssignmentDiff(
                removed.stream().filter(names).toList(),
                added.stream().filter(concerned).toList(),
                replanned.stream().filter(concerned).toList(),
                reprobed.stream().filter(concerned).toList(),
                rejudged.stream().filter(concerned).toList(),
                reconducted.stream().filter(concerned).toList());
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return removed.isEmpty()
                && added.isEmpty()
                && replanned.isEmpty()
                && reprobed.isEmpty()
                && rejudged.isEmpty()
                && reconducted.isEmpty();
    }

    @Override
    public String toString() {
        return added.size() + " added, " + removed.size() + " removed, "
                + (replanned.size() + reprobed.size() + reconducted.size()) + " changed, " + rejudged.size()
                + " with other limits";
    }

    private static Object planOf(AssignedCheck assigned, Location location) {
        return assigned.check().planAt(location);
    }

    /** Labels, owner, priority and the like do not matter to the probe; a deep one asks to be traced. */
    private static boolean probesAlike(Check old, Check next) {
        return old.target().equals(next.target())
                && old.conduct().deep() == next.conduct().deep();
    }
}
