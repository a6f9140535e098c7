package dev.sonde.contract.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC server that is asked for its health ({@code grpc.health.v1.Health/Check}), and what it must say. Immutable.
 *
 * @param address where it listens
 * @param service whose health is asked for; the empty one is the server as a whole
 * @param tls how TLS is made; null for HTTP/2 in clear text
 * @param network from where and to which addresses
 * @param metadata sent with the call, in the order written; values may name secrets
 * @param serving what the service may say of itself; at least one
 * @param expect what is expected of connection and time
 */
public record GrpcTarget(
        Endpoint address,
        String service,
        @Nullable Tls tls,
        Network network,
        List<Header> metadata,
        List<Serving> serving,
        Expectation expect)
        implements Target {
    /** What a service says of itself. */
    public enum Serving {
        UNKNOWN,
        SERVING,
        NOT_SERVING,
        /** No service of that name is known to the server. */
        SERVICE_UNKNOWN;

        /** The word in YAML and JSON, which is the protocol's own. */
        public String label() {
            return name();
        }
    }

    public GrpcTarget {
        metadata = List.copyOf(metadata);
        serving = List.copyOf(serving);
        if (serving.isEmpty()) {
            throw new IllegalArgumentException("serving: none (expected: at least one)");
        }
    }

    /** The whole server, in clear text, with every default. */
    public static GrpcTarget of(Endpoint address) {
        return new GrpcTarget(
                address, "", null, Network.DEFAULT, List.of(), List.of(Serving.SERVING), Expectation.NONE);
    }

    /** The same, of one service. */
    public GrpcTarget withService(String name) {
        return new GrpcTarget(address, name, tls, network, metadata, serving, expect);
    }

    /** The same by TLS. */
    public GrpcTarget withTls(Tls settings) {
        return new GrpcTarget(address, service, settings, network, metadata, serving, expect);
    }

    /** The same, sending metadata. */
    public GrpcTarget withMetadata(List<Header> sent) {
        return new GrpcTarget(address, service, tls, network, sent, serving, expect);
    }

    /** The same, expecting something else. */
    public GrpcTarget withExpect(List<Serving> words, Expectation other) {
        return new GrpcTarget(address, service, tls, network, metadata, words, other);
    }

    @Override
    public String protocol() {
        return "grpc";
    }

    @Override
    public String shown() {
        return "grpc " + address + (service.isEmpty() ? "" : " " + service);
    }
}
