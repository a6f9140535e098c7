package dev.sonde.agent.delivery;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Makes a worker's milliseconds over a cut many short pieces, between which the event loop of the same core may run: the kernel may
 * leave a core to whoever has it until its next tick (4 ms at 250 Hz), whatever came due meanwhile. For {@link #MOST_NANOS} at most:
 * on a full core each time costs a whole turn, and a cut is to be kept soon. One worker's, for one piece of work.
 */
public final class GiveWay {
    static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    static final int STEPS = 16;

    private final LongSupplier nanos;
    private final Runnable turn;
    private final long untilNanos;
    private int steps;

    /** Begins now. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it but how long others wait
    public GiveWay() {
        this(System::nanoTime, Thread::yield);
    }

    GiveWay(LongSupplier nanos, Runnable turn) {
        this.nanos = nanos;
        this.turn = turn;
        this.untilNanos = nanos.getAsLong() + MOST_NANOS;
    }

    /** One of many steps of about a microsecond, one check's part, is done. */
    public void step() {
        if (++steps % STEPS == 0) {
            pieceDone();
        }
    }

    /** Some tens of microseconds' work are done. */
    void pieceDone() {
        if (nanos.getAsLong() - untilNanos < 0) {
            turn.run();
        }
    }
}
