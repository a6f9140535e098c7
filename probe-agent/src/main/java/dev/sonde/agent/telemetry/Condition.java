package dev.sonde.agent.telemetry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A trouble that lasts: logged when it starts, when it becomes another one, and when it ends, not each time it is met. One
 * owner at a time.
 */
public final class Condition {
    private final Logger log;
    private @Nullable String current;

    public Condition(Logger log) {
        this.log = log;
    }

    /**
     * The trouble is there.
     *
     * @param kind what tells it from another trouble; may be the line itself
     * @param line for people
     */
    public void meet(String kind, String line) {
        if (!kind.equals(current)) {
            current = kind;
            log.warn("{}", line);
        }
    }

    /** The trouble is over; nothing is said if there was none. */
    public void end(String line) {
        if (current != null) {
            current = null;
            log.info("{}", line);
        }
    }

    /** Whether there is trouble. */
    public boolean lasts() {
        return current != null;
    }
}
