package dev.sonde.agent.probe.run;

import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Network.Rule;
import org.jspecify.annotations.Nullable;

/**
 * That a run probes every address of a name. Immutable.
 *
 * @param host the name
 * @param reach which of its addresses are meant
 * @param rule how many of them must be good
 */
public record Spread(String host, Reach reach, Rule rule) {
    /** As the network says; null if only one address is to be probed. */
    public static @Nullable Spread of(String host, Reach reach, Network network) {
        return reach.all() ? new Spread(host, reach, network.rule()) : null;
    }
}
