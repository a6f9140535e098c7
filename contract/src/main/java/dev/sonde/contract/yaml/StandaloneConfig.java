package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Check;
import java.nio.file.Path;
import java.util.List;

/**
 * What an agent without a collector takes from a directory. The collector's sections are not looked into. Immutable.
 *
 * @param checks in order of name
 * @param warnings in order of place
 * @param revision changes with any byte of the files
 */
public record StandaloneConfig(List<Check> checks, List<Problem> warnings, String revision) {
    public StandaloneConfig {
        checks = List.copyOf(checks);
        warnings = List.copyOf(warnings);
    }

    /** The same, with CEL expressions taken as they are. */
    public static StandaloneConfig read(Path directory) throws InvalidConfigException {
        return read(directory, ExpressionCheck.NONE);
    }

    /**
     * Reads a directory whole, or ends with all of its problems. Blocks on file reads.
     *
     * @param expressions looks at CEL expressions
     */
    public static StandaloneConfig read(Path directory, ExpressionCheck expressions) throws InvalidConfigException {
        Problems problems = new Problems(expressions);
        ConfigDirectory files = ConfigDirectory.read(directory, problems);
        CheckSection section = CheckSection.read(files, problems);
        problems.throwIfAny();
        return new StandaloneConfig(section.checks(), problems.warnings(), files.revision());
    }
}
