package dev.sonde.collector.exposition;

import dev.sonde.collector.fleet.AgentStatus;
import dev.sonde.collector.latency.BucketCounts;
import dev.sonde.collector.notify.DeliveryResult;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.series.Series;
import dev.sonde.contract.series.SeriesLabel;
import java.time.Duration;
import java.util.List;

/** The series of those who work for the checks: agents, and receivers of messages. */
final class StaffSeries {
    private final LabelMemory labels;
    private final PointSink sink;

    StaffSeries(LabelMemory labels, PointSink sink) {
        this.labels = labels;
        this.sink = sink;
    }

    void addReceiver(MetricsView.Receiver receiver) {
        SubjectLabels subject = labels.receiver(receiver.name());
        for (DeliveryResult result : DeliveryResult.values()) {
            sink.count(
                    Series.NOTIFICATIONS,
                    subject,
                    labels.points.of(SeriesLabel.RESULT, result.label()),
                    receiver.attempts().getOrDefault(result, 0L));
        }
        sink.gauge(Series.NOTIFICATION_QUEUE_LENGTH, subject, PointLabels.NONE, (double) receiver.queued());
        sink.gauge(
                Series.NOTIFICATION_OLDEST_AGE,
                subject,
                PointLabels.NONE,
                receiver.oldestAge().toMillis() / 1e3);
    }

    void addAgent(MetricsView.Agent agent) {
        AgentStatus status = agent.status();
        SubjectLabels subject = labels.agent(status.name(), status.location());
        sink.gauge(Series.AGENT_UP, subject, PointLabels.NONE, status.up() ? 1 : 0);
        if (status.lastBatchAt() != null) {
            sink.gauge(Series.AGENT_LAST_BATCH, subject, PointLabels.NONE, status.lastBatchAt());
        }
        if (status.clockSkew() != null) {
            sink.gauge(Series.AGENT_CLOCK_SKEW, subject, PointLabels.NONE, seconds(status.clockSkew()));
        }
        addDelays(Series.AGENT_SCHEDULE_DELAY, subject, agent.scheduleDelay());
        addDelays(Series.AGENT_EVENT_LOOP_LAG, subject, agent.eventLoopLag());
    }

    private void addDelays(Series series, SubjectLabels subject, SparseHistogram delays) {
        BucketCounts buckets = BucketCounts.none(BucketCounts.Classic.DELAY).plus(delays);
        sink.histogram(series, subject, PointLabels.NONE, buckets, List.of());
    }

    /** Also of a clock that is ages off, which nanoseconds in a long could not hold. */
    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }
}
