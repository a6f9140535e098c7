package dev.sonde.benchmarks.rig;

import dev.sonde.contract.check.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the measurements of the agent share: how they are to be taken, where, of which server, and the table they fill.
 *
 * @param directory for logs and data of all that is started
 * @param cores of the agent and of its peers in turn, as taskset lists them
 * @param serverCores of targets and drivers
 */
record Bench(RigOptions options, Path directory, NginxTarget nginx, String cores, String serverCores, GoalTable table) {
    /** An agent that runs these checks; the caller ends it. */
    AgentUnderTest agent(List<Check> checks) throws IOException {
        return agent(checks, List.of());
    }

    /** @param limits that each check is judged by */
    AgentUnderTest agent(List<Check> checks, List<Duration> limits) throws IOException {
        return AgentUnderTest.start(options.jar(), directory, cores, options.agentCommand(), checks, limits);
    }
}
