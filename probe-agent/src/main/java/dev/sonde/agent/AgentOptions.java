package dev.sonde.agent;

import dev.sonde.agent.blackbox.BlackboxOptions;
import dev.sonde.agent.delivery.QueueLimits;
import dev.sonde.agent.exporter.Listen;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an agent is set up, whatever it runs. Immutable.
 *
 * @param name unique among a collector's agents
 * @param dataDirectory for what must outlive the process; null keeps nothing
 * @param spool whether batches are kept on disk until they are acknowledged; needs a data directory
 * @param queueLimits how much may wait for the collector
 * @param loops event loops that probe; the Vertx must have one more
 * @param maxInFlight runs in flight on all loops together; more are shed as {@code agent_overloaded}
 * @param lagThreshold lag of the event loop above which verdicts that rest on time are spoiled
 * @param listen where metrics and health are served; null serves none
 * @param exportChecks whether the checks' series are served there too
 * @param stopGrace longest wait for the last batches to be delivered at a stop
 * @param blackbox the drop-in served where it listens; null serves none
 */
public record AgentOptions(
        String name,
        @Nullable Path dataDirectory,
        boolean spool,
        QueueLimits queueLimits,
        int loops,
        int maxInFlight,
        Duration lagThreshold,
        @Nullable Listen listen,
        boolean exportChecks,
        Duration stopGrace,
        @Nullable BlackboxOptions blackbox) {
    /** By default a run of the agent that is more than this late for itself cannot say that the target was slow. */
    public static final Duration DEFAULT_LAG_THRESHOLD = Duration.ofMillis(50);

    public static final int DEFAULT_MAX_IN_FLIGHT = 10_000;
    public static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(5);

    public AgentOptions {
        if (loops < 1 || maxInFlight < loops) {
            throw new IllegalArgumentException(loops + " event loops, " + maxInFlight
                    + " runs in flight (expected: at least 1, at least as many)");
        }
        if (spool && dataDirectory == null) {
            throw new IllegalArgumentException("a spool needs a data directory (expected: --data)");
        }
    }

    /** An agent beside its collector in one process: no port, and what outlives the process is little. */
    public static AgentOptions local(String name, @Nullable Path dataDirectory) {
        return defaults(name, dataDirectory, false, null, false);
    }

    /** An agent with a collector elsewhere: spools, serves its own metrics. */
    public static AgentOptions connected(String name, Path dataDirectory, Listen listen) {
        return defaults(name, dataDirectory, true, listen, false);
    }

    /** An agent without a collector: what it finds is scraped from it. */
    public static AgentOptions standAlone(String name, Listen listen) {
        return defaults(name, null, false, listen, true);
    }

    /** The same with another answer to whether the checks' series are served. */
    public AgentOptions withExportChecks(boolean export) {
        return with(export, blackbox);
    }

    /** The same with the drop-in, or without it. */
    public AgentOptions withBlackbox(@Nullable BlackboxOptions dropIn) {
        return with(exportChecks, dropIn);
    }

    private AgentOptions with(boolean export, @Nullable BlackboxOptions dropIn) {
        return new AgentOptions(
                name,
                dataDirectory,
                spool,
                queueLimits,
                loops,
                maxInFlight,
                lagThreshold,
                listen,
                export,
                stopGrace,
                dropIn);
    }

    private static AgentOptions defaults(
            String name, @Nullable Path dataDirectory, boolean spool, @Nullable Listen listen, boolean exportChecks) {
        return new AgentOptions(
                name,
                dataDirectory,
                spool,
                QueueLimits.DEFAULT,
                Runtime.getRuntime().availableProcessors(),
                DEFAULT_MAX_IN_FLIGHT,
                DEFAULT_LAG_THRESHOLD,
                listen,
                exportChecks,
                DEFAULT_STOP_GRACE,
                null);
    }
}
