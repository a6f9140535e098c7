package dev.sonde.collector.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * When each agent was last heard of, since this process started. Any thread. Agents that left the configuration are not
 * asked for and cost a few bytes each.
 */
public final class Attendance {
    /** Batches come every 5 s; six of them missing is silence. */
    public static final Duration SILENCE = Duration.ofSeconds(30);

    private final ConcurrentMap<String, Heard> heard = new ConcurrentHashMap<>();

    /**
     * A batch of the agent was taken or was known already.
     *
     * @param at by the collector's clock
     * @param sentAt by the agent's clock when it sent this attempt; null if it did not say
     */
    public void batchFrom(String agent, Instant at, @Nullable Instant sentAt) {
        heard.compute(agent, (name, before) -> {
            Duration skew = sentAt != null ? Duration.between(at, sentAt) : before == null ? null : before.clockSkew;
            return new Heard(at, skew, before == null ? null : before.knownRevision);
        });
    }

    /** The agent said which revision of its checks it has. */
    public void knows(String agent, String revision) {
        heard.compute(
                agent,
                (name, before) -> before == null
                        ? new Heard(null, null, revision)
                        : new Heard(before.lastBatchAt, before.clockSkew, revision));
    }

    /** The agent as of now. */
    public AgentStatus status(AgentEntry agent, String assignedRevision, int checks, Instant now) {
        Heard last = heard.getOrDefault(agent.name(), Heard.NEVER);
        boolean up = last.lastBatchAt != null && !last.lastBatchAt.plus(SILENCE).isBefore(now);
        return new AgentStatus(
                agent.name(),
                agent.location(),
                up,
                last.lastBatchAt,
                last.clockSkew,
                assignedRevision,
                last.knownRevision,
                checks);
    }

    private record Heard(
            @Nullable Instant lastBatchAt,
            @Nullable Duration clockSkew,
            @Nullable String knownRevision) {
        static final Heard NEVER = new Heard(null, null, null);
    }
}
