package dev.sonde.collector.incident;

import java.time.Instant;

/** Answers about quiet, asked only when they decide something. Called on the thread of the round. */
public interface Calm {
    /** Whether the cause's slots vouch for the quiet time since it ended then: silence does not. */
    boolean isVouchedSince(Cause cause, Instant ended);

    /** Whether the cause's slots show new trouble after this instant: a bad slot that follows a quiet stretch. */
    boolean newTroubleSince(Cause cause, Instant loudAt);
}
