package dev.sonde.agent.expect;

import dev.sonde.agent.probe.PhaseTimings;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A complete answer as expectations look at it, of whatever protocol: one that has no status, headers or body leaves them
 * out. What costs to produce is asked for only when needed.
 */
public interface Answer {
    /** The status code; 0 if the protocol has none. */
    default int status() {
        return 0;
    }

    /** Every value of a header, in order; empty if it is absent. */
    default List<String> header(String name) {
        return List.of();
    }

    /** Every header by its name in lower case, several values joined by a comma. */
    default Map<String, String> headersByName() {
        return Map.of();
    }

    /** The body; empty unless {@link Expectations#needBody()}. */
    default Body body() {
        return Body.EMPTY;
    }

    /** Bytes of the body, known whether or not it was kept. */
    default long size() {
        return body().length();
    }

    /** Until when the peer's certificate is valid; null without TLS. */
    @Nullable
    Instant certificateExpiry();

    /** The chain that the peer showed, its own certificate first; empty without TLS. */
    default List<X509Certificate> certificates() {
        return List.of();
    }

    /** The TLS version, such as {@code 1.3}; empty without TLS. */
    default String tlsVersion() {
        return "";
    }

    /** The whole run's duration in nanoseconds. */
    long durationNanos();

    /** The phases of the run. */
    default PhaseTimings phases() {
        return PhaseTimings.NONE;
    }

    /** When the answer was complete, by the wall clock. */
    Instant at();
}
