package dev.sonde.contract.check;

/** What a check probes: one record per protocol. */
public sealed interface Target
        permits DnsTarget,
                GrpcTarget,
                HttpTarget,
                IcmpTarget,
                ScenarioTarget,
                TcpTarget,
                TlsTarget,
                UdpTarget,
                WebsocketTarget {
    /** The protocol's key in YAML. */
    String protocol();

    /** What is asked of whom, on one line for people, without credentials. */
    String shown();
}
