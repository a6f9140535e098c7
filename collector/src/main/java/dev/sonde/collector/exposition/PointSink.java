package dev.sonde.collector.exposition;

import dev.sonde.collector.evidence.TracedRun;
import dev.sonde.collector.latency.BucketCounts;
import dev.sonde.contract.series.Series;
import java.time.Instant;
import java.util.List;

/** Takes the points of a page, in any order of their families. One page; one thread. */
interface PointSink {
    void count(Series series, SubjectLabels subject, PointLabels point, long value);

    void gauge(Series series, SubjectLabels subject, PointLabels point, double value);

    /** A gauge of a time that is known in microseconds; not negative. */
    void gaugeOfMicros(Series series, SubjectLabels subject, PointLabels point, long micros);

    default void gauge(Series series, SubjectLabels subject, PointLabels point, Instant time) {
        gauge(series, subject, point, time.getEpochSecond() + time.getNano() / 1e9);
    }

    /** @param traced runs that stand behind its buckets, at most one each */
    void histogram(
            Series series, SubjectLabels subject, PointLabels point, BucketCounts histogram, List<TracedRun> traced);
}
