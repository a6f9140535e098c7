package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.result.Phase;
import java.time.Duration;
import java.util.Map;

/** The block {@code tcp} of a check: every key, described once. */
final class TcpKeys {
    static final Key<Endpoint> ADDRESS = Key.required("address", Endpoints.withPort(), "where the port is");
    static final Key<MappingView> TLS = Key.optional(
            "tls",
            TlsKeys.BLOCK,
            "turns TLS on, also if empty; right after the connection, unless the dialogue has `starttls`");
    static final Key<Map<String, Duration>> PHASES =
            CommonKeys.phases(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.PROCESSING, Phase.TRANSFER);
    static final Key<MappingView> EXPECT =
            DialogueKeys.besides(CommonKeys.CERTIFICATE, CommonKeys.TLS, CommonKeys.RESPONSE_TIME, PHASES);

    static final Block BLOCK = Block.of("tcp", ADDRESS, TLS, NetworkKeys.NETWORK, DialogueKeys.WITH_STARTTLS, EXPECT);
    /** Settings of TLS hold for checks that turn it on. */
    static final Block DEFAULTS = Block.of("tcp", TLS, NetworkKeys.NETWORK);

    private TcpKeys() {}
}
