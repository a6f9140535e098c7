package dev.sonde.agent.schedule;

/**
 * How many runs one event loop has in flight, all checks together, and how many it may have. Beyond that the loop sheds
 * runs, so that those it has are measured well. Belongs to its event loop.
 */
public final class LoopLoad {
    private final int maxInFlight;
    private int inFlight;

    /**
     * @param maxInFlight at least 1
     */
    public LoopLoad(int maxInFlight) {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("runs in flight: " + maxInFlight + " (expected: at least 1)");
        }
        this.maxInFlight = maxInFlight;
    }

    /** Runs in flight now. */
    public int inFlight() {
        return inFlight;
    }

    boolean isFull() {
        return inFlight >= maxInFlight;
    }

    void started() {
        inFlight++;
    }

    void ended() {
        inFlight--;
    }
}
