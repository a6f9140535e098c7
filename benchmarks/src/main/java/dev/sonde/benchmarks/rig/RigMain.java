package dev.sonde.benchmarks.rig;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The rig's command line. */
@Command(
        name = "rig",
        mixinStandardHelpOptions = true,
        description = {
            "Measures Sonde's packaged agent beside wrk, the blackbox exporter and Prometheus, and its packaged collector under"
                    + " the batches of a fleet, and prints the table of goals.",
            "Needs Linux with 2 cores, nginx, openssl and taskset; peers that are not installed are left out. Touches"
                    + " nothing but loopback."
        })
public final class RigMain implements Callable<Integer> {
    @Option(
            names = "--jar",
            defaultValue = "launcher/target/sonde.jar",
            description = "Sonde's jar (default: ${DEFAULT-VALUE}).")
    private Path jar = Path.of("launcher/target/sonde.jar");

    @Option(
            names = "--only",
            split = ",",
            description =
                    "Measurements to take, of keep, fresh, tls, thousand, error, stall, limit, cold, footprint, targets for"
                            + " the agent, collector, scrape, ready, model, decode, render for the collector (default: all).")
    private Set<String> only = Set.of();

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Rounds; the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "10", description = "Of each measurement (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "100",
            description = "Seconds before it, in which the JVM compiles (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--keep-alive-rate",
            defaultValue = "25000",
            description = "Probes per second over kept connections (default: ${DEFAULT-VALUE}).")
    private int keepAliveRate;

    @Option(
            names = "--fresh-rate",
            defaultValue = "9000",
            description = "Fresh TCP probes per second (default: ${DEFAULT-VALUE}).")
    private int freshRate;

    @Option(
            names = "--tls-rate",
            defaultValue = "1500",
            description = "Fresh TLS probes per second (default: ${DEFAULT-VALUE}).")
    private int tlsRate;

    @Option(
            names = "--tls-chain",
            description = "Let an intermediate authority sign the server's certificate; else it is its own root.")
    private boolean tlsChain;

    @Option(
            names = "--loaded",
            defaultValue = "6000",
            description =
                    "Probes per second that load the core by about half; what they take of it says how many half and"
                            + " 90 %% are (default: ${DEFAULT-VALUE}).")
    private int loaded;

    @Option(
            names = "--past-limit",
            defaultValue = "30000",
            description =
                    "Probes per second that are some three times what the core can do (default: ${DEFAULT-VALUE}).")
    private int pastLimit;

    @Option(names = "--no-real-time", description = "Run the delay server without real-time priority.")
    private boolean noRealTime;

    @Option(names = "--java", description = "The agent's JVM (default: the rig's own).", paramLabel = "<program>")
    private String java =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @Option(
            names = "--java-options",
            split = " ",
            defaultValue = "@launcher/jvm.options",
            paramLabel = "<flags>",
            description = "The agent's JVM flags, those of the image unless given (default: ${DEFAULT-VALUE}).")
    private List<String> javaOptions = List.of();

    public static void main(String[] arguments) {
        // An argument that begins with @ is for the agent's JVM.
        System.exit(new CommandLine(new RigMain())
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(failure.getMessage());
                    return 1;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Set<String> unknown = new TreeSet<>(only);
        unknown.removeAll(RigOptions.MEASUREMENTS);
        if (!unknown.isEmpty()) {
            throw new IllegalStateException(
                    "--only " + unknown + " (expected: of " + new TreeSet<>(RigOptions.MEASUREMENTS) + ")");
        }
        boolean realTime = !noRealTime && Programs.find("chrt").isPresent();
        RigOptions options = new RigOptions(
                jar.toAbsolutePath(),
                only,
                rounds,
                seconds,
                warmUp,
                keepAliveRate,
                freshRate,
                tlsRate,
                tlsChain,
                loaded,
                pastLimit,
                realTime,
                Stream.concat(Stream.of(java), javaOptions.stream()).toList());
        options.check();
        System.out.println(Rig.run(options));
        return 0;
    }
}
