package dev.sonde.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.CollectorOptions;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.secret.SecretResolver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collector and agent as {@code run} puts them together, over their real server. */
class OneProcessTest {
    @TempDir
    private Path home;

    @Test
    void page_hasTheAgentsOwnMetersOnce() throws Exception {
        try (OneProcess process = start()) {
            List<String> page = get(process, "text/plain").body().lines().toList();

            assertThat(page)
                    .contains(
                            "sonde_agent_admitted_slots_ratio 1.0",
                            "sonde_agent_durations_left_out_total 0.0",
                            "sonde_agent_quic_missing 0.0");
            for (String name : List.of(
                    "sonde_agent_utilisation_forecast_ratio", "sonde_agent_utilisation_ratio", "sonde_agent_engines")) {
                assertThat(page.stream().filter(line -> line.matches(name + "[ {].*")))
                        .as(name)
                        .hasSize(1);
            }
            assertThat(page).anyMatch(line -> line.startsWith("sonde_agent_up{agent=\"local\""));
            assertThat(page.stream().filter(line -> line.startsWith("# TYPE ")).map(line -> line.split(" ")[2]))
                    .doesNotHaveDuplicates();
            assertThat(page.stream().filter(line -> line.startsWith("# HELP ")).map(line -> line.split(" ")[2]))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void page_isWrittenInEveryForm() throws Exception {
        try (OneProcess process = start()) {
            for (String form : List.of(
                    "application/openmetrics-text",
                    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited")) {
                HttpResponse<String> page = get(process, form);

                assertThat(page.statusCode()).as(form).isEqualTo(200);
                assertThat(page.headers().firstValue("Content-Type").orElseThrow())
                        .startsWith(form.split(";", 2)[0]);
                assertThat(page.body()).contains("sonde_agent_utilisation_forecast_ratio");
            }
        }
    }

    private OneProcess start() throws Exception {
        Path config = Files.createDirectory(home.resolve("config"));
        Files.writeString(
                config.resolve("sonde.yaml"),
                "checks:\n  - {name: one, interval: 1h, tcp: {address: '127.0.0.1:1'}}\n");
        SecretResolver secrets = new SecretResolver(home, Map.of(), List.of());
        CollectorOptions options = new CollectorOptions(
                home.resolve("data"),
                CollectorOptions.DEFAULT_HOST,
                0,
                null,
                null,
                null,
                secrets,
                AddressFence.operator(),
                "test");
        return OneProcess.start(config, options, secrets, Location.LOCAL);
    }

    private static HttpResponse<String> get(OneProcess process, String form) throws Exception {
        URI page = URI.create("http://127.0.0.1:" + process.collector().port() + "/metrics");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(page).header("Accept", form).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
