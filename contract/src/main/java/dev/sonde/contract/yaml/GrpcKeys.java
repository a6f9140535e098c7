package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.GrpcTarget.Serving;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretText;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The block {@code grpc} of a check: every key, described once. */
final class GrpcKeys {
    static final Key<Endpoint> ADDRESS = Key.required("address", Endpoints.withPort(), "where the server listens");
    static final Key<String> SERVICE = Key.optional(
            "service", Scalars.line(1000), "whose health is asked for; without it the server's as a whole");
    static final Key<MappingView> TLS = Key.optional("tls", TlsKeys.BLOCK, "turns TLS on, also if empty");
    static final Key<Map<String, SecretText>> METADATA = Key.optional(
            "metadata", HeaderKeys.sent(), "sent with the call, names in lower case; values may name secrets");
    static final Key<List<Serving>> SERVING = Key.optional(
            "serving",
            ListShape.orSingle(Scalars.word(Serving::label, List.of(Serving.values()))),
            "what the service may say of itself; without it SERVING");
    static final Key<Map<String, Duration>> PHASES = CommonKeys.phases(
            Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.SETTINGS, Phase.PROCESSING, Phase.TRANSFER);
    static final Key<MappingView> EXPECT = Key.optional(
            "expect",
            Block.of("expect", SERVING, CommonKeys.CERTIFICATE, CommonKeys.TLS, CommonKeys.RESPONSE_TIME, PHASES),
            "what the answer must be; judged in the order of these keys");

    static final Block BLOCK = Block.of("grpc", ADDRESS, SERVICE, TLS, NetworkKeys.NETWORK, METADATA, EXPECT);
    /** Settings of TLS hold for checks that turn it on. */
    static final Block DEFAULTS = Block.of("grpc", TLS, NetworkKeys.NETWORK, METADATA);

    private GrpcKeys() {}
}
