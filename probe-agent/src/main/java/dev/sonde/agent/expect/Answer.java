package dev.sonde.agent.expect;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A complete answer as expectations look at it. What costs to produce is asked for only when needed. */
public interface Answer {
    /** The status code. */
    int status();

    /** Every value of a header, in order; empty if it is absent. */
    List<String> header(String name);

    /** The body; empty unless {@link Expectations#needBody()}. */
    Body body();

    /** Until when the peer's certificate is valid; null without TLS. */
    @Nullable
    Instant certificateExpiry();

    /** The whole run's duration in nanoseconds. */
    long durationNanos();

    /** When the answer was complete, by the wall clock. */
    Instant at();
}
