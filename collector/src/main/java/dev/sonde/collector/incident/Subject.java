package dev.sonde.collector.incident;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an incident says of its check, kept with it because it outlives the check's configuration. Immutable.
 *
 * @param service null when not said, and so owner, purpose and runbook
 * @param labels the check's own
 */
public record Subject(
        CheckName check,
        @Nullable String service,
        @Nullable String owner,
        @Nullable String purpose,
        @Nullable String runbook,
        String priority,
        SortedMap<String, String> labels) {
    public Subject {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** As the check is configured now. */
    public static Subject of(Check check) {
        return new Subject(
                check.name(),
                check.service(),
                check.owner(),
                check.purpose(),
                check.runbook(),
                check.priority(),
                check.labels());
    }
}
