package dev.sonde.launcher.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completion for the shell fish, for which picocli has none: one line for each command, option and word. Pure. */
final class FishCompletion {
    private final StringBuilder script = new StringBuilder();
    private final String program;

    private FishCompletion(String program) {
        this.program = program;
    }

    static String script(CommandLine root) {
        FishCompletion completion = new FishCompletion(root.getCommandName());
        completion.command(root, List.of());
        return completion.script.toString();
    }

    private void command(CommandLine command, List<String> path) {
        Map<String, CommandLine> below = new TreeMap<>(command.getSubcommands());
        String here = condition(path, below.keySet());
        below.forEach((name, each) -> line(here + " -f -a " + name, description(each)));
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden()) {
                option(option, here);
            }
        }
        for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
            words(parameter.completionCandidates()).forEach(word -> line(here + " -f -a " + word, ""));
        }
        below.forEach((name, each) -> {
            List<String> deeper = new ArrayList<>(path);
            deeper.add(name);
            command(each, deeper);
        });
    }

    private void option(OptionSpec option, String here) {
        StringBuilder line = new StringBuilder(here);
        for (String name : option.names()) {
            line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        List<String> words = words(option.completionCandidates());
        if (!words.isEmpty()) {
            line.append(" -x -a ").append(quoted(String.join(" ", words)));
        } else if (option.arity().max() > 0) {
            line.append(" -r");
        }
        line(line.toString(), option.description().length == 0 ? "" : option.description()[0]);
    }

    /** Where the words of the path have been said, and none of what may follow. */
    private static String condition(List<String> path, Iterable<String> below) {
        StringBuilder said = new StringBuilder();
        for (String word : path) {
            said.append("__fish_seen_subcommand_from ").append(word).append("; and ");
        }
        String next = String.join(" ", below);
        String none = next.isEmpty() ? "true" : "not __fish_seen_subcommand_from " + next;
        return " -n " + quoted(said + none);
    }

    private static List<String> words(Iterable<String> candidates) {
        List<String> words = new ArrayList<>();
        if (candidates != null) {
            candidates.forEach(words::add);
        }
        return words;
    }

    private static String description(CommandLine command) {
        String[] lines = command.getCommandSpec().usageMessage().description();
        return lines.length == 0 ? "" : lines[0];
    }

    private void line(String rest, String description) {
        script.append("complete -c ").append(program).append(rest);
        if (!description.isEmpty()) {
            script.append(" -d ")
                    .append(quoted(
                            description.replaceAll("\\$\\{[^}]*\\}", "...").replace("%n", "")));
        }
        script.append('\n');
    }

    /** In single quotes fish knows only these two escapes. */
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
