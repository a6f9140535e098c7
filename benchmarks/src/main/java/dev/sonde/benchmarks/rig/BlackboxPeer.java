package dev.sonde.benchmarks.rig;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Debian's blackbox exporter, alone or scraped by Debian's Prometheus, pinned. Belongs to one thread. */
final class BlackboxPeer implements AutoCloseable {
    private static final Pattern PROCESSING =
            Pattern.compile("probe_http_duration_seconds\\{phase=\"processing\"} (\\S+)");

    private final Child blackbox;
    private final @Nullable Child prometheus;
    private final int port;
    private final int prometheusPort;
    private final HttpClient client = HttpClient.newHttpClient();

    private BlackboxPeer(Child blackbox, @Nullable Child prometheus, int port, int prometheusPort) {
        this.blackbox = blackbox;
        this.prometheus = prometheus;
        this.port = port;
        this.prometheusPort = prometheusPort;
    }

    static boolean isInstalled() {
        return Programs.find("prometheus-blackbox-exporter").isPresent();
    }

    static boolean isPrometheusInstalled() {
        return Programs.find("prometheus").isPresent();
    }

    /** Alone. */
    static BlackboxPeer start(Path directory, String cores) throws IOException, InterruptedException {
        int port = Loopback.freePort();
        Child blackbox = blackbox(directory, cores, port);
        Waiting.untilListening(port, blackbox);
        return new BlackboxPeer(blackbox, null, port, 0);
    }

    /** With a Prometheus that has it probe each target every second. */
    static BlackboxPeer startScraped(Path directory, String cores, List<String> targets)
            throws IOException, InterruptedException {
        int port = Loopback.freePort();
        int scrape = Loopback.freePort();
        Child blackbox = blackbox(directory, cores, port);
        Waiting.untilListening(port, blackbox);
        String configuration =
                """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                - job_name: probes
                  metrics_path: /probe
                  params: {module: [http_2xx]}
                  static_configs: [{targets: [%s]}]
                  relabel_configs:
                  - {source_labels: [__address__], target_label: __param_target}
                  - {source_labels: [__param_target], target_label: instance}
                  - {target_label: __address__, replacement: '127.0.0.1:%d'}
                """.formatted(targets.stream().map(t -> "'" + t + "'").collect(Collectors.joining(", ")), port);
        Path file = Files.writeString(directory.resolve("prometheus.yml"), configuration);
        Child prometheus = Child.start(
                "prometheus",
                cores,
                directory.resolve("prometheus.log"),
                Map.of("GOMAXPROCS", "1"),
                List.of(
                        Programs.required("prometheus"),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + directory.resolve("tsdb-" + System.nanoTime()),
                        "--web.listen-address=127.0.0.1:" + scrape,
                        "--log.level=warn"));
        Waiting.untilListening(scrape, prometheus);
        return new BlackboxPeer(blackbox, prometheus, port, scrape);
    }

    private static Child blackbox(Path directory, String cores, int port) throws IOException {
        Path modules = Files.writeString(directory.resolve("blackbox.yml"), """
                modules:
                  http_2xx:
                    prober: http
                    timeout: 5s
                    http: {preferred_ip_protocol: ip4, tls_config: {insecure_skip_verify: true}}
                """);
        return Child.start(
                "blackbox exporter",
                cores,
                directory.resolve("blackbox.log"),
                Map.of("GOMAXPROCS", "1"),
                List.of(
                        Programs.required("prometheus-blackbox-exporter"),
                        "--config.file=" + modules,
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=error"));
    }

    /** CPU seconds used so far, Prometheus's included. */
    double cpuSeconds() throws IOException {
        return blackbox.cpuSeconds() + (prometheus == null ? 0 : prometheus.cpuSeconds());
    }

    /** Memory of both in MiB. */
    double residentMiB() throws IOException {
        return blackbox.residentMiB() + (prometheus == null ? 0 : prometheus.residentMiB());
    }

    /** The endpoint that probes the target. */
    String probeUrl(String target) {
        return "http://127.0.0.1:" + port + "/probe?module=http_2xx&target="
                + URLEncoder.encode(target, StandardCharsets.UTF_8);
    }

    /** Probes per CPU-second when driven as fast as it goes. */
    double drivenPerCpuSecond(String wrkCores, String target, int seconds) throws IOException, InterruptedException {
        double before = blackbox.cpuSeconds();
        Wrk.Load load = Wrk.drive(wrkCores, 16, seconds, false, probeUrl(target));
        return load.requests() / (blackbox.cpuSeconds() - before);
    }

    /** The processing phase of one probe after the other, asked for so often, in milliseconds, ascending. */
    double[] processingMillis(String target, int probes, int intervalMillis) throws InterruptedException {
        double[] took = new double[probes];
        long due = System.nanoTime();
        for (int i = 0; i < probes; i++) {
            due += TimeUnit.MILLISECONDS.toNanos(intervalMillis);
            Waiting.until(due);
            took[i] = processing(get(probeUrl(target))) * 1000;
        }
        Arrays.sort(took);
        return took;
    }

    private static double processing(String page) {
        Matcher matcher = PROCESSING.matcher(page);
        if (!matcher.find()) {
            throw new IllegalStateException("no processing phase in: " + page);
        }
        return Double.parseDouble(matcher.group(1));
    }

    /** Probes that Prometheus stored as done in the last seconds, over all targets. */
    long probesStored(int seconds) {
        String query =
                URLEncoder.encode("sum(count_over_time(probe_success[" + seconds + "s]))", StandardCharsets.UTF_8);
        String page = get("http://127.0.0.1:" + prometheusPort + "/api/v1/query?query=" + query);
        Matcher value = Pattern.compile("\"value\":\\[[^,]+,\"(\\d+)\"]").matcher(page);
        return value.find() ? Long.parseLong(value.group(1)) : 0;
    }

    private String get(String url) {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(url + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The value below which this share of ascending values lies. */
    static double quantile(double[] ascending, double share) {
        if (ascending.length == 0) {
            throw new IllegalStateException("no values, from " + Arrays.toString(ascending));
        }
        return ascending[(int) Math.min(ascending.length - 1, Math.ceil(share * ascending.length) - 1)];
    }

    @Override
    public void close() {
        if (prometheus != null) {
            prometheus.close();
        }
        blackbox.close();
    }
}
