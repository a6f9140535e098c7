package dev.sonde.agent.probe.connect;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When one event loop was told which of its sockets are readable. What a socket then holds was there by that instant, however
 * long the loop is busy with other sockets before it comes to read it. Belongs to its event loop.
 */
public final class Readiness {
    private @Nullable LongSupplier nanoClock;
    private boolean told;
    private long toldNanos;

    /** Takes instants from now on; until then, and for loops that do not probe, there are none. */
    public void measureOn(LongSupplier monotonic) {
        nanoClock = monotonic;
    }

    /**
     * From within the handling of a socket that the loop was told of: when it was told. Else now: what is read in a task of its
     * own may have come at any time until then.
     *
     * @param clock the one it measures on
     */
    public long nanos(LongSupplier clock) {
        return told ? toldNanos : clock.getAsLong();
    }

    /** The loop was just told, and handles its sockets next. */
    void told() {
        LongSupplier clock = nanoClock;
        if (clock != null) {
            toldNanos = clock.getAsLong();
            told = true;
        }
    }

    /** All sockets it was told of are handled. */
    void handled() {
        told = false;
    }
}
