package dev.sonde.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program's entry: {@code java -jar sonde.jar COMMAND}. Without a command it is used wrongly (exit 2). */
@Command(
        name = "sonde",
        description = "Synthetic monitoring that measures response time without fooling itself.",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class)
public final class Sonde implements Runnable {
    @Spec
    private CommandSpec spec;

    private Sonde() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Sonde());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
