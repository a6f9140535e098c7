package dev.sonde.agent.probe.icmp;

/**
 * What came of an echo.
 *
 * @param setupNanos until the socket was ready
 * @param roundTripNanos from there to the reply; -1 if none came in time
 * @param hopLimit or time to live that the reply had left; -1 if it did not say
 */
public record EchoReply(long setupNanos, long roundTripNanos, int hopLimit) {
    public boolean came() {
        return roundTripNanos >= 0;
    }
}
