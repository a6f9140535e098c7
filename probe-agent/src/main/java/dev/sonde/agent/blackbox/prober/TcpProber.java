package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.connect.WireListener;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.contract.result.Phase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
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
        Conversation conversation = new Conversation(attempt, tcp, dial, tls, security);
        Wire wire = loop.dialer().connect(dial, tcp.secure() ? security : null, conversation);
        conversation.wire = wire;
        attempt.atEnd(wire::abort);
    }

    private static final class Conversation implements WireListener, Dialogue.Peer {
        private final Attempt attempt;
        private final Dialogue dialogue;
        private final Dial dial;
        private final @Nullable TlsSetup tls;
        private final @Nullable Security security;
        private @Nullable Wire wire;
        private boolean stands;

        Conversation(
                Attempt attempt, ProbeModule.Tcp tcp, Dial dial, @Nullable TlsSetup tls, @Nullable Security security) {
            this.attempt = attempt;
            this.dialogue = new Dialogue(attempt, tcp.dialogue(), this);
            this.dial = dial;
            this.tls = tls;
            this.security = security;
        }

        @Override
        public void ready() {
            stands = true;
            tellTls();
            attempt.guarded(dialogue::begin);
        }

        @Override
        public void received(Object message) {
            if (message instanceof ByteBuf bytes) {
                attempt.guarded(() -> dialogue.received(ByteBufUtil.getBytes(bytes)));
            }
        }

        @Override
        public void secured() {
            tellTls();
            attempt.guarded(dialogue::secured);
        }

        private void tellTls() {
            if (tls != null && dial.isSecured()) {
                tls.tell(attempt.gauges(), dial.tlsVersion(), dial.certificates());
            }
        }

        @Override
        public void ended(@Nullable Throwable cause) {
            if (stands && cause == null && !(dial.isSecure() && !dial.isSecured())) {
                attempt.guarded(dialogue::ended);
                return;
            }
            boolean inHandshake = dial.isSecure() && !dial.isSecured();
            Phase reached = inHandshake ? Phase.TLS : Phase.PROCESSING;
            Phase phase = dial.isConnected() ? reached : Phase.CONNECT;
            attempt.refuse(Failures.ofWire(cause, phase, dial, "before the end of the dialogue"));
        }

        @Override
        public void send(byte[] bytes) {
            if (wire != null) {
                wire.send(bytes);
            }
        }

        @Override
        public boolean startTls() {
            if (dial.isSecured() || wire == null || security == null) {
                return false;
            }
            wire.startTls(security);
            return true;
        }
    }
}
