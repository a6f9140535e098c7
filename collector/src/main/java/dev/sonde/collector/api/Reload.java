package dev.sonde.collector.api;

import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.Problem;
import java.util.List;

/** Port: reads the configuration again and puts it in force. Blocks; workers. Concurrent calls follow each other. */
@FunctionalInterface
public interface Reload {
    /**
     * Applies the difference to what is in force.
     *
     * @throws InvalidConfigException if the directory is not valid; then nothing has changed
     */
    Reloaded reload() throws InvalidConfigException;

    /**
     * What it came to.
     *
     * @param changes one line for people, such as {@code checks +2 -1}
     * @param warnings what is doubtful in the new configuration
     */
    record Reloaded(String changes, List<Problem> warnings) {
        public Reloaded {
            warnings = List.copyOf(warnings);
        }
    }
}
