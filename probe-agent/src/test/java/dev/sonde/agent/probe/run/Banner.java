package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.connect.WireListener;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import dev.sonde.contract.secret.UnresolvedSecretException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small protocol of the tests' own: the peer greets with a line, which must be the one expected. Over TLS from the start,
 * or after a first line that bids for it.
 */
record Banner(
        String host,
        int port,
        String expected,
        Mode mode,
        @Nullable Tls tls,
        Reach reach) implements Procedure<Banner.Needs> {
    enum Mode {
        CLEAR,
        SECURE,
        STARTTLS,
        DATAGRAMS
    }

    record Needs(String expected, @Nullable TlsProfile tls) {}

    static Banner of(int port, Mode mode, @Nullable Tls tls) {
        return new Banner("shop.test", port, "hello", mode, tls, Reach.DEFAULT);
    }

    @Override
    public Needs prepare(Preparation preparation)
            throws UnresolvedSecretException, IOException, GeneralSecurityException {
        TlsProfile profile = tls == null ? null : preparation.tls(tls, List.of(List.of()));
        return new Needs(preparation.text(new SecretText(expected)), profile);
    }

    @Override
    public ProtocolRun begin(Run run, Needs needs) {
        return new BannerRun(run, this, needs);
    }

    private static final class BannerRun implements ProtocolRun, Reach.Listener, WireListener {
        private final Run run;
        private final Banner banner;
        private final Needs needs;
        private final StringBuilder line = new StringBuilder();
        private @Nullable Wire wire;
        private boolean ended;

        BannerRun(Run run, Banner banner, Needs needs) {
            this.run = run;
            this.banner = banner;
            this.needs = needs;
        }

        @Override
        public void start() {
            run.loop().resolve(banner.host, banner.reach, this);
        }

        @Override
        public void refused(Verdict verdict) {
            end(verdict);
        }

        @Override
        public void chosen(List<InetAddress> addresses) {
            if (ended) {
                return;
            }
            Dial dial = run.dial(addresses.get(0), banner.port, banner.reach);
            run.enter(
                    banner.mode == Mode.DATAGRAMS ? Phase.PROCESSING : Phase.CONNECT,
                    run.loop().now());
            wire = banner.mode == Mode.DATAGRAMS
                    ? run.loop().dialer().datagrams(dial, pipeline -> {}, this)
                    : run.loop().dialer().connect(dial, banner.mode == Mode.SECURE ? security() : null, this);
        }

        private Security security() {
            return Security.of(needs.tls, banner.host, List.of());
        }

        @Override
        public void ready() {
            settlePhases();
            if (banner.mode == Mode.DATAGRAMS) {
                wire.send("anybody?".getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public void received(Object message) {
            run.enter(Phase.TRANSFER, run.loop().now());
            line.append(((ByteBuf) message).toString(StandardCharsets.UTF_8));
            int end = line.indexOf("\n");
            if (end < 0) {
                return;
            }
            String said = line.substring(0, end);
            line.setLength(0);
            if (banner.mode == Mode.STARTTLS && said.equals("STARTTLS")) {
                run.enter(Phase.TLS, run.loop().now());
                wire.startTls(security());
                return;
            }
            end(
                    said.equals(needs.expected)
                            ? Verdict.SUCCESS
                            : Verdict.failure(
                                    FailureReason.ASSERTION,
                                    "banner: " + said + " (expected: " + needs.expected + ")"));
        }

        @Override
        public void secured() {
            settlePhases();
        }

        @Override
        public void ended(@Nullable Throwable cause) {
            settlePhases();
            Dial dial = wire.dial();
            end(
                    banner.mode == Mode.DATAGRAMS
                            ? Failures.ofDatagrams(cause, dial)
                            : Failures.ofWire(cause, run.phase(), dial, "before its banner"));
        }

        private void end(Verdict verdict) {
            if (ended) {
                return;
            }
            ended = true;
            long atNanos = run.loop().now();
            if (wire != null) {
                wire.close();
            }
            run.ended(verdict, atNanos);
        }

        @Override
        public void settlePhases() {
            if (wire != null) {
                run.settle(wire.dial(), Phase.PROCESSING, Phase.PROCESSING);
            }
        }

        @Override
        public void abort() {
            ended = true;
            if (wire != null) {
                wire.abort();
            }
        }

        @Override
        public Verdict late(Phase phase) {
            return Failures.deadline(
                    phase, String.valueOf(wire == null ? null : wire.dial()), run.timeout(), "no banner");
        }
    }
}
