package dev.sonde.agent.probe.icmp;

/**
 * What came of an echo.
 *
 * @param setupNanos until the socket was ready
 * @param roundTripNanos from there to the reply; -1 if none came in time
 * @param hopLimit or time to live that the reply had left; -1 if it did not say
 * @param refusal what somebody answered in its place, for people: {@code host unreachable, says 192.0.2.1}; empty if nobody
 *     did
 */
public record EchoReply(long setupNanos, long roundTripNanos, int hopLimit, String refusal) {
    public boolean came() {
        return roundTripNanos >= 0;
    }
}
