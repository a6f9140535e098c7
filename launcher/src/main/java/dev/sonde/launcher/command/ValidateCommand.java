package dev.sonde.launcher.command;

import dev.sonde.agent.AnswerExpressions;
import dev.sonde.collector.config.SondeConfig;
import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.Problem;
import dev.sonde.contract.yaml.ProblemFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde validate DIR}: every problem of a configuration at once, and what is doubtful about it. */
@Command(
        name = "validate",
        description = {
            "Prints every problem of a configuration as file:line:column: message (expected: ...).",
            "Warnings (feasibility, no agent, no SLO) do not fail unless --strict. Exit status 0: usable, 1: not."
        })
public final class ValidateCommand implements Callable<Integer> {
    /** How the problems are written. */
    enum Format {
        text,
        json
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The directory with the *.yaml files.")
    private Path directory;

    @Option(
            names = "--format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Lines, or one JSON array of problems and warnings (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Option(names = "--strict", description = "Warnings fail as well (default: they do not).")
    private boolean strict;

    @Override
    public Integer call() {
        List<Problem> problems = List.of();
        List<Problem> warnings;
        String found = "";
        try {
            SondeConfig config = SondeConfig.read(directory, null, new AnswerExpressions());
            warnings = config.warnings();
            found = Counted.of(config.checks().size(), "check") + ", "
                    + Counted.of(config.slos().size(), "SLO") + ", "
                    + Counted.of(config.receivers().size(), "receiver") + ", "
                    + Counted.of(config.fleet().agents().size(), "agent") + "; ";
        } catch (InvalidConfigException e) {
            problems = e.problems();
            warnings = e.warnings();
        }
        write(inOrder(problems, warnings));
        Terminal terminal = Terminal.detect();
        if (terminal.isInteractive() && format == Format.text) {
            String colour = !problems.isEmpty() ? "red" : warnings.isEmpty() ? "green" : "yellow";
            terminal.print(
                    spec.commandLine().getErr(),
                    colour,
                    directory + ": " + found + Counted.of(problems.size(), "problem") + ", "
                            + Counted.of(warnings.size(), "warning"));
        }
        return problems.isEmpty() && (warnings.isEmpty() || !strict) ? 0 : 1;
    }

    private void write(List<Problem> problems) {
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case text -> out.print(ProblemFormat.lines(problems));
            case json -> out.println(ProblemFormat.json(problems));
        }
        out.flush();
    }

    private static List<Problem> inOrder(List<Problem> problems, List<Problem> warnings) {
        List<Problem> all = new ArrayList<>(problems);
        all.addAll(warnings);
        all.sort(null);
        return all;
    }
}
