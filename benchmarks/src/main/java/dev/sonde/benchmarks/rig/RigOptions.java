package dev.sonde.benchmarks.rig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How the rig is to be run.
 *
 * @param jar Sonde's packaged jar
 * @param only measurements to take; empty takes all
 * @param rounds how often each pair is measured
 * @param seconds of each measurement
 * @param warmUpSeconds of each agent before it
 * @param freshRate probes per second for fresh TCP
 * @param tlsRate probes per second for fresh TLS
 * @param halfLoadRate probes per second that load the agent's core by half
 * @param fullLoadRate probes per second that load the agent's core by nine tenths
 * @param pastLimitRate probes per second that are some three times what the agent's core can do
 * @param realTime whether the delay server is given real-time priority
 * @param agentCommand the agent's JVM and its flags
 */
record RigOptions(
        Path jar,
        Set<String> only,
        int rounds,
        int seconds,
        int warmUpSeconds,
        int freshRate,
        int tlsRate,
        int halfLoadRate,
        int fullLoadRate,
        int pastLimitRate,
        boolean realTime,
        List<String> agentCommand) {
    static final Set<String> MEASUREMENTS =
            Set.of("fresh", "tls", "thousand", "error", "stall", "limit", "cold", "footprint");

    boolean wants(String measurement) {
        return only.isEmpty() || only.contains(measurement);
    }

    /** What else must be there. IllegalStateException with a line for people if it is not. */
    void check() {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    jar + ": no such file (expected: the packaged jar; mvn -DskipTests package)");
        }
        List.of("taskset", "nginx", "openssl", "bash").forEach(Programs::required);
        if (Runtime.getRuntime().availableProcessors() < 2) {
            throw new IllegalStateException("1 core (expected: at least 2, one for each side)");
        }
    }
}
