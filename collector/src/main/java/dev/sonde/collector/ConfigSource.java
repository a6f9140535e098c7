package dev.sonde.collector;

import dev.sonde.collector.config.SondeConfig;
import dev.sonde.contract.yaml.InvalidConfigException;

/** Reads the configuration as it is written now. Blocks. */
@FunctionalInterface
public interface ConfigSource {
    /** The whole configuration, or all that is wrong with it. */
    SondeConfig read() throws InvalidConfigException;
}
