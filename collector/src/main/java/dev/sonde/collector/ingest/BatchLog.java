package dev.sonde.collector.ingest;

import dev.sonde.contract.report.Batch;
import java.util.concurrent.CompletionStage;

/** Port: where accepted batches are remembered, each once. Any thread. */
public interface BatchLog {
    /**
     * Appends a batch, with the intervals that are to be kept; several that wait may be committed together. The stage
     * completes after the commit, or with {@link NotKeptException} if the batch could not be kept now.
     */
    CompletionStage<Written> append(AgentIdentity agent, Batch batch);

    /**
     * What became of a batch.
     *
     * @param duplicate whether it had been appended before: then nothing of it was written
     * @param wordsRepeated words on slots that had been spoken of before: left out
     * @param wordsOutside words on slots outside every plan: left out
     */
    record Written(boolean duplicate, long wordsRepeated, long wordsOutside) {
        public static final Written DUPLICATE = new Written(true, 0, 0);
    }

    /** A batch was not kept, and may be kept later; the message is one line for people. */
    final class NotKeptException extends Exception {
        private static final long serialVersionUID = 1L;

        public NotKeptException(String message) {
            super(message);
        }
    }
}
