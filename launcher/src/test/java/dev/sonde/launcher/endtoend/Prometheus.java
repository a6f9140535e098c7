package dev.sonde.launcher.endtoend;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A real Prometheus on loopback that scrapes one Sonde every second. */
final class Prometheus implements AutoCloseable {
    private final RealProgram program;
    private final String url;

    private Prometheus(RealProgram program, String url) {
        this.program = program;
        this.url = url;
    }

    static Prometheus start(Path home, boolean nativeHistograms, Path rules, int scraped) throws IOException {
        Path prometheus = RealProgram.find("prometheus");
        Files.createDirectories(home);
        int port = RealProgram.freePort();
        Files.writeString(home.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
                rule_files: ['%s']
                scrape_configs:
                  - job_name: sonde
                    static_configs: [{targets: ['127.0.0.1:%d']}]
                """.formatted(rules.toAbsolutePath(), scraped));
        List<String> command = new ArrayList<>(List.of(
                prometheus.toString(),
                "--config.file=" + home.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + home.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn"));
        if (nativeHistograms) {
            command.add("--enable-feature=native-histograms");
        }
        Prometheus started = new Prometheus(RealProgram.start("prometheus", home, command), "http://127.0.0.1:" + port);
        Awaitility.await("prometheus is ready")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Http.isUp(started.url + "/-/ready"));
        return started;
    }

    /** An instant query's result vector; fails with the server's words if it refuses the expression. */
    JsonArray query(String expression) {
        HttpResponse<String> answer =
                Http.get(url + "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        if (answer.statusCode() != 200) {
            throw new AssertionError(expression + "\n-> " + answer.body());
        }
        return new JsonObject(answer.body()).getJsonObject("data").getJsonArray("result");
    }

    /** The one number of a query; NaN when there is none. */
    double number(String expression) {
        JsonArray result = query(expression);
        return result.isEmpty()
                ? Double.NaN
                : Double.parseDouble(
                        result.getJsonObject(0).getJsonArray("value").getString(1));
    }

    /** Rules that the server holds, with their last error. */
    JsonArray ruleGroups() {
        return Http.json(url + "/api/v1/rules").getJsonObject("data").getJsonArray("groups");
    }

    String output() {
        return program.output();
    }

    @Override
    public void close() {
        program.close();
    }
}
