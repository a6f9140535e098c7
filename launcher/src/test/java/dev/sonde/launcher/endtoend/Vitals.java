package dev.sonde.launcher.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a running product holds, read from outside.
 *
 * @param heapKiB live objects: old memory right after a full collection, which leaves all of them there
 * @param residentKiB memory of the process; with a heap that was touched from the start only native memory changes it
 * @param descriptors open files and sockets
 * @param databaseKiB the collector's database and its log
 * @param runs started so far
 * @param lateRuns of these, started more than 10 ms late
 */
record Vitals(long heapKiB, long residentKiB, long descriptors, long databaseKiB, double runs, double lateRuns) {
    private static final Pattern LIVE = Pattern.compile("tenured generation\\s+total \\d+K, used (\\d+)K");

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** Collects its garbage and reads. */
    static Vitals of(Sonde sonde, Path data) throws IOException, InterruptedException {
        long pid = sonde.program().pid();
        long descriptors = descriptors(pid); // before the collection, which makes connections wait
        diagnose(pid, "GC.run");
        Matcher live = LIVE.matcher(diagnose(pid, "GC.heap_info"));
        Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
        if (!live.find() || !resident.find()) {
            throw new IllegalStateException("neither heap nor resident memory of " + pid + " can be read");
        }
        String page = sonde.metrics();
        double runs = Sonde.sum(page, "sonde_agent_schedule_delay_seconds_count");
        double punctual = Sonde.sum(page, "sonde_agent_schedule_delay_seconds_bucket", "le=\"0.01\"");
        return new Vitals(
                Long.parseLong(live.group(1)),
                Long.parseLong(resident.group(1)),
                descriptors,
                database(data),
                runs,
                runs - punctual);
    }

    /** Of the runs since then, the share that started more than 10 ms late. */
    double lateShareSince(Vitals earlier) {
        return (lateRuns - earlier.lateRuns) / (runs - earlier.runs);
    }

    private static long descriptors(long pid) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return open.count();
        }
    }

    private static long database(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().startsWith("sonde.db"))
                            .mapToLong(Vitals::size)
                            .sum()
                    / 1024;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String diagnose(long pid, String command) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(List.of(jcmd, Long.toString(pid), command))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("jcmd " + command + ": " + said);
        }
        return said;
    }
}
