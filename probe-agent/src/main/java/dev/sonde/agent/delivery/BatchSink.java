package dev.sonde.agent.delivery;

import io.vertx.core.Future;

/** Where batches go: over HTTP to a collector, or straight into the one in this process. */
@FunctionalInterface
public interface BatchSink {
    /**
     * Tries once to deliver a batch. Not called again before the answer came.
     *
     * @param gzipped the encoded batch, packed; not to be modified
     * @return how it ended; a failed future counts as {@link Delivery.Postponed}
     */
    Future<Delivery> deliver(byte[] gzipped);
}
