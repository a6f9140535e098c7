package dev.sonde.collector.store;

import dev.sonde.collector.ingest.AgentIdentity;
import dev.sonde.collector.ingest.BatchLog;
import dev.sonde.contract.report.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Files batches: those that wait while the writer is busy share the next transaction. Any thread. */
final class BatchFiler implements BatchLog {
    /** So that a round never waits long behind batches. */
    private static final int MOST_AT_ONCE = 16;

    private final Writer writer;
    private final Runnable slotsChanged;
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean planned = new AtomicBoolean();

    private record Waiting(AgentIdentity agent, Batch batch, CompletableFuture<Written> filed) {}

    /** What a transaction filed. */
    private record Filed(List<Written> written, boolean slotsChanged) {}

    /** @param slotsChanged told after a commit that changed a slot's class; must be quick */
    BatchFiler(Writer writer, Runnable slotsChanged) {
        this.writer = writer;
        this.slotsChanged = slotsChanged;
    }

    @Override
    public CompletionStage<Written> append(AgentIdentity agent, Batch batch) {
        Waiting one = new Waiting(agent, batch, new CompletableFuture<>());
        waiting.add(one);
        plan();
        return one.filed;
    }

    private void plan() {
        if (planned.compareAndSet(false, true)) {
            List<Waiting> taken = new ArrayList<>();
            file(() -> take(taken), taken, true);
        }
    }

    private void take(List<Waiting> taken) {
        planned.set(false);
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            taken.add(next);
            if (taken.size() == MOST_AT_ONCE) {
                return;
            }
        }
    }

    /** @param taken filled when the transaction begins */
    private void file(Runnable begin, List<Waiting> taken, boolean together) {
        CompletableFuture<Filed> unused = writer.transact(remembered -> {
                    begin.run();
                    List<Written> written = new ArrayList<>();
                    taken.forEach(each -> written.add(remembered.file(each.agent, each.batch)));
                    return new Filed(written, remembered.slots.hasChanged());
                })
                .whenComplete((filed, failure) -> {
                    if (filed != null) {
                        committed(taken, filed);
                    } else {
                        failed(taken, failure, together);
                    }
                    if (!waiting.isEmpty()) {
                        plan();
                    }
                });
    }

    private void committed(List<Waiting> taken, Filed filed) {
        for (int i = 0; i < taken.size(); i++) {
            taken.get(i).filed.complete(filed.written.get(i));
        }
        if (filed.slotsChanged) {
            slotsChanged.run();
        }
    }

    private void failed(List<Waiting> taken, @Nullable Throwable failure, boolean together) {
        planned.set(false);
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StoreFailure) {
            if (taken.isEmpty()) {
                take(taken);
            }
            String reason = Database.firstLine(cause);
            taken.forEach(each -> each.filed.completeExceptionally(new NotKeptException(reason)));
        } else if (together && taken.size() > 1) {
            // One of them cannot be filed; the others are not to suffer for it.
            taken.forEach(each -> file(() -> {}, List.of(each), false));
        } else {
            Throwable defect = cause == null ? new IllegalStateException("no failure") : cause;
            taken.forEach(each -> each.filed.completeExceptionally(defect));
        }
    }
}
