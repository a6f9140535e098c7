package dev.sonde.collector.exposition;

import dev.sonde.collector.fleet.AgentStatus;
import dev.sonde.collector.notify.DeliveryResult;
import dev.sonde.contract.series.BucketBounds;
import dev.sonde.contract.series.Series;
import dev.sonde.contract.series.SeriesLabel;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;

/** The series of those who work for the checks: agents, and receivers of messages. */
final class StaffSeries {
    private StaffSeries() {}

    static void addReceiver(MetricsView.Receiver receiver, Families families) {
        Labels labels = Labels.of(SeriesLabel.RECEIVER, receiver.name());
        for (DeliveryResult result : DeliveryResult.values()) {
            families.count(
                    Series.NOTIFICATIONS,
                    labels.add(SeriesLabel.RESULT, result.label()),
                    receiver.attempts().getOrDefault(result, 0L));
        }
        families.gauge(Series.NOTIFICATION_QUEUE_LENGTH, labels, (double) receiver.queued());
        families.gauge(
                Series.NOTIFICATION_OLDEST_AGE, labels, receiver.oldestAge().toMillis() / 1e3);
    }

    static void addAgent(MetricsView.Agent agent, Families families) {
        AgentStatus status = agent.status();
        Labels labels = Labels.of(
                SeriesLabel.AGENT,
                status.name(),
                SeriesLabel.LOCATION,
                status.location().value());
        families.gauge(Series.AGENT_UP, labels, status.up() ? 1 : 0);
        if (status.lastBatchAt() != null) {
            families.gauge(Series.AGENT_LAST_BATCH, labels, status.lastBatchAt());
        }
        if (status.clockSkew() != null) {
            families.gauge(Series.AGENT_CLOCK_SKEW, labels, seconds(status.clockSkew()));
        }
        families.histogram(
                Series.AGENT_SCHEDULE_DELAY,
                HistogramPoints.classicAndNative(agent.scheduleDelay(), BucketBounds.DELAY, labels));
        families.histogram(
                Series.AGENT_EVENT_LOOP_LAG,
                HistogramPoints.classicAndNative(agent.eventLoopLag(), BucketBounds.DELAY, labels));
    }

    /** Also of a clock that is ages off, which nanoseconds in a long could not hold. */
    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }
}
