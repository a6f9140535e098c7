package dev.sonde.benchmarks.rig;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Sonde's packaged collector, pinned, with what it says of itself over HTTP. Belongs to one thread. */
final class CollectorUnderTest implements AutoCloseable {
    private static final double TICKS_PER_SECOND = 100;

    private final Child process;
    private final URI uri;
    private final Path data;
    private final double readyMillis;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /**
     * A page as it came over the wire.
     *
     * @param millis from the request to the last byte
     * @param bytes how many came
     */
    record Page(double millis, long bytes) {}

    private CollectorUnderTest(Child process, URI uri, Path data, double readyMillis) {
        this.process = process;
        this.uri = uri;
        this.data = data;
        this.readyMillis = readyMillis;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param command {@code collector} or {@code run}
     * @param config directory of its configuration
     */
    static CollectorUnderTest start(
            RigOptions options, String cores, Path directory, String command, Path config, List<String> more)
            throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path data = Files.createTempDirectory(directory, "data");
        List<String> line = new ArrayList<>(options.agentCommand());
        line.addAll(List.of("-jar", options.jar().toString(), command, "--config", config.toString()));
        line.addAll(List.of("--data", data.toString(), "--listen", "127.0.0.1:" + port));
        line.addAll(more);
        Path log = Files.createTempFile(directory, command, ".log");
        long begin = System.nanoTime();
        Child child = Child.start("sonde " + command, cores, log, Map.of(), line);
        try {
            Waiting.untilListening(port, child);
            CollectorUnderTest started = new CollectorUnderTest(child, URI.create("http://127.0.0.1:" + port), data, 0);
            while (started.get("/-/ready").statusCode() != 200) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            while (!Files.readString(log).contains("ready")) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            double millis = (System.nanoTime() - begin) / 1e6;
            return new CollectorUnderTest(child, started.uri, data, millis);
        } catch (IOException | InterruptedException | RuntimeException e) {
            child.close();
            throw e;
        }
    }

    URI uri() {
        return uri;
    }

    double readyMillis() {
        return readyMillis;
    }

    double cpuSeconds() throws IOException {
        process.mustRun();
        return process.cpuSeconds();
    }

    double residentMiB() throws IOException {
        return process.residentMiB();
    }

    /** CPU seconds by the names of its threads, numbers at their ends left out. */
    Map<String, Double> cpuByThread() throws IOException {
        Map<String, Double> seconds = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path task : tasks.toList()) {
                String stat = Files.readString(task.resolve("stat"));
                int end = stat.lastIndexOf(')');
                String name = stat.substring(stat.indexOf('(') + 1, end).replaceAll("[-#0-9]+$", "");
                String[] fields = stat.substring(end + 2).split(" ", -1);
                double used = (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS_PER_SECOND;
                seconds.merge(name, used, Double::sum);
            }
        }
        return seconds;
    }

    double databaseMiB() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum()
                    / 1048576.0;
        }
    }

    /** A page, from the request to its last byte, read and thrown away: keeping it would take as long as making it. */
    Page page(String path, String accept, boolean gzip) throws IOException {
        long begin = System.nanoTime();
        HttpURLConnection connection =
                (HttpURLConnection) uri.resolve(path).toURL().openConnection();
        connection.setRequestProperty("Accept", accept);
        if (gzip) {
            connection.setRequestProperty("Accept-Encoding", "gzip");
        }
        if (connection.getResponseCode() != 200) {
            throw new IllegalStateException(path + " answers " + connection.getResponseCode());
        }
        long bytes = 0;
        byte[] some = new byte[256 * 1024];
        try (InputStream body = connection.getInputStream()) {
            for (int read = body.read(some); read >= 0; read = body.read(some)) {
                bytes += read;
            }
        }
        return new Page((System.nanoTime() - begin) / 1e6, bytes);
    }

    /** Asks for the same page so many times at once and waits for all. */
    void pagesAtOnce(int times, String accept) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.add(client.sendAsync(request("/metrics", accept), HttpResponse.BodyHandlers.discarding()));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    }

    /** The value of one of its series, by the beginning of the line; 0 if it is not there. */
    double metric(String series) throws IOException {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The page of metrics, gzipped on its way, as Prometheus asks for it by default. */
    String metrics() throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) uri.resolve("/metrics").toURL().openConnection();
        connection.setRequestProperty("Accept", "text/plain, */*;q=0.5");
        connection.setRequestProperty("Accept-Encoding", "gzip");
        try (InputStream body = new GZIPInputStream(connection.getInputStream(), 64 * 1024)) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Has it read its configuration again, and waits until that is in force. */
    void reload() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/-/reload"))
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("a reload is answered " + response.statusCode() + ": " + response.body());
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path, "text/plain, */*;q=0.5"), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String accept) {
        return HttpRequest.newBuilder(uri.resolve(path))
                .header("Accept", accept)
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    @Override
    public void close() {
        process.close();
    }
}
