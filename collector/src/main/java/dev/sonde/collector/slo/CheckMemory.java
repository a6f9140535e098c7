package dev.sonde.collector.slo;

import dev.sonde.contract.check.Location;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What judging one check must remember between rounds and over restarts; kept by whoever runs the rounds. Immutable.
 *
 * @param rules firing rules by SLO name; quiet ones may be absent
 * @param hardDown by location
 */
public record CheckMemory(Map<String, Map<BurnRule, RuleState>> rules, Map<Location, HardDownState> hardDown) {
    public static final CheckMemory EMPTY = new CheckMemory(Map.of(), Map.of());

    public CheckMemory {
        TreeMap<String, Map<BurnRule, RuleState>> copy = new TreeMap<>();
        rules.forEach((slo, states) -> copy.put(slo, Map.copyOf(states)));
        rules = Collections.unmodifiableMap(copy);
        hardDown = Collections.unmodifiableMap(new TreeMap<>(hardDown));
    }
}
