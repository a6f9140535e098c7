package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.Reach;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection, TLS if wanted, and a dialogue. Belongs to one event loop. */
final class TcpProber implements Prober {
    private static final List<List<String>> WITHOUT_ALPN = List.of(List.of());

    private final ProbeLoop loop;

    TcpProber(ProbeLoop loop) {
        this.loop = loop;
    }

    @Override
    public void begin(Attempt attempt, ProbeModule module, String target) {
        ProbeModule.Tcp tcp = module.tcp();
        HostPort peer;
        InetAddress source;
        try {
            peer = HostPort.parse(target);
            source = Reach.source(tcp.ip().source());
        } catch (IllegalArgumentException e) {
            attempt.fail("target or source address not understood", "err", String.valueOf(e.getMessage()));
            return;
        }
        boolean needsTls = tcp.secure() || tcp.dialogue().stream().anyMatch(step -> step.startTls());
        attempt.resolve(peer.host(), tcp.ip(), address -> {
            if (needsTls) {
                attempt.doing("reading the TLS configuration");
                attempt.blocking(
                        () -> TlsSetup.read(tcp.tls(), loop, WITHOUT_ALPN),
                        tls -> connect(attempt, tcp, peer, address, source, tls));
            } else {
                connect(attempt, tcp, peer, address, source, null);
            }
        });
    }

    private void connect(
            Attempt attempt,
            ProbeModule.Tcp tcp,
            HostPort peer,
            InetAddress address,
            @Nullable InetAddress source,
            @Nullable TlsSetup tls) {
        attempt.doing("connecting to " + address.getHostAddress());
        Dial dial = new Dial(address, peer.port(), null, source, loop.settings().nanoClock());
        String name = tcp.tls().serverName().isEmpty() ? peer.host() : tcp.tls().serverName();
        Security security = tls == null ? null : Security.of(tls.profile(), name, List.of());
        DialogueWire conversation = new DialogueWire(attempt, tcp.dialogue(), dial, tls, security);
        Wire wire = loop.dialer().connect(dial, tcp.secure() ? security : null, conversation);
        conversation.over(wire);
    }
}
