package dev.sonde.agent;

import dev.sonde.agent.probe.PhaseTimings;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.StepTime;
import dev.sonde.agent.probe.TrailSource;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts together what a run may have left; what is not said was not seen. */
public final class SampleBuilder {
    private final Outcome outcome;
    private final long durationNanos;
    private long startedNanos;
    private PhaseTimings phases = PhaseTimings.NONE;
    private String detail = "";
    private @Nullable String address;
    private int status;
    private @Nullable Instant certificateExpiry;
    private TrailSource trail = TrailSource.NONE;
    private List<StepTime> steps = List.of();

    private SampleBuilder(Outcome outcome, long durationNanos) {
        this.outcome = outcome;
        this.durationNanos = durationNanos;
    }

    public static SampleBuilder sample(Outcome outcome, long durationNanos) {
        return new SampleBuilder(outcome, durationNanos);
    }

    public SampleBuilder startedNanos(long value) {
        startedNanos = value;
        return this;
    }

    public SampleBuilder phases(PhaseTimings value) {
        phases = value;
        return this;
    }

    public SampleBuilder phases(Map<Phase, Long> nanos) {
        return phases(PhaseTimings.of(nanos));
    }

    public SampleBuilder detail(String value) {
        detail = value;
        return this;
    }

    public SampleBuilder address(String value) {
        address = value;
        return this;
    }

    public SampleBuilder status(int value) {
        status = value;
        return this;
    }

    public SampleBuilder certificateExpiry(Instant value) {
        certificateExpiry = value;
        return this;
    }

    public SampleBuilder trail(TrailSource value) {
        trail = value;
        return this;
    }

    public SampleBuilder steps(StepTime... value) {
        steps = List.of(value);
        return this;
    }

    public Sample build() {
        return new Sample(
                outcome, startedNanos, durationNanos, phases, detail, address, status, certificateExpiry, trail, steps);
    }
}
