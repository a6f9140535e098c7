package dev.sonde.benchmarks.rig;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Measures the goals: Sonde's packaged agent on one core, its targets and drivers on another, peers in the same rounds.
 * Only loopback is touched. Peers that are not installed are left out and named.
 */
final class PeerRig {
    /** After which all classes are there and little is compiled. */
    static final int YOUNG_SECONDS = 25;

    private static final String CLIENT_CORE = "0";
    private static final String SERVER_CORE = "1";

    private PeerRig() {}

    /** Takes every measurement asked for. */
    static void run(RigOptions options, GoalTable table, Path directory) throws IOException, InterruptedException {
        try (OwnCores narrowed = OwnCores.narrowedTo(SERVER_CORE);
                NginxTarget nginx = NginxTarget.start(directory, SERVER_CORE, options.tlsChain())) {
            Bench bench = new Bench(options, directory, nginx, CLIENT_CORE, SERVER_CORE, table);
            Throughput throughput = new Throughput(bench);
            Rig.measure(options, "keep", throughput::keepAlive);
            Rig.measure(options, "fresh", throughput::freshTcp);
            Rig.measure(options, "tls", throughput::freshTls);
            Rig.measure(options, "thousand", new ThousandTargets(bench)::measure);
            Rig.measure(options, "error", new ProcessingError(bench)::measure);
            Rig.measure(options, "stall", new Stall(bench)::measure);
            Overload overload = new Overload(bench);
            Rig.measure(options, "limit", overload::pastTheLimit);
            Rig.measure(options, "cold", overload::coldStart);
            Footprint footprint = new Footprint(bench);
            Rig.measure(options, "footprint", footprint::idle);
            Rig.measure(options, "targets", footprint::many);
        }
    }
}
