package dev.sonde.contract.check;

import org.jspecify.annotations.Nullable;

/**
 * A TCP port, what is said to it, and what it must answer. Immutable.
 *
 * @param address where it listens
 * @param tls how TLS is made; null for clear text. It begins right after the connection, unless the dialogue has a step
 *     that goes over to it
 * @param network from where and to which addresses
 * @param dialogue what is said; none only looks whether somebody listens
 * @param expect what is expected of connection and time
 */
public record TcpTarget(Endpoint address, @Nullable Tls tls, Network network, Dialogue dialogue, Expectation expect)
        implements Target {
    public TcpTarget {
        if (tls == null && dialogue.startsTls()) {
            throw new IllegalArgumentException("dialogue: goes over to TLS (expected: with TLS settings)");
        }
    }

    /** Clear text, every default, nothing said. */
    public static TcpTarget of(Endpoint address) {
        return new TcpTarget(address, null, Network.DEFAULT, Dialogue.NONE, Expectation.NONE);
    }

    /** Whether TLS begins right after the connection. */
    public boolean tlsFromTheStart() {
        return tls != null && !dialogue.startsTls();
    }

    @Override
    public String protocol() {
        return "tcp";
    }

    @Override
    public String shown() {
        return "tcp " + address;
    }
}
