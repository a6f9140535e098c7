package dev.sonde.collector.fleet;

import dev.sonde.contract.check.Location;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An agent as the operator entered it. The entry decides the location, not the agent.
 *
 * @param name unique; 1 to 63 of {@code [a-z0-9-]}
 * @param location one agent per location for now
 * @param tokenHash null for the agent inside this process, which never knocks
 */
public record AgentEntry(
        String name, Location location, @Nullable TokenHash tokenHash) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,63}");

    public AgentEntry {
        if (!isValidName(name)) {
            throw new IllegalArgumentException("agent name: " + name + " (expected: 1 to 63 of a-z, 0-9 and -)");
        }
    }

    /** The agent that {@code run} carries in the collector's own process. */
    public static AgentEntry inProcess(String name, Location location) {
        return new AgentEntry(name, location, null);
    }

    /** Whether a text may name an agent. */
    public static boolean isValidName(String text) {
        return FORM.matcher(text).matches();
    }
}
