package dev.sonde.agent.probe.run;

import dev.sonde.contract.check.Network.Rule;

/**
 * That a run probes every address of a name. Immutable.
 *
 * @param host the name
 * @param reach which of its addresses are meant
 * @param rule how many of them must be good
 */
public record Spread(String host, Reach reach, Rule rule) {}
