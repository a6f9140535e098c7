package dev.sonde.collector.ingest;

import java.util.concurrent.CompletionStage;

/**
 * Where batches are handed in. {@link #accept} never blocks and never throws for what a body contains: any thread,
 * event loops included. The stage completes on a thread of the collector; hop back to your own before touching state.
 */
public interface BatchIntake {
    /** Largest body, gzipped, in bytes. A larger one may be refused before it is read. */
    int MAX_BODY_BYTES = 4 * 1024 * 1024;

    /**
     * Takes one batch.
     *
     * @param gzipped the body as sent; not modified and not to be modified by the caller afterwards
     */
    CompletionStage<Receipt> accept(AgentIdentity agent, byte[] gzipped);
}
