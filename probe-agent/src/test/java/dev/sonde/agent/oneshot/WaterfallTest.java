package dev.sonde.agent.oneshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.SampleBuilder;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.StepTime;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaterfallTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void waterfall_putsEachPhaseWhereTheOneBeforeEnded() {
        Sample sample = SampleBuilder.sample(Outcome.SUCCESS, 100_000_000)
                .phases(Map.of(
                        Phase.RESOLVE, 20_000_000L,
                        Phase.CONNECT, 1_000_000L,
                        Phase.TLS, 29_000_000L,
                        Phase.PROCESSING, 50_000_000L,
                        Phase.TRANSFER, 0L))
                .address("192.0.2.7:443")
                .status(200)
                .certificateExpiry(Instant.parse("2027-01-06T00:00:00Z"))
                .build();

        assertThat(result(sample).waterfall(false)).isEqualTo("""
                GET https://shop.test/health
                  192.0.2.7:443   status 200   certificate until 2027-01-06 (44 days)

                  resolve         20.00 ms  ##########
                  connect          1.00 ms            #
                  tls             29.00 ms            ###############
                  processing      50.00 ms                           #########################
                  transfer         0.00 ms                                                    #
                  total          100.00 ms

                  success
                """);
        assertThat(result(sample).waterfall(true))
                .contains("  resolve         20.00 ms  ██████████\n")
                .contains("  connect          1.00 ms            ▌\n");
    }

    @Test
    void waterfall_ofAScenarioShowsItsStepsFirst() {
        Sample sample = SampleBuilder.sample(Outcome.failure(FailureReason.HTTP_STATUS), 100_000_000)
                .phases(Map.of(Phase.CONNECT, 20_000_000L, Phase.PROCESSING, 80_000_000L))
                .detail("step 2 check-out: status: 500 (expected: 2xx)")
                .address("192.0.2.7:443")
                .status(500)
                .steps(new StepTime("login", 40_000_000, true), new StepTime("check-out", 60_000_000, false))
                .build();

        assertThat(result(sample).waterfall(false)).isEqualTo("""
                GET https://shop.test/health
                  192.0.2.7:443   status 500

                   1 login          40.00 ms  ####################
                   2 check-out      60.00 ms                      ##############################

                  connect         20.00 ms  ##########
                  processing      80.00 ms            ########################################
                  total          100.00 ms

                  failure: http_status: step 2 check-out: status: 500 (expected: 2xx)
                """);
        assertThat(result(sample).json()).contains("\"name\" : \"check-out\"").contains("\"outcome\" : \"failure\"");
    }

    @Test
    void waterfall_ofAFailureEndsWithTheReason() {
        Sample sample = SampleBuilder.sample(Outcome.failure(FailureReason.CONNECT_REFUSED), 3_000_000)
                .phases(Map.of(Phase.RESOLVE, 2_000_000L, Phase.CONNECT, 1_000_000L))
                .detail("connect to 192.0.2.7:443: refused")
                .address("192.0.2.7:443")
                .build();

        assertThat(result(sample).waterfall(false)).isEqualTo("""
                GET https://shop.test/health
                  192.0.2.7:443

                  resolve          2.00 ms  #################################
                  connect          1.00 ms                                   #################
                  total            3.00 ms

                  failure: connect_refused: connect to 192.0.2.7:443: refused
                """);
        assertThat(result(sample).succeeded()).isFalse();
    }

    @Test
    void waterfall_ofARunThatNeverBegan() {
        Sample sample = SampleBuilder.sample(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED), 0)
                .detail("${file:token}: no readable file /run/secrets/token")
                .build();

        assertThat(result(sample).waterfall(true)).isEqualTo("""
                GET https://shop.test/health

                  total            0.00 ms

                  unknown: agent_misconfigured: ${file:token}: no readable file /run/secrets/token
                """);
    }

    private static OneShotResult result(Sample sample) {
        Check check = Check.of(
                new CheckName("shop"),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                HttpTarget.get(URI.create("https://user:secret@shop.test/health")));
        return new OneShotResult(check, NOW, sample, Engines.PORTABLE);
    }
}
