package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.result.Phase;
import java.time.Duration;
import java.util.Map;

/** The block {@code udp} of a check: every key, described once. */
final class UdpKeys {
    static final Key<Endpoint> ADDRESS = Key.required("address", Endpoints.withPort(), "where the port is");
    static final Key<Map<String, Duration>> PHASES = CommonKeys.phases(Phase.RESOLVE, Phase.PROCESSING);
    static final Key<MappingView> EXPECT = DialogueKeys.besides(CommonKeys.RESPONSE_TIME, PHASES);

    static final Block BLOCK = Block.of("udp", ADDRESS, NetworkKeys.NETWORK, DialogueKeys.DATAGRAMS, EXPECT);
    static final Block DEFAULTS = Block.of("udp", NetworkKeys.NETWORK);

    private UdpKeys() {}
}
