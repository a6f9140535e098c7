package dev.sonde.collector.fleet;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Location;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All agents of a configuration, and where that makes checks run. Immutable.
 *
 * @param agents names and locations distinct
 */
public record Fleet(List<AgentEntry> agents) {
    public static final Fleet NONE = new Fleet(List.of());

    public Fleet {
        agents = List.copyOf(agents);
        Set<String> names = new HashSet<>();
        Set<Location> locations = new HashSet<>();
        for (AgentEntry agent : agents) {
            if (!names.add(agent.name())) {
                throw new IllegalArgumentException("agent: " + agent.name() + " twice (expected: unique names)");
            }
            if (!locations.add(agent.location())) {
                throw new IllegalArgumentException(
                        "agent: " + agent.name() + " at " + agent.location() + " (expected: one agent per location)");
            }
        }
    }

    /** The agent of this name. */
    public Optional<AgentEntry> agent(String name) {
        return agents.stream().filter(agent -> agent.name().equals(name)).findFirst();
    }

    /** Where agents stand, in order. */
    public SortedSet<Location> locations() {
        TreeSet<Location> locations = new TreeSet<>();
        agents.forEach(agent -> locations.add(agent.location()));
        return Collections.unmodifiableSortedSet(locations);
    }

    /** Where the check is meant to run: its own locations, or else every agent's. Some may have no agent. */
    public SortedSet<Location> locationsOf(Check check) {
        return check.locations().isEmpty() ? locations() : check.locations();
    }

    /** Locations that the check names and no agent serves, in order. */
    public SortedSet<Location> unservedLocations(Check check) {
        TreeSet<Location> unserved = new TreeSet<>(check.locations());
        unserved.removeAll(locations());
        return Collections.unmodifiableSortedSet(unserved);
    }
}
