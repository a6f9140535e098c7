package dev.sonde.benchmarks.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's wrk: the practical limit of what a client can ask, and the driver of others' probe endpoints. */
final class Wrk {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern ERRORS = Pattern.compile("(Non-2xx or 3xx responses|Socket errors)[^\\n]*");
    private static final Pattern CPU = Pattern.compile("cpu ([0-9.]+) ([0-9.]+)");

    private Wrk() {}

    /**
     * What a run of wrk did.
     *
     * @param cpuSeconds of wrk itself
     * @param errors as wrk words them; empty if there were none
     */
    record Load(long requests, double cpuSeconds, String errors) {
        double perCpuSecond() {
            return requests / cpuSeconds;
        }
    }

    /** Drives the URL for some seconds; blocks as long. */
    static Load drive(String cores, int connections, int seconds, boolean close, String url)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                "TIMEFORMAT='cpu %U %S'; time \"$@\"",
                "bash",
                "taskset",
                "-c",
                cores,
                Programs.required("wrk"),
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "--timeout",
                "5s"));
        if (close) {
            command.addAll(List.of("-H", "Connection: close"));
        }
        command.add(url);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher requests = REQUESTS.matcher(said);
        Matcher cpu = CPU.matcher(said);
        if (process.waitFor() != 0 || !requests.find() || !cpu.find()) {
            throw new IllegalStateException("wrk " + url + ": " + said);
        }
        Matcher errors = ERRORS.matcher(said);
        return new Load(
                Long.parseLong(requests.group(1)),
                Double.parseDouble(cpu.group(1)) + Double.parseDouble(cpu.group(2)),
                errors.find() ? errors.group() : "");
    }
}
