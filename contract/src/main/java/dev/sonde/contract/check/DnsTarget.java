package dev.sonde.contract.check;

import org.jspecify.annotations.Nullable;

/**
 * One question to one name server, and what its answer must be. Immutable.
 *
 * @param server the name server; null takes the first that the agent's machine asks
 * @param transport how it is asked
 * @param tls how TLS is made; there exactly if the transport is {@link Transport#TLS}
 * @param network from where and to which addresses of the server
 * @param name asked for; a dot at its end changes nothing
 * @param type of record asked for, a word of {@link DnsWords}
 * @param queryClass a word of {@link DnsWords}
 * @param recursion whether the server is to ask others
 */
public record DnsTarget(
        @Nullable Endpoint server,
        Transport transport,
        @Nullable Tls tls,
        Network network,
        String name,
        String type,
        String queryClass,
        boolean recursion,
        DnsExpectation expect)
        implements Target {
    public static final String DEFAULT_TYPE = "A";
    public static final String DEFAULT_CLASS = "IN";

    /** How a name server is asked. */
    public enum Transport {
        /** An answer that was cut short is asked for again by TCP, as every resolver does. */
        UDP("udp", 53),
        TCP("tcp", 53),
        TLS("tls", 853);

        private final String label;
        private final int port;

        Transport(String label, int port) {
            this.label = label;
            this.port = port;
        }

        /** The word in YAML and JSON. */
        public String label() {
            return label;
        }

        /** Where servers usually listen. */
        public int usualPort() {
            return port;
        }
    }

    public DnsTarget {
        if ((transport == Transport.TLS) != (tls != null)) {
            throw new IllegalArgumentException("transport: " + transport.label() + (tls == null ? " without" : " with")
                    + " TLS settings" + " (expected: TLS settings with tls only)");
        }
        if (DnsWords.typeNumber(type) == 0) {
            throw new IllegalArgumentException("type: " + type + " (expected: a record type such as A)");
        }
        if (!DnsWords.classes().contains(queryClass)) {
            throw new IllegalArgumentException("class: " + queryClass + " (expected: a class such as IN)");
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: empty (expected: a domain name)");
        }
    }

    /** By UDP, with every default. */
    public static DnsTarget of(Endpoint server, String name, String type) {
        return new DnsTarget(
                server, Transport.UDP, null, Network.DEFAULT, name, type, DEFAULT_CLASS, true, DnsExpectation.DEFAULT);
    }

    /** The same, asked another way. */
    public DnsTarget withTransport(Transport other, @Nullable Tls settings) {
        return new DnsTarget(server, other, settings, network, name, type, queryClass, recursion, expect);
    }

    /** The same, expecting something else. */
    public DnsTarget withExpect(DnsExpectation other) {
        return new DnsTarget(server, transport, tls, network, name, type, queryClass, recursion, other);
    }

    /** The same, over another network. */
    public DnsTarget withNetwork(Network other) {
        return new DnsTarget(server, transport, tls, other, name, type, queryClass, recursion, expect);
    }

    @Override
    public String protocol() {
        return "dns";
    }

    @Override
    public String shown() {
        return "dns " + type + " " + name + " by " + transport.label() + " of "
                + (server == null ? "the system's name server" : server.toString());
    }
}
