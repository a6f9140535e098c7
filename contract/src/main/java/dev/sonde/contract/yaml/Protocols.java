package dev.sonde.contract.yaml;

import java.util.List;

/** Every protocol that a check may have; the only list of them in this package. */
final class Protocols {
    static final List<Protocol> ALL = List.of(
            HttpSection.PROTOCOL,
            TcpSection.PROTOCOL,
            TlsTargetSection.PROTOCOL,
            UdpSection.PROTOCOL,
            ScenarioSection.PROTOCOL,
            DnsSection.PROTOCOL,
            GrpcSection.PROTOCOL,
            IcmpSection.PROTOCOL,
            WebsocketSection.PROTOCOL);

    private Protocols() {}

    /** The keys of a check of which exactly one is written. */
    static List<Key<MappingView>> keys() {
        return ALL.stream().map(Protocol::key).toList();
    }

    static List<Key<MappingView>> defaults() {
        return ALL.stream().map(Protocol::defaults).toList();
    }
}
