package dev.sonde.collector.notify;

import dev.sonde.collector.slo.Severity;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which incidents a receiver is told of. Immutable.
 *
 * @param receiver a receiver's name
 * @param severities empty matches all
 */
public record Route(String receiver, Set<Severity> severities) {
    public Route {
        severities = Collections.unmodifiableSet(new TreeSet<>(severities));
    }

    /** Whether an incident of this severity is told. */
    public boolean matches(Severity severity) {
        return severities.isEmpty() || severities.contains(severity);
    }
}
