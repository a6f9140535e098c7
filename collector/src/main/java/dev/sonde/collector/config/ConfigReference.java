package dev.sonde.collector.config;

import dev.sonde.contract.yaml.Block;
import dev.sonde.contract.yaml.CheckKeys;
import dev.sonde.contract.yaml.JsonSchema;
import dev.sonde.contract.yaml.SectionName;

/** The description of every section, for references and schemas. The reader uses the same. */
public final class ConfigReference {
    private ConfigReference() {}

    /** The block that the section is, or that each of its items is. */
    public static Block blockOf(SectionName section) {
        return switch (section) {
            case DEFAULTS -> CheckKeys.DEFAULTS;
            case CHECKS -> CheckKeys.CHECK;
            case SLOS -> SloSection.SLO;
            case RECEIVERS -> ReceiverSection.RECEIVER;
            case ROUTES -> ReceiverSection.ROUTE;
            case AGENTS -> AgentSection.AGENT;
            case EVALUATION -> EvaluationSection.EVALUATION;
        };
    }

    /** The JSON Schema of a configuration file. */
    public static String schema() {
        return JsonSchema.of(ConfigReference::blockOf);
    }
}
