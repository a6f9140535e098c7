package dev.sonde.benchmarks.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link DelayServer} on a core, and what the rig itself adds to its times. Belongs to one thread. */
final class DelayTarget implements AutoCloseable {
    private static final int FLOOR_REQUESTS = 300;

    private final Child server;
    private final Path log;
    private final int port;
    private final int holdMillis;
    private final boolean realTime;

    private DelayTarget(Child server, Path log, int port, int holdMillis, boolean realTime) {
        this.server = server;
        this.log = log;
        this.port = port;
        this.holdMillis = holdMillis;
        this.realTime = realTime;
    }

    /**
     * @param realTime whether it is given real-time priority, else its wake-ups count as the prober's error
     * @param stallMillis for which it answers nothing at the start of every period
     * @param periodMillis 0 never stalls
     */
    static DelayTarget start(
            Path directory, String cores, boolean realTime, int holdMillis, int stallMillis, int periodMillis)
            throws IOException, InterruptedException {
        int port = Loopback.freePort();
        List<String> command = java(DelayServer.class, realTime);
        command.addAll(List.of(
                Integer.toString(port),
                Integer.toString(holdMillis),
                Integer.toString(stallMillis),
                Integer.toString(periodMillis)));
        Path log = directory.resolve("delay.log");
        Child server = Child.start("delay server", cores, log, Map.of(), command);
        Waiting.untilListening(port, server);
        return new DelayTarget(server, log, port, holdMillis, realTime);
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** p99 of the error that a {@link DelayFloor} on this core meets, so often. Blocks for as long as that takes. */
    double floorMillis(String cores, int intervalMillis) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", cores));
        command.addAll(java(DelayFloor.class, realTime));
        command.addAll(List.of(
                Integer.toString(port),
                Integer.toString(holdMillis),
                Integer.toString(FLOOR_REQUESTS),
                Integer.toString(intervalMillis)));
        Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (client.waitFor() != 0) {
            throw new IllegalStateException("the floor was not measured: " + said);
        }
        return Double.parseDouble(said) / 1000;
    }

    /** Compiled at its first request: later, a compiler's thread of the same real-time priority would be its longest wait. */
    private static List<String> java(Class<?> program, boolean realTime) {
        List<String> command = new ArrayList<>();
        if (realTime) {
            command.addAll(List.of("chrt", "-f", "10"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Xcomp",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        return command;
    }

    /** Says how late the server was. */
    @Override
    public void close() throws IOException {
        server.close();
        Files.readAllLines(log).forEach(line -> System.err.println("  delay server: " + line));
    }
}
