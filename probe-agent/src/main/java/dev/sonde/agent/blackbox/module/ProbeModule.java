package dev.sonde.agent.blackbox.module;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One module: how targets are probed. Immutable.
 *
 * @param prober as written, also if there is no such prober
 * @param timeout zero leaves it to whoever asks
 * @param yaml the module as YAML, defaults filled in, without secrets
 */
public record ProbeModule(
        String prober,
        Duration timeout,
        HttpModule http,
        Tcp tcp,
        Unix unix,
        Dns dns,
        Icmp icmp,
        Grpc grpc,
        Websocket websocket,
        String yaml) {

    /** A dialogue over TCP. */
    public record Tcp(IpChoice ip, boolean secure, TlsSettings tls, List<QueryStep> dialogue) {
        public Tcp {
            dialogue = List.copyOf(dialogue);
        }

        /** The same with a name to verify, unless there is one. */
        Tcp withServerName(String name) {
            if (!tls.serverName().isEmpty()) {
                return this;
            }
            TlsSettings named = new TlsSettings(
                    tls.ca(), tls.certificate(), tls.key(), name, tls.verify(), tls.minVersion(), tls.maxVersion());
            return new Tcp(ip, secure, named, dialogue);
        }
    }

    /** A dialogue over a socket in the file system. */
    public record Unix(boolean secure, TlsSettings tls, List<QueryStep> dialogue) {
        public Unix {
            dialogue = List.copyOf(dialogue);
        }
    }

    /**
     * A question to a name server.
     *
     * @param transport {@code udp} or {@code tcp}
     * @param overTls whether TCP carries TLS
     * @param type a record type's name
     * @param queryClass a class's name
     */
    public record Dns(
            IpChoice ip,
            String transport,
            boolean overTls,
            TlsSettings tls,
            String name,
            String type,
            String queryClass,
            boolean recursion,
            List<String> validRcodes,
            Records answer,
            Records authority,
            Records additional) {
        public Dns {
            validRcodes = List.copyOf(validRcodes);
        }
    }

    /**
     * Conditions on the records of one section.
     *
     * @param failIfMatches fails if any matches
     * @param failIfAllMatch fails if all match
     * @param failIfNotMatches fails if any does not match
     * @param failIfNoneMatches fails if none matches
     */
    public record Records(
            List<Pattern> failIfMatches,
            List<Pattern> failIfAllMatch,
            List<Pattern> failIfNotMatches,
            List<Pattern> failIfNoneMatches) {
        public static final Records ANY = new Records(List.of(), List.of(), List.of(), List.of());
    }

    /** An echo request. */
    public record Icmp(IpChoice ip, int payloadSize, boolean dontFragment, int ttl) {}

    /** A question to a gRPC health service. */
    public record Grpc(
            IpChoice ip, String service, boolean secure, TlsSettings tls, Map<String, List<String>> metadata) {}

    /** A WebSocket handshake and dialogue. */
    public record Websocket(
            IpChoice ip, ClientSettings client, List<ClientSettings.ExtraHeader> headers, List<QueryStep> dialogue) {
        public Websocket {
            headers = List.copyOf(headers);
            dialogue = List.copyOf(dialogue);
        }
    }

    /** The same for a host other than the target's, as far as the prober knows of such. */
    public ProbeModule forHost(String host) {
        return new ProbeModule(
                prober,
                timeout,
                prober.equals("http") ? http.withHost(host) : http,
                prober.equals("tcp") ? tcp.withServerName(host) : tcp,
                unix,
                dns,
                icmp,
                grpc,
                websocket,
                yaml);
    }
}
