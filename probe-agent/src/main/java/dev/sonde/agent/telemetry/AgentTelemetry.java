package dev.sonde.agent.telemetry;

import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.UnknownReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * The agent's counters of itself, since it started. Everything that is dropped is counted here, with its reason. Any
 * thread.
 */
public final class AgentTelemetry {
    /** What happened to a batch. */
    public enum BatchEvent {
        /** Put together from intervals and queued. */
        CUT("cut"),
        /** Acknowledged by the collector. */
        DELIVERED("delivered"),
        /** An attempt to deliver failed and is repeated. */
        RETRIED("retried"),
        /** Refused for good and set aside. */
        REJECTED("rejected"),
        /** The oldest of a full queue, given up. */
        DROPPED("dropped"),
        /** Found damaged in the spool, given up. */
        TORN("torn"),
        /** Kept in memory only, because the spool could not be written. */
        UNSPOOLED("unspooled");

        private final String label;

        BatchEvent(String label) {
            this.label = label;
        }

        /** The word in metrics. */
        public String label() {
            return label;
        }
    }

    private final LongAdder started = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final Map<UnknownReason, LongAdder> missed = new EnumMap<>(UnknownReason.class);
    private final Map<BatchEvent, LongAdder> batches = new EnumMap<>(BatchEvent.class);
    private final LongAdder leftOut = new LongAdder();
    private final LongAdder evidenceDropped = new LongAdder();
    private final LongAdder assignmentFailures = new LongAdder();
    private final AtomicLong queuedBatches = new AtomicLong();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicLong checks = new AtomicLong();
    private volatile String transport = "";
    private volatile String tlsEngine = "";
    private volatile BooleanSupplier quicMissing = () -> false;
    private volatile double share = 1;
    private volatile double forecast;
    private volatile double utilisation;
    private volatile double runCpuSeconds;
    private final Distribution scheduleDelay = new Distribution();
    private final Distribution eventLoopLag = new Distribution();

    public AgentTelemetry() {
        for (UnknownReason reason : UnknownReason.values()) {
            missed.put(reason, new LongAdder());
        }
        for (BatchEvent event : BatchEvent.values()) {
            batches.put(event, new LongAdder());
        }
    }

    /**
     * What its probes run on, in the words of logs.
     *
     * @param withoutQuic tells whether a check wanted QUIC's native library and it did not load; any thread
     */
    public void runsOn(String eventLoopTransport, String engineOfTls, BooleanSupplier withoutQuic) {
        transport = eventLoopTransport;
        tlsEngine = engineOfTls;
        quicMissing = withoutQuic;
    }

    /** How sockets are waited for; empty if it is not known. */
    public String transport() {
        return transport;
    }

    /** Who does the TLS handshakes; empty if it is not known. */
    public String tlsEngine() {
        return tlsEngine;
    }

    /** Whether a check wanted QUIC's native library and it did not load. */
    public boolean isQuicMissing() {
        return quicMissing.getAsBoolean();
    }

    public void runStarted() {
        started.increment();
    }

    public void runEnded() {
        ended.increment();
    }

    public void runsMissed(UnknownReason reason, long count) {
        adder(missed, reason).add(count);
    }

    public void durationLeftOut() {
        leftOut.increment();
    }

    /** Runs that were to be shown, and were not, because too many were at once. */
    public void evidenceDropped(long runs) {
        evidenceDropped.add(runs);
    }

    public void batch(BatchEvent event) {
        adder(batches, event).increment();
    }

    public void assignmentFailed() {
        assignmentFailures.increment();
    }

    /** What waits for delivery now. */
    public void queued(long batchCount, long bytes) {
        queuedBatches.set(batchCount);
        queuedBytes.set(bytes);
    }

    public void checksAssigned(long count) {
        checks.set(count);
    }

    /** The smallest share of its slots that a check may run now: 1 unless some are shed. */
    public void share(double now) {
        share = now;
    }

    /** What the checks will need of the CPU; 1 is all of it. */
    public void forecast(double ofCpu) {
        forecast = ofCpu;
    }

    /** What the process used of the CPU lately, with runs or without; 1 is all of it. */
    public void utilised(double ofCpu) {
        utilisation = ofCpu;
    }

    /** CPU time of an event loop for one run, lately, in seconds. */
    public void runCost(double perRunSeconds) {
        runCpuSeconds = perRunSeconds;
    }

    public void scheduleDelays(SparseHistogram delays) {
        scheduleDelay.add(delays);
    }

    public void eventLoopLags(SparseHistogram lags) {
        eventLoopLag.add(lags);
    }

    public long runsStarted() {
        return started.sum();
    }

    /** Started and not ended. */
    public long runsInFlight() {
        return Math.max(0, started.sum() - ended.sum());
    }

    public long runsMissed(UnknownReason reason) {
        return adder(missed, reason).sum();
    }

    /** Runs whose durations were left out of the histograms because the agent lagged. */
    public long durationsLeftOut() {
        return leftOut.sum();
    }

    /** Runs kept as evidence that went into no batch because there were too many at once. */
    public long evidenceDropped() {
        return evidenceDropped.sum();
    }

    public long batches(BatchEvent event) {
        return adder(batches, event).sum();
    }

    public long assignmentFailures() {
        return assignmentFailures.sum();
    }

    public long queuedBatches() {
        return queuedBatches.get();
    }

    public long queuedBytes() {
        return queuedBytes.get();
    }

    public long checks() {
        return checks.get();
    }

    /** The smallest share of its slots that a check may run now. */
    public double share() {
        return share;
    }

    /** What the checks will need of the CPU; 1 is all of it. */
    public double forecast() {
        return forecast;
    }

    /** What the process used of the CPU lately; 1 is all of it. */
    public double utilisation() {
        return utilisation;
    }

    /** CPU time of an event loop for one run, lately; 0 while it is not known. */
    public double runCpuSeconds() {
        return runCpuSeconds;
    }

    /** All schedule delays so far. */
    public SparseHistogram scheduleDelay() {
        return scheduleDelay.sum();
    }

    /** All event-loop lags so far. */
    public SparseHistogram eventLoopLag() {
        return eventLoopLag.sum();
    }

    private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
        LongAdder adder = adders.get(key);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + key);
        }
        return adder;
    }

    /** A growing sum; replaced whole, so that readers need no lock. */
    private static final class Distribution {
        private volatile SparseHistogram sum = SparseHistogram.EMPTY;

        synchronized void add(SparseHistogram more) {
            sum = sum.plus(more);
        }

        SparseHistogram sum() {
            return sum;
        }
    }
}
