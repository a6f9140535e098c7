package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.result.FailureReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dialogue over a socket in the file system, TLS if wanted. Belongs to one event loop. */
final class UnixProber implements Prober {
    private static final List<List<String>> WITHOUT_ALPN = List.of(List.of());

    private final ProbeLoop loop;

    UnixProber(ProbeLoop loop) {
        this.loop = loop;
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
        Dial dial = Dial.ofPath(path, loop.settings().nanoClock());
        Security security =
                tls == null ? null : Security.of(tls.profile(), unix.tls().serverName(), List.of());
        DialogueWire conversation = new DialogueWire(attempt, unix.dialogue(), dial, tls, security);
        Wire wire = loop.dialer().connectLocally(dial, unix.secure() ? security : null, conversation);
        conversation.over(wire);
    }
}
