package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import dev.sonde.contract.secret.UnresolvedSecretException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
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

    private static final class BannerRun extends WireRun {
        private final Banner banner;
        private final Needs needs;
        private final StringBuilder line = new StringBuilder();

        BannerRun(Run run, Banner banner, Needs needs) {
            super(run, banner.reach);
            this.banner = banner;
            this.needs = needs;
        }

        @Override
        public void start() {
            dial(new Endpoint(banner.host, banner.port));
        }

        @Override
        protected Wire open(Dial dial) {
            run.enter(
                    banner.mode == Mode.DATAGRAMS ? Phase.PROCESSING : Phase.CONNECT,
                    run.loop().now());
            return banner.mode == Mode.DATAGRAMS
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
                wire().send("anybody?".getBytes(StandardCharsets.UTF_8));
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
                wire().startTls(security());
                return;
            }
            end(
                    said.equals(needs.expected)
                            ? Verdict.SUCCESS
                            : Verdict.failure(
                                    FailureReason.ASSERTION, "banner: " + said + " (expected: " + needs.expected + ")"),
                    run.loop().now());
        }

        @Override
        public void secured() {
            settlePhases();
        }

        @Override
        protected Verdict lost(@Nullable Throwable cause) {
            return banner.mode == Mode.DATAGRAMS
                    ? Failures.ofDatagrams(cause, wire().dial())
                    : Failures.ofWire(cause, run.phase(), wire().dial(), "before its banner");
        }

        @Override
        protected String awaited() {
            return "banner";
        }
    }
}
