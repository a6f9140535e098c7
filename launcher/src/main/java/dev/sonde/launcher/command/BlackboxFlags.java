package dev.sonde.launcher.command;

import dev.sonde.agent.blackbox.BlackboxOptions;
import dev.sonde.agent.blackbox.prober.ProbeFence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What the drop-in {@code /probe} is started with. */
final class BlackboxFlags {
    @Option(
            names = "--blackbox-config",
            paramLabel = "FILE",
            description = "A blackbox.yml; its modules are probed on demand by /probe (default: none, /probe is not"
                    + " served).")
    private @Nullable Path file;

    @Option(
            names = "--timeout-offset",
            paramLabel = "SECONDS",
            defaultValue = "0.5",
            description = "Taken off the timeout that a scraper of /probe tells (default: ${DEFAULT-VALUE}).")
    private double timeoutOffset;

    @Option(
            names = "--history-limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Most results of /probe kept for /logs, and as many failures again (default:"
                    + " ${DEFAULT-VALUE}).")
    private int historyLimit;

    @Option(
            names = "--probe-allow",
            paramLabel = "RANGE|NAME|PATH",
            split = ",",
            description =
                    "What /probe may also reach: a range such as 10.0.0.0/8, which opens private addresses; a name"
                            + " such as *.example.org, after which no other name may be probed; a path such as"
                            + " /run/app/*.sock (default: every name, public addresses only, no path).")
    private List<String> allow = new ArrayList<>();

    @Option(
            names = "--probe-deny",
            paramLabel = "RANGE|NAME|PATH",
            split = ",",
            description = "What /probe may never reach, whatever allows it (default: none).")
    private List<String> deny = new ArrayList<>();

    boolean isWanted() {
        return file != null;
    }

    /** What is wrong with these options ends the command before anything is started. */
    void check(CommandLine command) {
        BlackboxOptions ignored = options(command);
        if (file == null && !(allow.isEmpty() && deny.isEmpty())) {
            throw new ParameterException(
                    command, "--probe-allow and --probe-deny are for /probe (expected: --blackbox-config FILE too)");
        }
    }

    /** Null if the drop-in is not wanted. */
    @Nullable
    BlackboxOptions options(CommandLine command) {
        if (file == null) {
            return null;
        }
        ProbeFence fence;
        try {
            fence = ProbeFence.of(allow, deny);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, "--probe-allow, --probe-deny: " + e.getMessage(), e);
        }
        try {
            return new BlackboxOptions(file, timeoutOffset, historyLimit, fence, BuildVersion.current());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, "--" + e.getMessage(), e);
        }
    }
}
