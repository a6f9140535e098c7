package dev.sonde.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.collector.config.SondeConfig;
import dev.sonde.contract.check.Check;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleEndpointsTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private SampleEndpoints endpoints;

    @BeforeEach
    void start() throws Exception {
        endpoints = SampleEndpoints.start(vertx, Instant.now())
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void steady_answersWell() throws Exception {
        HttpResponse<String> response = get(endpoints.steady());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}\n");
    }

    @Test
    void flaky_failsEveryThirdTime() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            statuses.add(get(endpoints.flaky()).statusCode());
        }

        assertThat(statuses).containsExactly(200, 200, 503, 200, 200, 503);
    }

    @Test
    void expiredCertificate_isRefusedByWhoeverVerifies() {
        assertThatThrownBy(() -> get(endpoints.expiredCertificate())).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void config_isValidAndWatchesEachEndpoint(@TempDir Path home) throws Exception {
        SampleConfig config = SampleConfig.write(home, endpoints, "http://127.0.0.1:1/hook", "whsec_x");

        SondeConfig read = SondeConfig.read(config.directory(), null);
        assertThat(read.warnings()).isEmpty();
        assertThat(read.checks())
                .extracting(Check::name)
                .extracting(Object::toString)
                .containsExactly("expired-certificate", "flaky", "slow-tail", "steady");
        assertThat(Files.readString(config.secrets().resolve("demo-webhook")).strip())
                .isEqualTo("whsec_x");
        assertThat(Files.readString(config.file())).doesNotContain("whsec_x");
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
