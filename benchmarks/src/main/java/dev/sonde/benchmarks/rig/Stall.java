package dev.sonde.benchmarks.rig;

import dev.sonde.benchmarks.rig.AgentUnderTest.Stretch;
import dev.sonde.benchmarks.rig.GoalTable.Better;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.histogram.SparseHistogram;
import java.io.IOException;
import java.util.List;

/** What is told of a target that stalls, against the arithmetic. Belongs to one thread. */
final class Stall {
    private final Bench bench;

    Stall(Bench bench) {
        this.bench = bench;
    }

    /** A target that stalls 2 s of every 20 s, probed every 100 ms: p99 and maximum against the arithmetic. */
    void measure() throws IOException, InterruptedException {
        RigOptions options = bench.options();
        GoalTable table = bench.table();
        try (DelayTarget delay =
                DelayTarget.start(bench.directory(), bench.serverCores(), options.realTime(), 5, 2000, 20_000)) {
            List<Check> checks =
                    RigChecks.of(10, 100, i -> delay.url(), bench.nginx().certificate());
            try (AgentUnderTest agent = bench.agent(checks)) {
                agent.warmUp(options.warmUpSeconds());
                Stretch stretch = agent.measure(60);
                stretch.say("stall");
                SparseHistogram all = stretch.found().success("check").total();
                // A tenth of all arrivals meets the stall, evenly spread: the slowest hundredth waits from 1.8 s.
                double truth99 = 2005 - 2000 * 0.1;
                table.bound(
                        "2 s stall of every 20 s: p99 off the truth",
                        new double[] {Math.abs(all.percentileMicros(99) / 1000.0 - truth99) / truth99 * 100},
                        "",
                        "%",
                        5,
                        2,
                        Better.LESS);
                table.bound(
                        "2 s stall of every 20 s: maximum off the truth",
                        new double[] {Math.abs(all.percentileMicros(100) / 1000.0 - 2005) / 2005 * 100},
                        "",
                        "%",
                        5,
                        2,
                        Better.LESS);
            }
        }
    }
}
