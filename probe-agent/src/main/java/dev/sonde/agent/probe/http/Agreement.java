package dev.sonde.agent.probe.http;

/**
 * What the runs of one check remember of the HTTP version that its own origin agreed on: who speaks with it is decided
 * before the handshake that agrees. Belongs to one event loop.
 */
final class Agreement {
    private boolean http1;
    private boolean wavers;

    /** Whether HTTP/1.1 is to be expected. */
    boolean isHttp1() {
        return http1 && !wavers;
    }

    /** What a connection over TLS agreed on. */
    void noted(boolean http2) {
        http1 = !http2;
    }

    /** The origin agreed on HTTP/2 after all: from here on nothing is expected of it. */
    void surprised() {
        wavers = true;
    }
}
