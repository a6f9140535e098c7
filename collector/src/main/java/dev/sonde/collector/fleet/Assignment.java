package dev.sonde.collector.fleet;

import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which checks each agent is to run now, and who waits for that to change. The revision is a digest of what is assigned, so
 * a restart or a reload that changes nothing for an agent wakes nobody. Any thread; one short lock, never held while
 * somebody is woken.
 */
public final class Assignment {
    /** More waiters of one agent than this, and the oldest is woken early. */
    static final int MAX_WAITERS_PER_AGENT = 4;

    private final Object lock = new Object();
    private Map<String, AssignedChecks> current = Map.of();
    private volatile Roster roster = new Roster(Fleet.NONE, new AgentTokens(Fleet.NONE));
    private final Map<String, Deque<Waiter>> waiters = new HashMap<>();

    /** What the agents of a configuration are to run. Pure. */
    public static Map<String, AssignedChecks> assign(
            Fleet fleet, List<Check> checks, Map<CheckName, List<Duration>> limits) {
        Map<String, AssignedChecks> assigned = new HashMap<>();
        for (AgentEntry agent : fleet.agents()) {
            List<AssignedCheck> own = checks.stream()
                    .filter(check -> check.runsAt(agent.location()))
                    .map(check -> new AssignedCheck(check, limits.getOrDefault(check.name(), List.of())))
                    .toList();
            assigned.put(agent.name(), AssignedChecks.of(agent.location(), own));
        }
        return Map.copyOf(assigned);
    }

    /**
     * Puts a configuration in force and wakes the waiters whose agent has something else to run now, or left.
     *
     * @param limits distinct latency thresholds that somebody asks about, by check
     */
    public void apply(Fleet fleet, List<Check> checks, Map<CheckName, List<Duration>> limits) {
        Map<String, AssignedChecks> next = assign(fleet, checks, limits);
        List<Waiter> woken = new ArrayList<>();
        synchronized (lock) {
            current = next;
            roster = new Roster(fleet, new AgentTokens(fleet));
            waiters.values().removeIf(queue -> {
                queue.removeIf(waiter -> {
                    boolean changed = !waiter.isUpToDate();
                    if (changed) {
                        woken.add(waiter);
                    }
                    return changed;
                });
                return queue.isEmpty();
            });
        }
        woken.forEach(waiter -> waiter.wake.run());
    }

    /** The agents of the configuration in force. */
    public Fleet fleet() {
        return roster.fleet;
    }

    /** The agent of the configuration in force that owns the token. */
    public Optional<AgentEntry> owner(String token) {
        return roster.tokens.owner(token);
    }

    /** What the agent is to run; empty if there is no such agent. */
    public Optional<AssignedChecks> of(String agent) {
        synchronized (lock) {
            return Optional.ofNullable(current.get(agent));
        }
    }

    /**
     * Waits, without a thread, until the agent's revision is another than the one it knows. {@code wake} runs at most once, on
     * the thread that applies a configuration or, if there is news already, on this one; it must be quick.
     */
    public Waiter whenChanged(String agent, String knownRevision, Runnable wake) {
        Waiter waiter = new Waiter(agent, knownRevision, wake);
        Runnable now = null;
        synchronized (lock) {
            if (!waiter.isUpToDate()) {
                now = wake;
            } else {
                Deque<Waiter> queue = waiters.computeIfAbsent(agent, name -> new ArrayDeque<>());
                queue.addLast(waiter);
                if (queue.size() > MAX_WAITERS_PER_AGENT) {
                    now = queue.removeFirst().wake;
                }
            }
        }
        if (now != null) {
            now.run();
        }
        return waiter;
    }

    private record Roster(Fleet fleet, AgentTokens tokens) {}

    /** One who waits. */
    public final class Waiter {
        private final String agent;
        private final String knownRevision;
        private final Runnable wake;

        private Waiter(String agent, String knownRevision, Runnable wake) {
            this.agent = agent;
            this.knownRevision = knownRevision;
            this.wake = wake;
        }

        /** Waits no longer. A wake-up that is under way already may still come. */
        public void cancel() {
            synchronized (lock) {
                Deque<Waiter> queue = waiters.get(agent);
                if (queue != null) {
                    queue.remove(this);
                    if (queue.isEmpty()) {
                        waiters.remove(agent);
                    }
                }
            }
        }

        private boolean isUpToDate() {
            AssignedChecks assigned = current.get(agent);
            return assigned != null && assigned.revision().equals(knownRevision);
        }
    }
}
