package dev.sonde.collector.exposition;

/** Port: gives all that {@code /metrics} tells, of one moment. Called on a worker, once per rendering. */
@FunctionalInterface
public interface MetricsSource {
    /** The newest view. Every number in it belongs to the same committed state. */
    MetricsView read();
}
