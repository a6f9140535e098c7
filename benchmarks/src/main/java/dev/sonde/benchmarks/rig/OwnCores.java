package dev.sonde.benchmarks.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The cores this process may use, narrowed while it plays the agent's collector: on the agent's core its work would be taken
 * for the agent's delays. Belongs to one thread.
 */
final class OwnCores implements AutoCloseable {
    private static final String ALLOWED = "Cpus_allowed_list:";

    private final String before;

    private OwnCores(String before) {
        this.before = before;
    }

    /** @param cores as taskset reads them: {@code 0} or {@code 0,1} */
    static OwnCores narrowedTo(String cores) throws IOException, InterruptedException {
        String allowed = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(ALLOWED))
                .map(line -> line.substring(ALLOWED.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("/proc/self/status: no line " + ALLOWED));
        OwnCores own = new OwnCores(allowed);
        own.use(cores);
        return own;
    }

    private void use(String cores) throws IOException, InterruptedException {
        Process taskset = new ProcessBuilder(
                        Programs.required("taskset"),
                        "-a",
                        "-p",
                        "-c",
                        cores,
                        Long.toString(ProcessHandle.current().pid()))
                .redirectErrorStream(true)
                .start();
        String said = new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (taskset.waitFor() != 0) {
            throw new IllegalStateException("taskset -c " + cores + ": " + said);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        use(before);
    }
}
