package dev.sonde.agent.probe.connect;

import java.net.InetSocketAddress;

/** The address of a QUIC connection's peer, with the wire that leads there: so its datagrams find their socket. Immutable. */
final class QuicPeer extends InetSocketAddress {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialised: lives as long as the connection
    private final QuicWire wire;

    QuicPeer(Dial dial, QuicWire wire) {
        super(dial.address(), dial.port());
        this.wire = wire;
    }

    QuicWire wire() {
        return wire;
    }
}
