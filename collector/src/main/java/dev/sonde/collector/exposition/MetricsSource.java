package dev.sonde.collector.exposition;

/** Port: gives all that {@code /metrics} tells, of one moment. Called on a worker, once per rendering or answer. */
@FunctionalInterface
public interface MetricsSource {
    /** The newest view. Every number in it belongs to the same committed state. */
    MetricsView read();

    /** As {@link #read}, with one check, its probes, SLOs and incidents alone; with none if it is not configured. */
    default MetricsView read(String check) {
        return read().ofCheck(check);
    }
}
