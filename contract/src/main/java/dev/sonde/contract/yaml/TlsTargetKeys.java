package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.TlsTarget;
import dev.sonde.contract.check.TlsTarget.StartTls;
import dev.sonde.contract.result.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The block {@code tls} of a check: every key, described once. */
final class TlsTargetKeys {
    static final Key<Endpoint> ADDRESS = Key.required("address", Endpoints.withPort(), "where the port is");
    static final Key<StartTls> STARTTLS = Key.optional(
            "starttls",
            Scalars.word(StartTls::label, List.of(StartTls.values())),
            "the protocol in which TLS is asked for; without it TLS begins right after the connection");
    static final Key<List<String>> ALPN = Key.optional(
            "alpn",
            ListShape.of(protocol()),
            "protocols to offer, best first; a peer that agrees on none of them fails the run");
    static final Key<MappingView> TLS = Key.optional("tls", TlsKeys.BLOCK, "how the peer is verified");
    static final Key<Map<String, Duration>> PHASES =
            CommonKeys.phases(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.PROCESSING);
    static final Key<MappingView> EXPECT = Key.optional(
            "expect",
            Block.of("expect", CommonKeys.CERTIFICATE, CommonKeys.TLS, CommonKeys.RESPONSE_TIME, PHASES),
            "what certificate, connection and time must be; judged in the order of these keys");

    static final Block BLOCK = Block.of("tls", ADDRESS, STARTTLS, ALPN, TLS, NetworkKeys.NETWORK, EXPECT);
    static final Block DEFAULTS = Block.of("tls", TLS, NetworkKeys.NETWORK);

    private TlsTargetKeys() {}

    private static Scalar<String> protocol() {
        String form = "[\\x21-\\x7e]{1," + TlsTarget.MAX_ALPN_CHARACTERS + "}";
        return Scalar.of("protocol", "a name such as h2, without spaces", Form.matching(form), text -> {
            if (!text.matches(form)) {
                throw new BadValueException();
            }
            return text;
        });
    }
}
