package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.TlsTarget;
import java.time.Duration;
import java.util.List;

/** The block {@code tls} of a check as its record. */
final class TlsTargetSection {
    static final Protocol PROTOCOL = Protocol.of(
            "tls",
            "a port that speaks TLS, and its certificate",
            TlsTargetKeys.BLOCK,
            TlsTargetKeys.DEFAULTS,
            TlsTargetSection::target);

    private TlsTargetSection() {}

    private static TlsTarget target(MappingView tls, Duration timeout, Problems problems) {
        List<String> alpn = tls.find(TlsTargetKeys.ALPN);
        MappingView expect = tls.find(TlsTargetKeys.EXPECT);
        return new TlsTarget(
                tls.get(TlsTargetKeys.ADDRESS),
                tls.find(TlsTargetKeys.STARTTLS),
                alpn == null ? List.of() : alpn,
                TlsKeys.tls(tls.find(TlsTargetKeys.TLS), problems),
                NetworkKeys.network(tls.find(NetworkKeys.NETWORK), problems),
                expect == null
                        ? Expectation.NONE
                        : CommonKeys.expectation(expect, TlsTargetKeys.PHASES, true, timeout, problems));
    }
}
