package dev.sonde.collector.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes, and that owns what is remembered. Work comes in order; each piece is one transaction, made
 * durable before its future completes on this thread. When a transaction fails, what is remembered is not trusted any
 * more and is read from the disk again before the next.
 */
final class Writer {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final Duration STOP_WAIT = Duration.ofSeconds(20);

    private final Sql sql;
    private final DiskRoom room;
    private final Supplier<Remembered> load;
    private final ThreadPoolExecutor thread;
    private @Nullable Remembered remembered;
    private @Nullable String lastDefect;

    /** @param load reads what is remembered; runs on the writer's thread */
    Writer(Sql sql, DiskRoom room, Supplier<Remembered> load) {
        this.sql = sql;
        this.room = room;
        this.load = load;
        this.thread = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> new Thread(work, "sonde-store"));
    }

    /** Runs work on what is remembered; its changes are saved and committed. */
    <T> CompletableFuture<T> transact(Function<Remembered, T> work) {
        return submit(() -> {
            room.require(sql);
            Remembered state = remembered();
            sql.run("BEGIN IMMEDIATE");
            try {
                T value = work.apply(state);
                state.save();
                sql.run("COMMIT");
                state.committed();
                return value;
            } catch (RuntimeException | Error e) {
                rollBack(sql);
                remembered = null;
                throw e;
            }
        });
    }

    /** Runs work that only reads what is remembered, between two transactions. */
    <T> CompletableFuture<T> look(Function<Remembered, T> work) {
        return submit(() -> work.apply(remembered()));
    }

    /** Changes rows that nobody remembers, in one transaction, and waits for it. Not on this thread. */
    void runAndWait(Consumer<Sql> work) {
        try {
            submit(() -> {
                        changeRows(work);
                        return Boolean.TRUE;
                    })
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Changes rows that nobody remembers, in one transaction. */
    CompletableFuture<Boolean> run(Consumer<Sql> work) {
        return submit(() -> {
            changeRows(work);
            return Boolean.TRUE;
        });
    }

    /** Transactions that wait. Any thread. */
    int queueLength() {
        return thread.getQueue().size();
    }

    /** Ends what was asked for, then the thread. */
    void stop() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("the store still writes after {} s and is left behind", STOP_WAIT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void rollBack(Sql sql) {
        try {
            sql.run("ROLLBACK");
        } catch (StoreFailure e) {
            LOG.debug("SQLite had rolled back by itself", e);
        }
    }

    private void changeRows(Consumer<Sql> work) {
        room.require(sql);
        sql.run("BEGIN IMMEDIATE");
        try {
            work.accept(sql);
            sql.run("COMMIT");
        } catch (RuntimeException | Error e) {
            rollBack(sql);
            throw e;
        }
    }

    private Remembered remembered() {
        Remembered state = remembered;
        if (state == null) {
            state = load.get();
            remembered = state;
        }
        return state;
    }

    private <T> CompletableFuture<T> submit(Supplier<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                T value;
                try {
                    value = work.get();
                } catch (RuntimeException | Error e) {
                    tell(e);
                    future.completeExceptionally(e);
                    return;
                }
                future.complete(value);
            });
        } catch (RejectedExecutionException e) {
            future.completeExceptionally(new StoreFailure("the collector is stopping"));
        }
        return future;
    }

    /** Lack of room is told by {@link DiskRoom}; everything else is a defect of ours, told once in a row. */
    private void tell(Throwable failure) {
        if (failure instanceof StoreFailure storeFailure
                && (storeFailure.isForLackOfRoom() || storeFailure.isDamage())) {
            room.failed(storeFailure);
        } else if (!failure.toString().equals(lastDefect)) {
            lastDefect = failure.toString();
            LOG.error("a transaction failed by a defect and is undone", failure);
        }
    }
}
