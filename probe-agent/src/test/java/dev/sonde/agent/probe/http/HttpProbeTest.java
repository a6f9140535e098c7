package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.sonde.agent.probe.http.Loop#engines")
class HttpProbeTest {
    @Parameter
    Engines engines;

    Loop loop;

    @BeforeEach
    void open() {
        loop = new Loop(engines);
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void run_succeedsWithEveryPhaseOfClearText() {
        try (TcpTarget target = new TcpTarget(TcpTarget.answering(TcpTarget.ok("fine")))) {
            Sample sample = loop.run(HttpTarget.get(URI.create("http://shop.test:" + target.port() + "/health")));

            assertThat(sample.outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.detail()).isEmpty();
            assertThat(sample.status()).isEqualTo(200);
            assertThat(sample.address()).isEqualTo("127.0.0.1:" + target.port());
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
        }
    }
}
