package dev.sonde.agent.probe;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * TLS is many classes, which an agent without such checks never loads: rehearsed once, before a run needs it first. Any
 * thread.
 */
public final class TlsRehearsal {
    private final Supplier<Future<Void>> rehearsal;
    private @Nullable Future<Void> performed;

    /** @param rehearsal called once at the most; never fails */
    public TlsRehearsal(Supplier<Future<Void>> rehearsal) {
        this.rehearsal = rehearsal;
    }

    /** Rehearses if nobody did. Ends on any thread and never fails. */
    public synchronized Future<Void> perform() {
        Future<Void> present = performed;
        if (present == null) {
            present = rehearsal.get();
            performed = present;
        }
        return present;
    }
}
