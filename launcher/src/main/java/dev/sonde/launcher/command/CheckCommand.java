package dev.sonde.launcher.command;

import dev.sonde.agent.AnswerExpressions;
import dev.sonde.agent.SingleRun;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.NearestName;
import dev.sonde.contract.yaml.StandaloneConfig;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde check}: one run, now, to look at. */
@Command(
        name = "check",
        description = {
            "Runs a URL, or a check of a configuration, once and now.",
            "Shows the phases as a waterfall, and what the run left behind. Exit status 0: it succeeded, 1: it did not.",
            "The target is asked to record the trace, and told by a header Sonde-Run that no schedule made the run."
        })
public final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "URL|NAME",
            description = "A URL with its scheme, run with every default, or the name of a check in --config.")
    private String subject;

    @Option(
            names = "--config",
            paramLabel = "DIR",
            description =
                    "The directory with the *.yaml files that define the check (default: none, then it is a URL).")
    private @Nullable Path config;

    @Option(names = "--json", description = "One JSON object for machines (default: a waterfall for people).")
    private boolean json;

    @Mixin
    private SecretOptions secrets;

    @Override
    public Integer call() throws InvalidConfigException, InterruptedException {
        Check check = config == null ? url() : named(config);
        SingleRun run = SingleRun.of(check, secrets.resolver(), BuildVersion.current());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(run.json());
            out.flush();
        } else {
            Terminal terminal = Terminal.detect();
            List<String> lines = run.waterfall(terminal.drawsBlocks()).lines().toList();
            lines.subList(0, lines.size() - 1).forEach(out::println);
            if (config != null) {
                out.println("  made on demand: in no slot, in no series and in no SLI of " + check.name());
            }
            terminal.print(out, run.succeeded() ? "green" : "red", lines.get(lines.size() - 1));
        }
        return run.succeeded() ? 0 : 1;
    }

    private Check url() {
        try {
            URI url = new URI(subject);
            boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (web && url.getHost() != null) {
                return SingleRun.checkOf(url);
            }
        } catch (URISyntaxException e) {
            throw wrong(subject + ": " + e.getReason() + " (expected: a URL such as https://shop.example/health)");
        }
        throw wrong(
                subject + ": no http or https URL (expected: a URL such as https://shop.example/health, or a check's"
                        + " name with --config DIR)");
    }

    private Check named(Path directory) throws InvalidConfigException {
        List<Check> checks =
                StandaloneConfig.read(directory, new AnswerExpressions()).checks();
        List<String> names = checks.stream().map(check -> check.name().value()).toList();
        int at = names.indexOf(subject);
        if (at >= 0) {
            return checks.get(at);
        }
        String nearest = NearestName.of(subject, names);
        throw wrong(subject + ": no such check in " + directory
                + (nearest == null
                        ? " (expected: one of " + shortened(names) + ")"
                        : ", did you mean " + nearest + "?"));
    }

    private static String shortened(List<String> names) {
        int most = 10;
        String shown = String.join(", ", names.subList(0, Math.min(most, names.size())));
        return names.isEmpty() ? "none, there are no checks" : names.size() > most ? shown + ", ..." : shown;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
