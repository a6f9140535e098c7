package dev.sonde.benchmarks.rig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the rig is to be run.
 *
 * @param jar Sonde's packaged jar
 * @param only measurements to take; empty takes all
 * @param rounds how often each pair is measured
 * @param seconds of each measurement
 * @param warmUpSeconds of each agent before it
 * @param keepAliveRate probes per second over kept connections
 * @param freshRate probes per second for fresh TCP
 * @param tlsRate probes per second for fresh TLS
 * @param tlsChain whether the server's certificate is signed by an intermediate authority, and not its own root
 * @param loadedRate probes per second that load the agent's core by about half
 * @param pastLimitRate probes per second that are some three times what the agent's core can do
 * @param realTime whether the delay server is given real-time priority
 * @param agentCommand the JVM of agent and collector, and its flags
 */
record RigOptions(
        Path jar,
        Set<String> only,
        int rounds,
        int seconds,
        int warmUpSeconds,
        int keepAliveRate,
        int freshRate,
        int tlsRate,
        boolean tlsChain,
        int loadedRate,
        int pastLimitRate,
        boolean realTime,
        List<String> agentCommand) {
    private static final Set<String> OF_THE_AGENT =
            Set.of("keep", "fresh", "tls", "thousand", "error", "stall", "limit", "cold", "footprint", "targets");
    private static final Set<String> OF_THE_COLLECTOR =
            Set.of("collector", "scrape", "ready", "model", "decode", "render");
    static final Set<String> MEASUREMENTS =
            Stream.concat(OF_THE_AGENT.stream(), OF_THE_COLLECTOR.stream()).collect(Collectors.toUnmodifiableSet());

    RigOptions {
        agentCommand = List.copyOf(agentCommand);
    }

    /** Whether anything is to be measured that needs the agent's targets and peers. */
    boolean wantsTheAgent() {
        return OF_THE_AGENT.stream().anyMatch(this::wants);
    }

    /** The same, but for one more flag of the JVM of agent and collector. */
    RigOptions withFlag(String flag) {
        return new RigOptions(
                jar,
                only,
                rounds,
                seconds,
                warmUpSeconds,
                keepAliveRate,
                freshRate,
                tlsRate,
                tlsChain,
                loadedRate,
                pastLimitRate,
                realTime,
                Stream.concat(agentCommand.stream(), Stream.of(flag)).toList());
    }

    boolean wants(String measurement) {
        return only.isEmpty() || only.contains(measurement);
    }

    /** What else must be there. IllegalStateException with a line for people if it is not. */
    void check() {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    jar + ": no such file (expected: the packaged jar; mvn -DskipTests package)");
        }
        Programs.required("taskset");
        if (wantsTheAgent()) {
            List.of("nginx", "openssl", "bash").forEach(Programs::required);
        }
        if (Runtime.getRuntime().availableProcessors() < 2) {
            throw new IllegalStateException("1 core (expected: at least 2, one for each side)");
        }
    }
}
