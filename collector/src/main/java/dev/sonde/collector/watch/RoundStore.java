package dev.sonde.collector.watch;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Port: where rounds are made durable. */
public interface RoundStore {
    /**
     * Runs work in a transaction of its own, on the store's thread, after what was asked before. The stage completes there
     * after the commit; when the work or the commit fails, nothing of it holds and the stage completes with the failure.
     */
    <T> CompletionStage<T> inRound(Function<RoundBook, T> work);
}
