package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Dialogue;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.TcpTarget;
import dev.sonde.contract.check.Tls;
import java.time.Duration;

/** The block {@code tcp} of a check as its record. */
final class TcpSection {
    static final Protocol PROTOCOL = Protocol.of(
            "tcp",
            "a TCP port, with or without TLS, and what is said on the connection",
            TcpKeys.BLOCK,
            TcpKeys.DEFAULTS,
            TcpSection::target);

    private TcpSection() {}

    private static TcpTarget target(MappingView tcp, Duration timeout, Problems problems) {
        Dialogue dialogue = DialogueKeys.dialogue(tcp.find(DialogueKeys.WITH_STARTTLS), problems);
        boolean secure = tcp.isWritten(TcpKeys.TLS) || dialogue.startsTls();
        Tls tls = secure ? TlsKeys.tls(tcp.find(TcpKeys.TLS), problems) : null;
        Network network = NetworkKeys.network(tcp.find(NetworkKeys.NETWORK), problems);
        MappingView expect = tcp.find(TcpKeys.EXPECT);
        if (expect == null) {
            return new TcpTarget(tcp.get(TcpKeys.ADDRESS), tls, network, dialogue, Expectation.NONE);
        }
        if (!secure) {
            CommonKeys.refuseInClearText(expect, "with tls: {}", problems);
        }
        return new TcpTarget(
                tcp.get(TcpKeys.ADDRESS),
                tls,
                network,
                dialogue,
                CommonKeys.expectation(expect, TcpKeys.PHASES, true, timeout, problems));
    }
}
