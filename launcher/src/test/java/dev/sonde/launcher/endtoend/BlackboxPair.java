package dev.sonde.launcher.endtoend;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Debian's blackbox_exporter and ours, side by side with the same modules. */
final class BlackboxPair implements AutoCloseable {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final RealProgram theirs;
    private final int theirPort;
    private final Sonde ours;
    private final int ourPort;
    private final Path file;

    private BlackboxPair(RealProgram theirs, int theirPort, Sonde ours, int ourPort, Path file) {
        this.file = file;
        this.theirs = theirs;
        this.theirPort = theirPort;
        this.ours = ours;
        this.ourPort = ourPort;
    }

    static BlackboxPair start(Path home, String modules) throws IOException {
        Path exporter = RealProgram.find("prometheus-blackbox-exporter");
        Files.createDirectories(home);
        Path file = Files.writeString(home.resolve("blackbox.yml"), modules);
        int theirPort = RealProgram.freePort();
        RealProgram theirs = RealProgram.start(
                "blackbox_exporter",
                home,
                List.of(exporter.toString(), "--config.file=" + file, "--web.listen-address=127.0.0.1:" + theirPort));
        int ourPort = RealProgram.freePort();
        Sonde ours = Sonde.start(
                home, ourPort, "agent", "--blackbox-config", file.toString(), "--probe-allow", "127.0.0.0/8,::1");
        Awaitility.await("blackbox_exporter is healthy")
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    if (!theirs.isAlive()) {
                        throw new AssertionError("blackbox_exporter ended:\n" + theirs.output());
                    }
                    return Http.isUp("http://127.0.0.1:" + theirPort + "/-/healthy");
                });
        return new BlackboxPair(theirs, theirPort, ours, ourPort, file);
    }

    int theirPort() {
        return theirPort;
    }

    int ourPort() {
        return ourPort;
    }

    Page theirs(String module, String target) {
        return page(url(theirPort, module, target));
    }

    Page ours(String module, String target) {
        return page(url(ourPort, module, target));
    }

    Page theirs(String module, String target, String hostname) {
        return page(url(theirPort, module, target) + "&hostname=" + hostname);
    }

    Page ours(String module, String target, String hostname) {
        return page(url(ourPort, module, target) + "&hostname=" + hostname);
    }

    /** Adds a module to the file of both, and sends ours SIGHUP. */
    void append(String module) throws IOException, InterruptedException {
        Files.writeString(file, module, StandardOpenOption.APPEND);
        String pid = Long.toString(ours.program().pid());
        new ProcessBuilder("kill", "-HUP", pid).start().waitFor();
    }

    /** A page of ours, as text. */
    String ourText(String path) {
        return Http.get("http://127.0.0.1:" + ourPort + path).body();
    }

    /** What our {@code debug=true} says, to tell why a probe went wrong. */
    String ourDebug(String module, String target) {
        return Http.get(url(ourPort, module, target) + "&debug=true").body();
    }

    private static Page page(String url) {
        HttpResponse<String> answer = Http.get(url);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + ": " + answer.body());
        }
        return Page.of(answer.body());
    }

    private static String url(int port, String module, String target) {
        return "http://127.0.0.1:" + port + "/probe?module=" + module + "&target="
                + URLEncoder.encode(target, StandardCharsets.UTF_8);
    }

    /**
     * A page, read.
     *
     * @param shapes each family's name, type and label names, once per combination
     * @param values by name and labels as written
     */
    record Page(TreeSet<String> shapes, TreeMap<String, Double> values) {
        static Page of(String text) {
            TreeMap<String, String> types = new TreeMap<>();
            TreeSet<String> shapes = new TreeSet<>();
            TreeMap<String, Double> values = new TreeMap<>();
            for (String line : text.split("\n", -1)) {
                if (line.startsWith("# TYPE ")) {
                    String[] words = line.split(" ", -1);
                    types.put(words[2], words[3]);
                    continue;
                }
                Matcher sample = SAMPLE.matcher(line);
                if (!line.startsWith("#") && sample.matches()) {
                    TreeSet<String> names = new TreeSet<>();
                    Matcher label = LABEL.matcher(String.valueOf(sample.group(3)));
                    while (label.find()) {
                        boolean closed =
                                label.group(1).equals("phase") || label.group(1).equals("serving_status");
                        names.add(label.group(1) + (closed ? "=" + label.group(2) : ""));
                    }
                    shapes.add(sample.group(1) + names + " " + types.get(sample.group(1)));
                    String series = sample.group(2) == null ? sample.group(1) : sample.group(1) + sample.group(2);
                    values.put(series, Double.valueOf(sample.group(4)));
                }
            }
            return new Page(shapes, values);
        }

        /** The value of a series; NaN if there is none. */
        double value(String series) {
            return values.getOrDefault(series, Double.NaN);
        }

        /** The series of these families, whatever their labels. */
        Map<String, Double> only(List<String> families) {
            TreeMap<String, Double> found = new TreeMap<>();
            values.forEach((series, value) -> {
                if (families.contains(series.replaceFirst("\\{.*", ""))) {
                    found.put(series, value);
                }
            });
            return found;
        }
    }

    @Override
    public void close() {
        theirs.close();
        ours.close();
    }
}
