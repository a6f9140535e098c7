package dev.sonde.agent.probe.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.StepTime;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpTarget.Redirects;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.ScenarioTarget;
import dev.sonde.contract.check.ScenarioTarget.Step;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.report.Trail.Hop;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Each step's phases against the times that the target held it back. The least disturbed of several runs counts: lag only
 * adds time.
 */
class ScenarioTruthIT {
    private static final int RUNS = 15;
    private static final long[] HEAD_MILLIS = {40, 80, 20};
    private static final long[] BODY_MILLIS = {30, 0, 60};
    private static final long TOLERANCE_NANOS = 3_000_000;

    @Test
    void steps_tookWhatTheTargetHeldThemBackFor() {
        try (ShopSite site = new ShopSite();
                TestLoop loop = new TestLoop(Engines.detect())) {
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < HEAD_MILLIS.length; i++) {
                site.page("/" + i, "200 OK", "", "done", HEAD_MILLIS[i], BODY_MILLIS[i]);
                steps.add(new Step(
                        "step-" + i,
                        site.url() + "/" + i,
                        "GET",
                        List.of(),
                        null,
                        null,
                        Redirects.DEFAULT,
                        HttpExpectation.DEFAULT,
                        Map.of()));
            }
            ScenarioTarget target = new ScenarioTarget(steps, Map.of(), true, null, Tls.DEFAULT, Network.DEFAULT);
            long[] best = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
            long[] head = new long[best.length];
            long[] body = new long[best.length];
            for (int run = 0; run < RUNS; run++) {
                Sample sample = loop.run(target);
                assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
                assertThat(sample.steps().stream().mapToLong(StepTime::nanos).sum())
                        .isEqualTo(sample.durationNanos());
                List<Hop> hops = sample.trail().trail().hops();
                for (int i = 0; i < best.length; i++) {
                    long nanos = sample.steps().get(i).nanos();
                    assertThat(hops.get(i).durationNanos()).isEqualTo(nanos);
                    if (nanos < best[i]) {
                        best[i] = nanos;
                        head[i] = hops.get(i).phaseNanos().get(Phase.PROCESSING);
                        body[i] = hops.get(i).phaseNanos().get(Phase.TRANSFER);
                    }
                }
            }
            for (int i = 0; i < best.length; i++) {
                long headNanos = HEAD_MILLIS[i] * 1_000_000;
                long bodyNanos = BODY_MILLIS[i] * 1_000_000;
                assertThat(best[i])
                        .as("step %d", i)
                        .isBetween(headNanos + bodyNanos, headNanos + bodyNanos + 2 * TOLERANCE_NANOS);
                // A head that is seen late lends its time to the body.
                assertThat(head[i] - headNanos).as("processing of step %d", i).isBetween(0L, TOLERANCE_NANOS);
                assertThat(body[i] - bodyNanos)
                        .as("transfer of step %d", i)
                        .isBetween(-TOLERANCE_NANOS, TOLERANCE_NANOS);
            }
        }
    }
}
