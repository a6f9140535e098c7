package dev.sonde.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sonde import}: configurations of other monitors as checks of ours. */
@Command(
        name = "import",
        synopsisSubcommandLabel = "(blackbox | gatus)",
        description = {
            "Writes the checks of another monitor as YAML that `validate` accepts.",
            "What could not be carried over comes line by line on standard error: file:line: what: why."
        },
        subcommands = {ImportBlackboxCommand.class, ImportGatusCommand.class})
public final class ImportCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a monitor is missing (expected: blackbox or gatus)");
    }
}
