package dev.sonde.agent.probe.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that run on a loop of their own, once with the fast engines and once with the portable ones. */
@ParameterizedClass
@MethodSource("dev.sonde.agent.probe.run.TestLoop#engines")
public abstract class EveryEngine {
    @Parameter
    protected Engines engines;

    /** For certificates; the secrets lie there too. */
    @TempDir
    protected Path directory;

    protected TestLoop loop;

    @BeforeEach
    protected final void openLoop() {
        loop = new TestLoop(engines, settings());
    }

    @AfterEach
    protected final void closeLoop() {
        loop.close();
    }

    protected ProbeSettings settings() {
        return TestLoop.settings(engines, directory, Map.of());
    }

    protected static void assertSuccess(Sample sample) {
        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
    }

    protected static void assertFailure(Sample sample, FailureReason reason) {
        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(reason));
    }

    /** @param detail how it begins */
    protected static void assertFailure(Sample sample, FailureReason reason, String detail) {
        assertFailure(sample, reason);
        assertThat(sample.detail()).startsWith(detail);
    }
}
