package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.result.FailureReason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** A dialogue over a socket in the file system, TLS if wanted. Belongs to one event loop. */
final class UnixProber implements Prober {
    private static final List<List<String>> WITHOUT_ALPN = List.of(List.of());

    private final ProbeLoop loop;
    private final NetClient client;

    UnixProber(ProbeLoop loop) {
        this.loop = loop;
        this.client = loop.vertx()
                .createNetClient(new NetClientOptions()
                        .setConnectTimeout(0) // the attempt has its own deadline
                        .setSslEngineOptions(loop.profiles().engineOptions()));
    }

    @Override
    public void begin(Attempt attempt, ProbeModule module, String target) {
        ProbeModule.Unix unix = module.unix();
        if (!attempt.fence().permitsPath(target)) {
            attempt.refuse(Verdict.failure(
                    FailureReason.BLOCKED, target + " may not be probed from here (--probe-allow with its path)"));
            return;
        }
        boolean needsTls = unix.secure() || unix.dialogue().stream().anyMatch(step -> step.startTls());
        if (!needsTls) {
            connect(attempt, unix, target, null);
        } else if (unix.tls().verify() && unix.tls().serverName().isEmpty()) {
            attempt.fail("no name to verify the peer's certificate against", "expected", "tls_config.server_name");
        } else {
            attempt.doing("reading the TLS configuration");
            attempt.blocking(
                    () -> TlsSetup.read(unix.tls(), loop, WITHOUT_ALPN), tls -> connect(attempt, unix, target, tls));
        }
    }

    private void connect(Attempt attempt, ProbeModule.Unix unix, String path, @Nullable TlsSetup tls) {
        attempt.doing("connecting to " + path);
        client.connect(SocketAddress.domainSocketAddress(path)).onComplete(done -> {
            if (done.failed()) {
                attempt.fail("not connected", "err", Failures.message(done.cause()));
            } else if (attempt.isOver()) {
                done.result().close();
            } else {
                attempt.guarded(() -> new Conversation(attempt, unix, done.result(), tls).begin(unix.secure()));
            }
        });
    }

    private static final class Conversation implements Dialogue.Peer {
        private final Attempt attempt;
        private final Dialogue dialogue;
        private final NetSocket socket;
        private final @Nullable TlsSetup tls;
        private final String serverName;

        Conversation(Attempt attempt, ProbeModule.Unix unix, NetSocket socket, @Nullable TlsSetup tls) {
            this.attempt = attempt;
            this.dialogue = new Dialogue(attempt, unix.dialogue(), this);
            this.socket = socket;
            this.tls = tls;
            this.serverName = unix.tls().serverName();
        }

        void begin(boolean secure) {
            attempt.atEnd(socket::close);
            socket.exceptionHandler(broken -> attempt.fail("the connection broke", "err", Failures.message(broken)));
            socket.closeHandler(closed -> attempt.guarded(dialogue::ended));
            socket.handler(bytes -> attempt.guarded(() -> dialogue.received(bytes.getBytes())));
            if (secure) {
                upgrade(dialogue::begin);
            } else {
                dialogue.begin();
            }
        }

        @Override
        public void send(byte[] bytes) {
            socket.write(Buffer.buffer(bytes))
                    .onFailure(broken -> attempt.fail("not sent", "err", Failures.message(broken)));
        }

        @Override
        public boolean startTls() {
            if (socket.isSsl()) {
                return false;
            }
            upgrade(dialogue::secured);
            return true;
        }

        private void upgrade(Runnable next) {
            TlsSetup setup = tls;
            if (setup == null) {
                attempt.fail("TLS was not set up");
                return;
            }
            attempt.doing("the TLS handshake");
            socket.upgradeToSsl(setup.profile().options(), serverName).onComplete(done -> {
                if (done.failed()) {
                    attempt.fail("TLS handshake failed", "err", Failures.message(done.cause()));
                    return;
                }
                attempt.guarded(() -> {
                    setup.tell(attempt.gauges(), version(), certificates());
                    next.run();
                });
            });
        }

        private String version() {
            String name = socket.sslSession().getProtocol();
            return name.equals("TLSv1") ? "1.0" : name.replace("TLSv", "");
        }

        private List<X509Certificate> certificates() {
            List<X509Certificate> shown = new ArrayList<>();
            try {
                for (Certificate certificate : socket.sslSession().getPeerCertificates()) {
                    if (certificate instanceof X509Certificate known) {
                        shown.add(known);
                    }
                }
            } catch (SSLPeerUnverifiedException e) {
                return List.of();
            }
            return shown;
        }
    }
}
