package dev.sonde.agent;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** A probe whose runs end when the test says so. */
public final class FakeProbe implements Probe {
    public final List<Run> runs = new ArrayList<>();
    private final LongSupplier nanos;
    public boolean closed;

    /** One run in flight or over. */
    public final class Run {
        public final long startedNanos = nanos.getAsLong();
        private final Promise<Sample> promise = Promise.promise();

        public void end(Outcome outcome) {
            promise.complete(SampleBuilder.sample(outcome, nanos.getAsLong() - startedNanos)
                    .startedNanos(startedNanos)
                    .build());
        }

        public void fail(Throwable defect) {
            promise.fail(defect);
        }

        public boolean hasEnded() {
            return promise.future().isComplete();
        }
    }

    public FakeProbe(LongSupplier nanos) {
        this.nanos = nanos;
    }

    public Run last() {
        return runs.get(runs.size() - 1);
    }

    @Override
    public Future<Sample> run() {
        Run run = new Run();
        runs.add(run);
        return run.promise.future();
    }

    @Override
    public void close() {
        closed = true;
        runs.stream()
                .filter(run -> !run.hasEnded())
                .forEach(run -> run.end(Outcome.unknown(UnknownReason.AGENT_STOPPED)));
    }

    /** A sample of a run that ended now. */
    public static Sample sample(Outcome outcome, Duration duration) {
        return SampleBuilder.sample(outcome, duration.toNanos()).build();
    }
}
