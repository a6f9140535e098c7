package dev.sonde.launcher.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The packaged jar as a process of its own, with the port it listens on. */
final class Sonde implements AutoCloseable {
    private final RealProgram program;
    private final int port;

    private Sonde(RealProgram program, int port) {
        this.program = program;
        this.port = port;
    }

    /** Starts a command that listens, and waits until it is ready. */
    static Sonde start(Path home, int port, String... arguments) throws IOException {
        Sonde sonde = launch(home, port, arguments);
        sonde.awaitReady();
        return sonde;
    }

    /** As {@link #start}, with a heap of this size, resident from the start: what grows afterwards is native. */
    static Sonde startTouched(Path home, int port, int heapMiB, String... arguments) throws IOException {
        Sonde sonde = launch(
                List.of("-Xms" + heapMiB + "m", "-Xmx" + heapMiB + "m", "-XX:+AlwaysPreTouch"), home, port, arguments);
        sonde.awaitReady();
        return sonde;
    }

    /** Starts a command that listens, and does not wait. */
    static Sonde launch(Path home, int port, String... arguments) throws IOException {
        return launch(List.of("-Xmx512m"), home, port, arguments);
    }

    private static Sonde launch(List<String> heap, Path home, int port, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-XX:+UseSerialGC"));
        command.addAll(heap);
        command.addAll(List.of("-jar", System.getProperty("sonde.jar")));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--listen", "127.0.0.1:" + port));
        return new Sonde(RealProgram.start("sonde " + arguments[0], home, command), port);
    }

    void awaitReady() {
        Awaitility.await("sonde is ready")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!program.isAlive()) {
                        throw new AssertionError("sonde ended, " + program.lastWords());
                    }
                    return Http.isUp(url("/-/ready"));
                });
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    RealProgram program() {
        return program;
    }

    /** The page that Prometheus scrapes, as text. */
    String metrics() {
        return Http.get(url("/metrics")).body();
    }

    /** The sum of the samples of one series whose labels match, as read from the page. */
    static double sum(String page, String series, String... labels) {
        Pattern line = Pattern.compile("^" + Pattern.quote(series) + "(?:\\{(.*)})? ([^ ]+)$", Pattern.MULTILINE);
        Matcher matcher = line.matcher(page);
        double sum = 0;
        while (matcher.find()) {
            String found = "," + (matcher.group(1) == null ? "" : matcher.group(1)) + ",";
            boolean matches = true;
            for (String label : labels) {
                matches &= found.contains("," + label + ",");
            }
            if (matches) {
                sum += Double.parseDouble(matcher.group(2));
            }
        }
        return sum;
    }

    @Override
    public void close() {
        program.close();
    }
}
