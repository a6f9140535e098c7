package dev.sonde.benchmarks.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program under test, pinned to cores, with what it and its children have used. Belongs to the thread that started it. */
final class Child implements AutoCloseable {
    /** Ticks of /proc/PID/stat in a second, on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private final String name;
    private final Path log;
    private final Process process;

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * @param cores as taskset reads them: {@code 0} or {@code 0,1}
     * @param log takes what it prints
     */
    static Child start(String name, String cores, Path log, Map<String, String> environment, List<String> command)
            throws IOException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores));
        pinned.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(pinned)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        return new Child(name, log, builder.start());
    }

    long pid() {
        return process.pid();
    }

    /** CPU seconds, user and system, used so far by it and the children that live. */
    double cpuSeconds() throws IOException {
        double ticks = 0;
        for (ProcessHandle each : tree()) {
            ticks += ticks(each.pid());
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Memory that is resident now, in MiB, of it and the children that live. */
    double residentMiB() throws IOException {
        double kib = 0;
        for (ProcessHandle each : tree()) {
            Path status = Path.of("/proc", Long.toString(each.pid()), "status");
            kib += Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                    .sum();
        }
        return kib / 1024;
    }

    /** IllegalStateException with the end of its log if it has ended. */
    void mustRun() throws IOException {
        if (!process.isAlive()) {
            List<String> lines = Files.readAllLines(log);
            String end = String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
            throw new IllegalStateException(name + " ended with status " + process.exitValue() + ":\n" + end);
        }
    }

    private Iterable<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    private static double ticks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
    }

    /** Asks it to end, and after 10 s makes it. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                children.forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
