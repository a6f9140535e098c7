package dev.sonde.benchmarks.rig;

import dev.sonde.contract.check.Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sonde's packaged agent, pinned, with the stand-in for its collector. Belongs to one thread. */
final class AgentUnderTest implements AutoCloseable {
    /** The serial collector's generations, as jcmd prints them. */
    private static final Pattern USED = Pattern.compile("generation\\s+total \\d+K, used (\\d+)K");

    /** An agent cuts a batch every 5 s. */
    private static final double HALF_A_BATCH_SECONDS = 2.5;

    private final Child agent;
    private final StandIn standIn;
    private final Path log;

    private AgentUnderTest(Child agent, StandIn standIn, Path log) {
        this.agent = agent;
        this.standIn = standIn;
        this.log = log;
    }

    /** Its collector. */
    StandIn standIn() {
        return standIn;
    }

    /** Prints the lines of its log in which one of these words is. */
    void printLog(String... words) throws IOException {
        Files.readAllLines(log).stream()
                .filter(line -> Arrays.stream(words).anyMatch(line::contains))
                .forEach(line -> System.err.println("  agent: " + line));
    }

    /**
     * What a stretch of time cost and gave.
     *
     * @param cpuSeconds of the agent's process
     */
    record Stretch(double seconds, double cpuSeconds, double residentMiB, StandIn.Found found) {
        double probesPerCpuSecond() {
            return found.started() / cpuSeconds;
        }

        /** Share of one core. */
        double utilisation() {
            return cpuSeconds / seconds;
        }

        double scheduleDelayP99Millis() {
            return found.scheduleDelay().percentileMicros(99) / 1000.0;
        }

        /** Tells it on standard error. */
        void say(String what) {
            System.err.printf(
                    "  sonde, %s: %.0f probes per CPU-second at %.0f %% of the core, %.0f MiB, started %.2f ms late (p99), %s%n",
                    what,
                    probesPerCpuSecond(),
                    utilisation() * 100,
                    residentMiB,
                    scheduleDelayP99Millis(),
                    found.reasons().isEmpty() ? "all good" : "not good: " + found.reasons());
        }
    }

    /**
     * @param java its JVM and the flags
     * @param limits that each check is judged by
     */
    static AgentUnderTest start(
            Path jar, Path directory, String cores, List<String> java, List<Check> checks, List<Duration> limits)
            throws IOException {
        StandIn standIn = new StandIn();
        standIn.assign(checks, limits);
        Path token = Files.writeString(directory.resolve("token"), "sonde_rig");
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(
                "-jar",
                jar.toString(),
                "agent",
                "--collector",
                standIn.url(),
                "--name",
                "rig",
                "--token-file",
                token.toString(),
                "--data",
                directory.resolve("data-" + System.nanoTime()).toString(),
                "--listen",
                "127.0.0.1:0"));
        Path log = directory.resolve("agent.log");
        return new AgentUnderTest(Child.start("sonde agent", cores, log, Map.of(), command), standIn, log);
    }

    /** Lets it work without looking. */
    void warmUp(double seconds) throws IOException, InterruptedException {
        Waiting.seconds(seconds);
        agent.mustRun();
        standIn.take();
    }

    /**
     * Lets it work for about so long and says what came of it. Both ends lie where a batch arrives, so that the CPU time
     * and the runs belong to the same time.
     */
    Stretch measure(double seconds) throws IOException, InterruptedException {
        standIn.awaitBatch();
        long started = System.nanoTime();
        double before = agent.cpuSeconds();
        standIn.take();
        Waiting.seconds(seconds - HALF_A_BATCH_SECONDS);
        standIn.awaitBatch();
        agent.mustRun();
        double used = agent.cpuSeconds() - before;
        double took = (System.nanoTime() - started) / 1e9;
        return new Stretch(took, used, agent.residentMiB(), standIn.take());
    }

    /** What its heap holds after a collection, in MiB. */
    double liveHeapMiB() throws IOException, InterruptedException {
        diagnose("GC.run");
        Matcher used = USED.matcher(diagnose("GC.heap_info"));
        double kib = 0;
        while (used.find()) {
            kib += Double.parseDouble(used.group(1));
        }
        return kib / 1024;
    }

    private String diagnose(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(agent.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException("jcmd " + command + ": " + said);
        }
        return said;
    }

    @Override
    public void close() {
        agent.close();
        standIn.close();
    }
}
