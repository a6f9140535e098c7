package dev.sonde.benchmarks.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes the measurements asked for, one after the other, and fills one table. */
final class Rig {
    private Rig() {}

    /** One that may take minutes. */
    interface Measurement {
        void take() throws IOException, InterruptedException;
    }

    static GoalTable run(RigOptions options) throws IOException, InterruptedException {
        GoalTable table = new GoalTable();
        Path directory = Files.createTempDirectory("sonde-rig");
        if (options.wantsTheAgent()) {
            PeerRig.run(options, table, directory);
        }
        CollectorRig collector = new CollectorRig(options, table, directory);
        measure(options, "collector", collector::collector);
        measure(options, "scrape", collector::scrape);
        measure(options, "ready", collector::ready);
        measure(options, "model", () -> new CollectorModel(table, directory).run());
        measure(options, "decode", () -> Comparisons.decode(options, table));
        measure(options, "render", () -> Comparisons.render(options, table));
        return table;
    }

    static void measure(RigOptions options, String name, Measurement measurement)
            throws IOException, InterruptedException {
        if (options.wants(name)) {
            System.err.println("measuring: " + name);
            measurement.take();
        }
    }
}
