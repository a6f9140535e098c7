package dev.sonde.launcher;

import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.ProblemFormat;
import dev.sonde.launcher.command.CommandFailure;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is said when a command cannot be understood (exit status 2) or cannot do its work (1): a line that begins with
 * {@code sonde:}, or the lines of a configuration's problems. A stack trace comes only with {@code --log-level debug}.
 */
final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final BooleanSupplier traces;

    /** @param traces whether stack traces are wanted; asked when there is something to complain about */
    Complaints(BooleanSupplier traces) {
        this.traces = traces;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("sonde: " + sentence(e.getMessage()));
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, @Nullable ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof InvalidConfigException invalid) {
            err.print(ProblemFormat.lines(invalid.problems()));
        } else if (e instanceof CommandFailure) {
            err.println("sonde: " + e.getMessage());
        } else {
            err.println("sonde: unexpected " + e + (traces.getAsBoolean() ? "" : " (--log-level debug shows where)"));
        }
        if (traces.getAsBoolean()) {
            e.printStackTrace(err);
        }
        err.flush();
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /** Picocli opens its sentences with a capital; after {@code sonde:} it is out of place. */
    private static String sentence(@Nullable String message) {
        if (message == null || message.isEmpty()) {
            return "wrong usage";
        }
        boolean opensWithWord = message.length() > 1 && Character.isLowerCase(message.charAt(1));
        return opensWithWord ? message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1) : message;
    }
}
