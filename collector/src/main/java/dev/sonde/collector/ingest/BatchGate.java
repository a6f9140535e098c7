package dev.sonde.collector.ingest;

import dev.sonde.collector.telemetry.CollectorMeters;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.BatchCodec;
import dev.sonde.contract.report.BatchTooLargeException;
import dev.sonde.contract.report.MalformedBatchException;
import dev.sonde.contract.report.UnsupportedVersionException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes batches in: size, gzip, version, bounds, agent, then the intervals one by one; then the log, which knows
 * duplicates. An answer is given after the commit. Bodies are decoded on the executor given; what waits for that is
 * bounded in bytes, and past the bound agents are told to keep their batches. Any thread.
 */
public final class BatchGate implements BatchIntake {
    /** Bodies that may wait or be worked on at once, in bytes. */
    private static final long MAX_WAITING_BYTES = 64L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(BatchGate.class);

    private final BatchLog batches;
    private final Executor decoders;
    private final CollectorMeters meters;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final AtomicLong waitingBytes = new AtomicLong();
    private volatile IntervalScreen screen = new IntervalScreen(Map.of());

    /**
     * @param decoders threads that may compute for milliseconds
     * @param clock wall time
     * @param nanoTime monotonic
     */
    public BatchGate(
            BatchLog batches, Executor decoders, CollectorMeters meters, InstantSource clock, LongSupplier nanoTime) {
        this.batches = batches;
        this.decoders = decoders;
        this.meters = meters;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** From now on these checks are expected from each location. */
    public void expect(Map<Location, Set<CheckName>> checks) {
        screen = new IntervalScreen(checks);
    }

    @Override
    public CompletionStage<Receipt> accept(AgentIdentity agent, byte[] gzipped) {
        if (gzipped.length > MAX_BODY_BYTES) {
            return CompletableFuture.completedFuture(rejected(
                    Receipt.Cause.TOO_LARGE,
                    "body: " + gzipped.length + " bytes (expected: at most " + MAX_BODY_BYTES + ")"));
        }
        if (waitingBytes.addAndGet(gzipped.length) > MAX_WAITING_BYTES) {
            waitingBytes.addAndGet(-gzipped.length);
            return CompletableFuture.completedFuture(unavailable("too many batches wait to be taken in"));
        }
        long receivedAt = nanoTime.getAsLong();
        return decoded(agent, gzipped, receivedAt)
                .whenComplete((receipt, failure) -> waitingBytes.addAndGet(-gzipped.length));
    }

    private CompletableFuture<Receipt> decoded(AgentIdentity agent, byte[] gzipped, long receivedAt) {
        try {
            return CompletableFuture.supplyAsync(() -> take(agent, gzipped, receivedAt), decoders)
                    .thenCompose(stage -> stage);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(unavailable("the collector is stopping"));
        }
    }

    private CompletionStage<Receipt> take(AgentIdentity agent, byte[] gzipped, long receivedAt) {
        Batch batch;
        try {
            batch = BatchCodec.decode(BatchCodec.gunzip(gzipped, BatchCodec.MAX_BYTES));
        } catch (BatchTooLargeException e) {
            return CompletableFuture.completedFuture(rejected(Receipt.Cause.TOO_LARGE, String.valueOf(e.getMessage())));
        } catch (UnsupportedVersionException e) {
            return CompletableFuture.completedFuture(
                    rejected(Receipt.Cause.UNKNOWN_VERSION, String.valueOf(e.getMessage())));
        } catch (MalformedBatchException e) {
            return CompletableFuture.completedFuture(rejected(Receipt.Cause.MALFORMED, String.valueOf(e.getMessage())));
        }
        if (!batch.agent().equals(agent.name())) {
            return CompletableFuture.completedFuture(rejected(
                    Receipt.Cause.OTHER_AGENT,
                    "agent: " + batch.agent() + " (expected: " + agent.name() + ", whose token it came with)"));
        }
        IntervalScreen.Screened screened = screen.screen(agent, batch, clock.instant());
        return batches.append(agent, screened.batch())
                .thenApply(written -> counted(written, screened.dropped(), receivedAt))
                .exceptionally(this::notKept);
    }

    private Receipt counted(BatchLog.Written written, Map<String, Long> dropped, long receivedAt) {
        if (written.duplicate()) {
            meters.batchDuplicate();
            return new Receipt.Duplicate();
        }
        meters.batchAccepted(Duration.ofNanos(nanoTime.getAsLong() - receivedAt));
        dropped.forEach(meters::intervalsDropped);
        long words = written.wordsRepeated() + written.wordsOutside();
        if (words > 0) {
            meters.slotWordsDropped(words);
        }
        return new Receipt.Accepted();
    }

    private Receipt notKept(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof BatchLog.NotKeptException) {
            return unavailable(String.valueOf(cause.getMessage()));
        }
        // A defect of ours. Were the agent told to try again, this batch would keep all that follow from coming in.
        LOG.error("a batch cannot be filed and is refused", cause);
        return rejected(Receipt.Cause.MALFORMED, "the batch cannot be filed: " + cause);
    }

    private Receipt rejected(Receipt.Cause cause, String detail) {
        meters.batchRejected(cause.label());
        return new Receipt.Rejected(cause, detail);
    }

    private Receipt unavailable(String detail) {
        meters.batchRejected("unavailable");
        return new Receipt.Unavailable(detail);
    }
}
