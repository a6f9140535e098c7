package dev.sonde.launcher.command;

import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.fleet.NewToken;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde token NAME}: draws a token for an agent. It is shown once and kept by nobody. */
@Command(
        name = "token",
        description = {
            "Prints a new agent token and, below it, the sha256: line for the agent's entry in the section `agents`.",
            "The token goes into the file that the agent's --token-file names; the collector keeps only the hash."
        })
public final class TokenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The agent's name: 1 to 63 of a-z, 0-9 and -.")
    private String name;

    @Override
    public Integer call() {
        if (!AgentEntry.isValidName(name)) {
            throw new ParameterException(
                    spec.commandLine(), "NAME: " + name + " (expected: 1 to 63 of a-z, 0-9 and -)");
        }
        NewToken drawn = NewToken.draw(new SecureRandom());
        PrintWriter out = spec.commandLine().getOut();
        out.println(drawn.token());
        out.println(drawn.hash());
        out.flush();
        Terminal terminal = Terminal.detect();
        if (terminal.isInteractive()) {
            String entry = "  - {name: " + name + ", location: LOCATION, token: '" + drawn.hash() + "'}";
            terminal.print(spec.commandLine().getErr(), "faint", "agents:\n" + entry);
        }
        return 0;
    }
}
