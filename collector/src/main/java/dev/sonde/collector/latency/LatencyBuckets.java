package dev.sonde.collector.latency;

import dev.sonde.collector.latency.BucketCounts.Classic;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.result.Phase;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All latencies since ever of one check at one location, in the buckets in which metrics show them. Immutable for everybody but
 * the {@link LatencyLine} that owns them, which adds to them until it shows them to somebody.
 */
public record LatencyBuckets(Part success, Part failure) {
    /** Before the first run. */
    public static final LatencyBuckets NONE =
            new LatencyBuckets(Part.nothing(Classic.RESPONSE_TIME), Part.nothing(Classic.NONE));

    /** With what more runs have taken. */
    public LatencyBuckets plus(LatencyTotals more) {
        return copy().add(more);
    }

    /** The same, to be added to without touching these. */
    LatencyBuckets copy() {
        return new LatencyBuckets(success.copy(), failure.copy());
    }

    /** Adds to these very counts, which nobody else may know; what is returned is to be used in their place. */
    LatencyBuckets add(LatencyTotals more) {
        return new LatencyBuckets(success.add(more.success()), failure.add(more.failure()));
    }

    /**
     * Distributions of runs that ended alike.
     *
     * @param phases only those with samples
     * @param steps by name, only those with samples
     */
    public record Part(BucketCounts total, Map<Phase, BucketCounts> phases, SortedMap<String, BucketCounts> steps) {
        public Part {
            phases = Collections.unmodifiableMap(phases);
            steps = steps.isEmpty() ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(steps);
        }

        static Part nothing(Classic classic) {
            return new Part(BucketCounts.none(classic), new EnumMap<>(Phase.class), Collections.emptySortedMap());
        }

        private Part copy() {
            EnumMap<Phase, BucketCounts> ofPhases = new EnumMap<>(Phase.class);
            phases.forEach((phase, counts) -> ofPhases.put(phase, counts.copy()));
            SortedMap<String, BucketCounts> ofSteps = new TreeMap<>();
            steps.forEach((step, counts) -> ofSteps.put(step, counts.copy()));
            return new Part(total.copy(), ofPhases, ofSteps);
        }

        private Part add(Latencies more) {
            Part whole = this;
            if (!phases.keySet().containsAll(more.phases().keySet())
                    || !steps.keySet().containsAll(more.steps().keySet())) {
                EnumMap<Phase, BucketCounts> ofPhases = new EnumMap<>(Phase.class);
                ofPhases.putAll(phases);
                more.phases().keySet().forEach(phase -> ofPhases.putIfAbsent(phase, BucketCounts.none(Classic.NONE)));
                SortedMap<String, BucketCounts> ofSteps = new TreeMap<>(steps);
                more.steps().keySet().forEach(step -> ofSteps.putIfAbsent(step, BucketCounts.none(Classic.NONE)));
                whole = new Part(total, ofPhases, ofSteps);
            }
            whole.total.add(more.total());
            for (Map.Entry<Phase, SparseHistogram> each : more.phases().entrySet()) {
                Objects.requireNonNull(whole.phases.get(each.getKey())).add(each.getValue());
            }
            for (Map.Entry<String, SparseHistogram> each : more.steps().entrySet()) {
                Objects.requireNonNull(whole.steps.get(each.getKey())).add(each.getValue());
            }
            return whole;
        }
    }
}
