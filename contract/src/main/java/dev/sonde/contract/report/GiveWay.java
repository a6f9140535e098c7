package dev.sonde.contract.report;

/**
 * Makes the work on a batch, which takes milliseconds on a worker, one of many pieces of some 20 us. On a core that it shares with
 * an event loop the kernel lets a worker go on until its next tick, up to 4 ms, whatever came due meanwhile (Linux since 6.6), and
 * a lower priority changes nothing of it.
 */
public final class GiveWay {
    private static final int PIECE = 16;

    private GiveWay() {}

    /**
     * Lets others run if a piece is done.
     *
     * @param done intervals that are done so far, this one included
     */
    public static void after(int done) {
        if (done % PIECE == 0) {
            now();
        }
    }

    /** Lets others run: a system call, under half a microsecond if nobody waits. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it but how long others wait
    static void now() {
        Thread.yield();
    }
}
