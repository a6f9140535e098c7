package dev.sonde.collector.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The collector's self-measurement, one method per thing that can happen. Any thread; a call costs well under a
 * microsecond. Every batch and interval that is dropped is counted here with its reason.
 */
public final class CollectorMeters {
    /** A round is meant to end within 50 ms. */
    private static final Duration[] ROUND_BOUNDS = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500)
    };

    private final MeterRegistry registry;
    private final Timer ingest;
    private final Timer fullRound;
    private final Timer quickRound;
    private final Counter judgedInFull;
    private final Counter judgedInQuick;

    public CollectorMeters(MeterRegistry registry) {
        this.registry = registry;
        this.ingest = timer("sonde.collector.ingest.duration", "From the receipt of a batch to its commit.")
                .register(registry);
        this.fullRound = round("full");
        this.quickRound = round("quick");
        this.judgedInFull = judged("full");
        this.judgedInQuick = judged("quick");
        batches("accepted", "");
        batches("duplicate", "");
    }

    /** A batch was committed. */
    public void batchAccepted(Duration fromReceiptToCommit) {
        batches("accepted", "").increment();
        ingest.record(fromReceiptToCommit);
    }

    /** A batch that had been committed before came again. */
    public void batchDuplicate() {
        batches("duplicate", "").increment();
    }

    /** A batch was refused. */
    public void batchRejected(String reason) {
        batches("rejected", reason).increment();
    }

    /** Intervals of an accepted batch were left out. */
    public void intervalsDropped(String reason, long count) {
        Counter.builder("sonde.collector.intervals.dropped")
                .description("Intervals of accepted batches that were left out, by reason.")
                .tag("reason", reason)
                .register(registry)
                .increment((double) count);
    }

    /** Words on slots that had one already were left out. */
    public void slotWordsDropped(long count) {
        Counter.builder("sonde.collector.slot.words.dropped")
                .description("Words on slots that had been settled by an earlier word.")
                .register(registry)
                .increment((double) count);
    }

    /**
     * An evaluation round ended.
     *
     * @param full whether it looked at what time alone may have changed, or only at checks with news
     * @param judged how many checks it judged
     */
    public void roundEnded(boolean full, int judged, Duration duration) {
        (full ? fullRound : quickRound).record(duration);
        (full ? judgedInFull : judgedInQuick).increment(judged);
    }

    /** A page of metrics was rendered. */
    public void pageRendered(String format, Duration duration) {
        timer("sonde.collector.scrape.duration", "Rendering of a page of metrics, shared by concurrent scrapers.")
                .tag("format", format)
                .register(registry)
                .record(duration);
    }

    /** A request was answered. */
    public void requestAnswered(String route, String method, int status, Duration duration) {
        timer(
                        "sonde.collector.http.request.duration",
                        "From a request's head to the end of its answer; a long poll counts its waiting.")
                .tag("route", route)
                .tag("method", method)
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(duration);
    }

    /** A reload was tried. */
    public void reloaded(boolean applied) {
        Counter.builder("sonde.collector.config.reloads")
                .description("Reloads of the configuration, by result.")
                .tag("result", applied ? "applied" : "refused")
                .register(registry)
                .increment();
    }

    /** From now on the length of the writer's queue is shown. */
    public void watchWriterQueue(Supplier<Number> length) {
        Gauge.builder("sonde.collector.writer.queue.length", length)
                .description("Transactions that wait for the store's writer.")
                .register(registry);
    }

    /** Which build runs. */
    public void build(String version) {
        Gauge.builder("sonde.collector.build.info", () -> 1)
                .description("The build that runs; always 1.")
                .tag("version", version)
                .tag("java", Runtime.version().toString())
                .register(registry);
    }

    private Timer round(String kind) {
        return timer("sonde.collector.round.duration", "Evaluation rounds, from slots to owed messages.")
                .tag("kind", kind)
                .serviceLevelObjectives(ROUND_BOUNDS)
                .register(registry);
    }

    private Counter judged(String kind) {
        return Counter.builder("sonde.collector.checks.judged")
                .description("Checks that evaluation rounds have judged; they pass over those that are calm.")
                .tag("kind", kind)
                .register(registry);
    }

    private Counter batches(String result, String reason) {
        return Counter.builder("sonde.collector.batches")
                .description("Batches received, by what became of them.")
                .tag("result", result)
                .tag("reason", reason)
                .register(registry);
    }

    private static Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description);
    }
}
