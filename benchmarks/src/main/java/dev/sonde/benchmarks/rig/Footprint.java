package dev.sonde.benchmarks.rig;

import dev.sonde.benchmarks.rig.AgentUnderTest.Stretch;
import dev.sonde.benchmarks.rig.GoalTable.Better;
import dev.sonde.contract.check.Check;
import java.io.IOException;
import java.util.List;

/** What targets take of an agent's memory. Belongs to one thread. */
final class Footprint {
    private static final long DAY_MILLIS = 86_400_000;

    private final Bench bench;

    Footprint(Bench bench) {
        this.bench = bench;
    }

    /** Heap per idle target: what 10,000 more of them, due once a day, add to what is in use. */
    void idle() throws IOException, InterruptedException {
        double few = idleHeapMiB(1000);
        double many = idleHeapMiB(11_000);
        bench.table()
                .bound(
                        "heap per idle target",
                        new double[] {(many - few) * 1024 / 10_000},
                        "",
                        "KiB",
                        4,
                        1,
                        Better.LESS);
    }

    private double idleHeapMiB(int targets) throws IOException, InterruptedException {
        try (AgentUnderTest agent = agent(targets, DAY_MILLIS)) {
            agent.warmUp(bench.options().warmUpSeconds() + 10);
            return agent.liveHeapMiB();
        }
    }

    /** What is resident, and what the heap holds after a collection, with many targets at work. */
    void many() throws IOException, InterruptedException {
        state(10_000, 10);
        state(100_000, 60);
    }

    private void state(int targets, int intervalSeconds) throws IOException, InterruptedException {
        RigOptions options = bench.options();
        GoalTable table = bench.table();
        try (AgentUnderTest agent = agent(targets, intervalSeconds * 1000L)) {
            // Until each has run, a target takes less.
            agent.warmUp(options.warmUpSeconds() + intervalSeconds);
            Stretch stretch = agent.measure(options.seconds());
            String load = "%,d targets every %d s".formatted(targets, intervalSeconds);
            stretch.say(load);
            table.stated("agent RSS, " + load, stretch.residentMiB(), "MiB");
            table.stated("agent heap in use, " + load, agent.liveHeapMiB(), "MiB");
            table.stated(
                    "runs not good, " + load,
                    stretch.found().reasons().values().stream()
                            .mapToDouble(Long::doubleValue)
                            .sum(),
                    "runs");
        }
    }

    private AgentUnderTest agent(int targets, long intervalMillis) throws IOException {
        List<Check> checks = RigChecks.of(
                targets, intervalMillis, bench.nginx()::loggedUrl, bench.nginx().certificate());
        return bench.agent(checks);
    }
}
