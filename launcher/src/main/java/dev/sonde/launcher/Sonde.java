package dev.sonde.launcher;

import dev.sonde.launcher.command.AgentCommand;
import dev.sonde.launcher.command.BuildVersion;
import dev.sonde.launcher.command.CheckCommand;
import dev.sonde.launcher.command.CollectorCommand;
import dev.sonde.launcher.command.CompletionCommand;
import dev.sonde.launcher.command.DemoCommand;
import dev.sonde.launcher.command.ImportCommand;
import dev.sonde.launcher.command.RunCommand;
import dev.sonde.launcher.command.SchemaCommand;
import dev.sonde.launcher.command.TokenCommand;
import dev.sonde.launcher.command.ValidateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;

/** The program's entry: {@code java -jar sonde.jar COMMAND}. Without a command it is used wrongly (exit 2). */
@Command(
        name = "sonde",
        description = "Synthetic monitoring that measures response time without fooling itself.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Exit status: 0 success, 1 the thing checked is bad, 2 wrong usage."},
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            CollectorCommand.class,
            AgentCommand.class,
            CheckCommand.class,
            ValidateCommand.class,
            ImportCommand.class,
            SchemaCommand.class,
            TokenCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
public final class Sonde implements Runnable {
    private static final int HELP_WIDTH = 110;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LogOptions log;

    private Sonde() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        Sonde sonde = new Sonde();
        CommandLine commandLine = new CommandLine(sonde);
        everyCommand(commandLine);
        Complaints complaints = new Complaints(() -> sonde.log.level().showsTraces());
        return commandLine
                .setParameterExceptionHandler(complaints)
                .setExecutionExceptionHandler(complaints)
                .setUsageHelpWidth(HELP_WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> {
                    Logging.configure(sonde.log);
                    return new RunLast().execute(parsed);
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static void everyCommand(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (!(spec.userObject() instanceof HelpCommand) && !spec.mixinStandardHelpOptions()) {
            spec.mixinStandardHelpOptions(true);
        }
        spec.versionProvider(new BuildVersion());
        spec.exitCodeOnExecutionException(1);
        spec.exitCodeOnInvalidInput(2);
        command.getSubcommands().values().forEach(Sonde::everyCommand);
    }
}
