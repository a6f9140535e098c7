package dev.sonde.agent.oneshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.secret.SecretResolver;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OneShotTest {
    private static final ProbeSettings SETTINGS = ProbeSettings.system(
            Engines.detect(), new SecretResolver(Path.of("no-secrets"), Map.of(), List.of()), "test");

    @Test
    void run_reachesTheTargetOnce() throws Exception {
        try (TcpTarget target = new TcpTarget(TcpTarget.answering(TcpTarget.ok("fine")));
                OneShot shot = new OneShot(SETTINGS)) {
            OneShotResult result =
                    shot.run(OneShot.checkOf(URI.create("http://127.0.0.1:" + target.port() + "/health")));

            assertThat(result.succeeded()).isTrue();
            assertThat(result.sample().outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(target.accepted()).isEqualTo(1);
            JsonObject json = new JsonObject(result.json());
            assertThat(json.getString("outcome")).isEqualTo("success");
            assertThat(json.getJsonObject("phases").fieldNames())
                    .containsExactly("resolve", "connect", "processing", "transfer");
            assertThat(json.getDouble("durationSeconds"))
                    .isEqualTo(result.sample().durationNanos() / 1e9);
            assertThat(result.sample().phases().nanos(Phase.CONNECT)).isPositive();
        }
    }

    @Test
    void run_ofAFailingTargetTellsWhy() throws Exception {
        try (TcpTarget target = new TcpTarget(TcpTarget.answering(TcpTarget.response("503 Busy", "", "")));
                OneShot shot = new OneShot(SETTINGS)) {
            OneShotResult result = shot.run(OneShot.checkOf(URI.create("http://127.0.0.1:" + target.port() + "/")));

            assertThat(result.succeeded()).isFalse();
            assertThat(result.waterfall(false))
                    .contains("status 503")
                    .endsWith("  failure: http_status: status: 503 (expected: 2xx)\n");
        }
    }
}
