package dev.sonde.agent.schedule;

/**
 * How many runs one event loop has in flight, all checks together, and how many it may have. Belongs to its event loop.
 *
 * <p>Runs are in flight for long where targets do not answer. When places become scarce a check may hold no more than its
 * equal part of them, at least one: so those whose targets hang give way, and a check whose target answers finds a place.
 */
public final class LoopLoad {
    private final int maxInFlight;
    private final int scarceFrom;
    private int inFlight;
    private long startedInAll;

    /**
     * @param maxInFlight at least 1
     */
    public LoopLoad(int maxInFlight) {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("runs in flight: " + maxInFlight + " (expected: at least 1)");
        }
        this.maxInFlight = maxInFlight;
        this.scarceFrom = maxInFlight - maxInFlight / 4;
    }

    /** Runs in flight now. */
    public int inFlight() {
        return inFlight;
    }

    boolean isFull() {
        return inFlight >= maxInFlight;
    }

    /**
     * Whether a check may start one more run.
     *
     * @param running runs of that check in flight
     * @param checks how many checks the loop has
     */
    boolean hasPlaceFor(int running, int checks) {
        if (inFlight < scarceFrom) {
            return true;
        }
        return !isFull() && running < Math.max(1, maxInFlight / Math.max(1, checks));
    }

    long startedInAll() {
        return startedInAll;
    }

    void started() {
        inFlight++;
        startedInAll++;
    }

    void ended() {
        inFlight--;
    }
}
