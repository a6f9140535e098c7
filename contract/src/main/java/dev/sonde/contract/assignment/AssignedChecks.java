package dev.sonde.contract.assignment;

import dev.sonde.contract.check.Location;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * All that one agent is to run.
 *
 * @param revision changes whenever anything below it does; also the ETag
 * @param location where the agent stands, decided by the collector
 * @param checks in order of name
 */
public record AssignedChecks(String revision, Location location, List<AssignedCheck> checks) {
    public AssignedChecks {
        checks = Sharing.of(checks);
    }

    /** These checks, in order of name, with the revision that follows from them. */
    public static AssignedChecks of(Location location, Collection<AssignedCheck> checks) {
        List<AssignedCheck> ordered = checks.stream()
                .sorted(Comparator.comparing(assigned -> assigned.check().name()))
                .toList();
        return new AssignedChecks(AssignedChecksJson.revisionOf(location, ordered), location, ordered);
    }
}
