package dev.sonde.agent.probe.connect;

import java.net.InetSocketAddress;

/** The address a channel is told to connect to, with the dial that wants it. Immutable. */
final class DialedAddress extends InetSocketAddress {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialised: lives from the call to the handler
    private final Dial dial;

    DialedAddress(Dial dial) {
        super(dial.address(), dial.port());
        this.dial = dial;
    }

    Dial dial() {
        return dial;
    }
}
