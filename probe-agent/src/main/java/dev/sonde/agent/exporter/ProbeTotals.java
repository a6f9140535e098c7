package dev.sonde.agent.exporter;

import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.report.CheckInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all assigned checks came to since the agent started. Checks that are no longer assigned are forgotten. Any thread;
 * one lock, held while a cut is added or a page's numbers are taken, which is milliseconds for thousands of checks.
 */
public final class ProbeTotals {
    static final List<Duration> WINDOWS = List.of(Duration.ofMinutes(5), Duration.ofHours(1));

    private final Map<CheckName, CheckTotals> totals = new HashMap<>();
    private @Nullable AssignedChecks assigned;

    /** From now on these are the checks. */
    public synchronized void assign(AssignedChecks checks) {
        assigned = checks;
        totals.keySet()
                .retainAll(checks.checks().stream()
                        .map(check -> check.check().name())
                        .toList());
        for (AssignedCheck check : checks.checks()) {
            totals.computeIfAbsent(check.check().name(), name -> new CheckTotals());
        }
    }

    /** Adds what a cut brought. */
    public synchronized void add(List<CheckInterval> intervals) {
        for (CheckInterval interval : intervals) {
            CheckTotals check = totals.get(interval.check());
            if (check != null) {
                check.add(interval);
            }
        }
    }

    synchronized List<CheckTotals.View> views(Instant now) {
        List<CheckTotals.View> views = new ArrayList<>();
        if (assigned != null) {
            for (AssignedCheck check : assigned.checks()) {
                CheckTotals of = totals.get(check.check().name());
                if (of != null) {
                    views.add(of.view(check.check(), assigned.location(), WINDOWS, now));
                }
            }
        }
        return views;
    }
}
