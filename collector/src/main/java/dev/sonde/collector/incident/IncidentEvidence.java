package dev.sonde.collector.incident;

import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the agents saw, put together by the round for the messages of an event. Bounded: the messages show the newest
 * {@link #MAX_FAILURES} failures. Immutable.
 *
 * @param locations how each location sees the check now
 * @param reasons bad slots of the last hour by reason
 * @param phases median of the failed runs' phases in the last hour, as far as they were reached; empty if none is kept
 * @param lastFailures newest first
 */
public record IncidentEvidence(
        SortedMap<Location, LocationState> locations,
        SortedMap<String, Long> reasons,
        SortedMap<Phase, Duration> phases,
        List<Failure> lastFailures) {
    /** Most failures kept. */
    public static final int MAX_FAILURES = 5;

    public static final IncidentEvidence NONE =
            new IncidentEvidence(new TreeMap<>(Map.of()), new TreeMap<>(Map.of()), new TreeMap<>(Map.of()), List.of());

    /**
     * One location's view.
     *
     * @param up the newest settled slot is good (true) or bad (false); null when it is unknown or there is none
     * @param reason of the newest settled slot when it is bad or unknown
     * @param good slots of the last hour, and so bad and unknown
     */
    public record LocationState(
            @Nullable Boolean up, @Nullable String reason, long good, long bad, long unknown) {}

    /**
     * A failed run and where it was seen.
     *
     * @param confirmation what became of its confirming run; null if there was none, or it has not ended
     */
    public record Failure(
            Location location, Evidence evidence, @Nullable Outcome confirmation) {}

    public IncidentEvidence {
        locations = Collections.unmodifiableSortedMap(new TreeMap<>(locations));
        reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
        phases = Collections.unmodifiableSortedMap(new TreeMap<>(phases));
        lastFailures = lastFailures.size() <= MAX_FAILURES
                ? List.copyOf(lastFailures)
                : List.copyOf(lastFailures.subList(0, MAX_FAILURES));
    }
}
