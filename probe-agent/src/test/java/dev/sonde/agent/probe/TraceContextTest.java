package dev.sonde.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.RepeatedTest;

class TraceContextTest {
    @RepeatedTest(20)
    void traceparent_isTheIdAndASpanInLowerCaseHexadecimal() {
        TraceContext trace = TraceContext.draw(false);

        assertThat(trace.traceId()).matches("[0-9a-f]{32}");
        assertThat(new BigInteger(trace.traceId(), 16).signum()).isPositive();
        assertThat(trace.traceparent()).matches("00-" + trace.traceId() + "-[0-9a-f]{16}-00");
        assertThat(trace.traceparent()).isNotEqualTo(trace.traceparent());
    }
}
