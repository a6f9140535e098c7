package dev.sonde.collector.latency;

import dev.sonde.collector.latency.BucketCounts.Classic;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.result.Phase;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All latencies since ever of one check at one location, in the buckets in which metrics show them. Immutable. */
public record LatencyBuckets(Part success, Part failure) {
    /** Before the first run. */
    public static final LatencyBuckets NONE =
            new LatencyBuckets(Part.nothing(Classic.RESPONSE_TIME), Part.nothing(Classic.NONE));

    private static final BucketCounts NO_PART = BucketCounts.none(Classic.NONE);

    /** With what more runs have taken. */
    public LatencyBuckets plus(LatencyTotals more) {
        return new LatencyBuckets(success.plus(more.success()), failure.plus(more.failure()));
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

        Part plus(Latencies more) {
            if (more.isEmpty()) {
                return this;
            }
            EnumMap<Phase, BucketCounts> sums = new EnumMap<>(Phase.class);
            sums.putAll(phases);
            more.phases().forEach((phase, histogram) -> sums.put(phase, sum(sums.get(phase), histogram)));
            SortedMap<String, BucketCounts> stepSums = steps;
            if (!more.steps().isEmpty()) {
                SortedMap<String, BucketCounts> copy = new TreeMap<>(steps);
                more.steps().forEach((step, histogram) -> copy.put(step, sum(copy.get(step), histogram)));
                stepSums = copy;
            }
            return new Part(total.plus(more.total()), sums, stepSums);
        }

        private static BucketCounts sum(@Nullable BucketCounts before, SparseHistogram more) {
            return (before == null ? NO_PART : before).plus(more);
        }
    }
}
