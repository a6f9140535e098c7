package dev.sonde.agent.probe.http;

/**
 * An access token. Printing does not show it. Immutable.
 *
 * @param drawnNanos when it was asked for, on the monotonic clock
 * @param lifetimeNanos how long it is good from then on, by its issuer
 */
public record Token(String value, long drawnNanos, long lifetimeNanos) {
    private static final long MOST_MARGIN_NANOS = 10_000_000_000L;

    /** Whether another one should be drawn while this one is still good. */
    boolean isAgeing(long nowNanos) {
        return nowNanos - drawnNanos >= lifetimeNanos / 5 * 4;
    }

    /** Whether it is no longer good, or not for as long as a run may take. */
    boolean hasExpired(long nowNanos) {
        return nowNanos - drawnNanos >= lifetimeNanos - Math.min(MOST_MARGIN_NANOS, lifetimeNanos / 10);
    }

    @Override
    public String toString() {
        return "token";
    }
}
