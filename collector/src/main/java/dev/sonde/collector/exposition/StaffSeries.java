package dev.sonde.collector.exposition;

import dev.sonde.collector.latency.BucketCounts;
import dev.sonde.collector.notify.DeliveryResult;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.series.Series;
import dev.sonde.contract.series.SeriesLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The series of those who work for the checks: agents, and receivers of messages. */
final class StaffSeries {
    private final LabelMemory labels;
    private final PointSink sink;
    private final MetricsView view;

    StaffSeries(LabelMemory labels, PointSink sink, MetricsView view) {
        this.labels = labels;
        this.sink = sink;
        this.view = view;
    }

    /** How each family is written. */
    void addTo(Map<Series, Runnable> families) {
        families.put(Series.NOTIFICATIONS, eachReceiver(this::addAttempts));
        families.put(
                Series.NOTIFICATION_QUEUE_LENGTH,
                eachReceiver((receiver, subject) ->
                        gauge(Series.NOTIFICATION_QUEUE_LENGTH, subject, (double) receiver.queued())));
        families.put(
                Series.NOTIFICATION_OLDEST_AGE,
                eachReceiver((receiver, subject) -> gauge(
                        Series.NOTIFICATION_OLDEST_AGE,
                        subject,
                        receiver.oldestAge().toMillis() / 1e3)));
        families.put(
                Series.AGENT_UP,
                eachAgent((agent, subject) ->
                        gauge(Series.AGENT_UP, subject, agent.status().up() ? 1 : 0)));
        families.put(Series.AGENT_LAST_BATCH, eachAgent(this::addLastBatch));
        families.put(Series.AGENT_CLOCK_SKEW, eachAgent(this::addClockSkew));
        families.put(
                Series.AGENT_SCHEDULE_DELAY,
                eachAgent((agent, subject) -> addDelays(Series.AGENT_SCHEDULE_DELAY, subject, agent.scheduleDelay())));
        families.put(
                Series.AGENT_EVENT_LOOP_LAG,
                eachAgent((agent, subject) -> addDelays(Series.AGENT_EVENT_LOOP_LAG, subject, agent.eventLoopLag())));
    }

    private Runnable eachReceiver(BiConsumer<MetricsView.Receiver, SubjectLabels> family) {
        return () -> view.receivers().forEach(receiver -> family.accept(receiver, labels.receiver(receiver.name())));
    }

    private Runnable eachAgent(BiConsumer<MetricsView.Agent, SubjectLabels> family) {
        return () -> view.agents()
                .forEach(agent -> family.accept(
                        agent,
                        labels.agent(agent.status().name(), agent.status().location())));
    }

    private void addAttempts(MetricsView.Receiver receiver, SubjectLabels subject) {
        for (DeliveryResult result : DeliveryResult.values()) {
            sink.count(
                    Series.NOTIFICATIONS,
                    subject,
                    labels.points.of(SeriesLabel.RESULT, result.label()),
                    receiver.attempts().getOrDefault(result, 0L));
        }
    }

    private void addLastBatch(MetricsView.Agent agent, SubjectLabels subject) {
        Instant lastBatchAt = agent.status().lastBatchAt();
        if (lastBatchAt != null) {
            sink.gauge(Series.AGENT_LAST_BATCH, subject, PointLabels.NONE, lastBatchAt);
        }
    }

    private void addClockSkew(MetricsView.Agent agent, SubjectLabels subject) {
        Duration skew = agent.status().clockSkew();
        if (skew != null) {
            gauge(Series.AGENT_CLOCK_SKEW, subject, seconds(skew));
        }
    }

    private void gauge(Series series, SubjectLabels subject, double value) {
        sink.gauge(series, subject, PointLabels.NONE, value);
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
