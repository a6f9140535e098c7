package dev.sonde.launcher.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A process of the test: a program found on the PATH or the packaged jar, with its output kept. */
final class RealProgram implements AutoCloseable {
    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final String name;
    private final Thread reader;

    private RealProgram(String name, Process process) {
        this.name = name;
        this.process = process;
        reader = new Thread(this::read, name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** The program's path. Absent, the test is skipped with a clear line, or fails where CI must have it. */
    static Path find(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin";
        for (String directory : path.split(":")) {
            Path candidate = Path.of(directory, program);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        String line = program + " is not installed: this test needs the real one";
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(line);
        }
        System.out.println("SKIPPED: " + line);
        Assumptions.abort(line);
        throw new AssertionError("not reached");
    }

    static RealProgram start(String name, Path directory, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(hearingHangups(command))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().put("SONDE_TEST", "1");
        return new RealProgram(name, builder.start());
    }

    /** A test run under nohup ignores SIGHUP, its children inherit that, and no JVM takes it back by itself. */
    private static List<String> hearingHangups(List<String> command) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return command;
        }
        boolean ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
        if (!ignored) {
            return command;
        }
        List<String> hearing = new ArrayList<>(List.of("env", "--default-signal=HUP"));
        hearing.addAll(command);
        return hearing;
    }

    /** A port of loopback that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All it has printed. */
    String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    boolean printed(String expression) {
        return Pattern.compile(expression).matcher(output()).find();
    }

    /** Of a process that has ended: its exit status and all it printed, which may be read only after it is dead. */
    String lastWords() {
        try {
            reader.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "exit status " + process.exitValue() + "\n" + output();
    }

    /** SIGTERM; its exit status. */
    int terminate() throws InterruptedException {
        process.toHandle().destroy(); // unlike Process.destroy it leaves the output to be read
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError(name + " did not end within 30 s of SIGTERM:\n" + output());
        }
        reader.join(5_000);
        return process.exitValue();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (var reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            synchronized (lines) {
                lines.add("(output ended: " + e.getMessage() + ")");
            }
        }
    }
}
