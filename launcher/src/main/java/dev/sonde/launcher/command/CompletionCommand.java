package dev.sonde.launcher.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde completion SHELL}: what a shell must know to complete commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints a script that completes the commands and options of `sonde`.",
            "bash, zsh: source <(sonde completion bash); fish: sonde completion fish | source"
        })
public final class CompletionCommand implements Callable<Integer> {
    /** The shells that have a script. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh|fish", description = "The shell that will read it.")
    private Shell shell;

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        switch (shell) {
            case bash, zsh -> out.print(AutoComplete.bash(spec.root().name(), root));
            case fish -> out.print(FishCompletion.script(root));
        }
        out.flush();
        return 0;
    }
}
