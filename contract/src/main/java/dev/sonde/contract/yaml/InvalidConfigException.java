package dev.sonde.contract.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration cannot be used. Carries every problem found, not only the first; the message is their lines. */
public final class InvalidConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;
    private final transient List<Problem> warnings;

    /**
     * @param problems at least one, in order of place
     * @param warnings what was doubtful besides, in order of place
     */
    public InvalidConfigException(List<Problem> problems, List<Problem> warnings) {
        super(problems.stream().map(Problem::line).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
        this.warnings = List.copyOf(warnings);
    }

    /** Every error, in order of place. */
    public List<Problem> problems() {
        return problems;
    }

    /** Every warning noted before the reading ended, in order of place. */
    public List<Problem> warnings() {
        return warnings;
    }
}
