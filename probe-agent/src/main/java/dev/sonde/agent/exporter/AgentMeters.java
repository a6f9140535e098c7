package dev.sonde.agent.exporter;

import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.AgentTelemetry.BatchEvent;
import dev.sonde.contract.result.UnknownReason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.EnumSet;
import java.util.function.ToDoubleFunction;

/** The agent's counters of itself as Micrometer meters, {@code sonde_agent_*}. Any thread. */
public final class AgentMeters implements MeterBinder {
    private final AgentTelemetry telemetry;

    public AgentMeters(AgentTelemetry telemetry) {
        this.telemetry = telemetry;
    }

    /** What the probes run on must be known by now. */
    @Override
    public void bindTo(MeterRegistry registry) {
        gauge("sonde.agent.engines", "What the probes run on; always 1.", t -> 1)
                .tag("transport", telemetry.transport())
                .tag("tls", telemetry.tlsEngine())
                .register(registry);
        gauge(
                        "sonde.agent.quic.missing",
                        "1 if a check wanted HTTP/3 and QUIC's native library did not load, else 0.",
                        t -> t.isQuicMissing() ? 1 : 0)
                .register(registry);
        counter("sonde.agent.runs.started", "Probe runs that started.", AgentTelemetry::runsStarted)
                .register(registry);
        gauge("sonde.agent.runs.in.flight", "Probe runs that have not ended.", AgentTelemetry::runsInFlight)
                .register(registry);
        for (UnknownReason reason : EnumSet.complementOf(EnumSet.of(UnknownReason.AGENT_SILENT))) {
            counter("sonde.agent.missed.runs", "Planned runs that never started, by reason.", t -> t.runsMissed(reason))
                    .tag("reason", reason.label())
                    .register(registry);
        }
        counter(
                        "sonde.agent.durations.left.out",
                        "Runs whose durations are in no distribution because the agent lagged.",
                        AgentTelemetry::durationsLeftOut)
                .register(registry);
        counter(
                        "sonde.agent.evidence.dropped",
                        "Runs kept as evidence that went into no batch because there were too many at once.",
                        AgentTelemetry::evidenceDropped)
                .register(registry);
        for (BatchEvent event : BatchEvent.values()) {
            counter("sonde.agent.batches", "What happened to batches.", t -> t.batches(event))
                    .tag("event", event.label())
                    .register(registry);
        }
        gauge("sonde.agent.queue.batches", "Batches that wait for delivery.", AgentTelemetry::queuedBatches)
                .register(registry);
        gauge("sonde.agent.queue.bytes", "Bytes of batches that wait for delivery.", AgentTelemetry::queuedBytes)
                .register(registry);
        gauge("sonde.agent.checks", "Checks that the agent runs.", AgentTelemetry::checks)
                .register(registry);
        counter(
                        "sonde.agent.assignment.failures",
                        "Attempts to ask the collector for checks that failed.",
                        AgentTelemetry::assignmentFailures)
                .register(registry);
        bindCapacity(registry);
    }

    private void bindCapacity(MeterRegistry registry) {
        gauge(
                        "sonde.agent.utilisation.forecast.ratio",
                        "Share of its CPU that the agent's checks need, by how often they run and what a run costs; above 1"
                                + " slots are shed.",
                        AgentTelemetry::forecast)
                .register(registry);
        gauge(
                        "sonde.agent.utilisation.ratio",
                        "Share of its CPU that the agent used lately.",
                        AgentTelemetry::utilisation)
                .register(registry);
        gauge(
                        "sonde.agent.run.cpu.seconds",
                        "CPU time of an event loop for one run, lately.",
                        AgentTelemetry::runCpuSeconds)
                .register(registry);
        gauge(
                        "sonde.agent.admitted.slots.ratio",
                        "Share of its slots that every check may run; below 1 the others are shed as agent_overloaded.",
                        AgentTelemetry::share)
                .register(registry);
    }

    private FunctionCounter.Builder<AgentTelemetry> counter(
            String name, String help, ToDoubleFunction<AgentTelemetry> value) {
        return FunctionCounter.builder(name, telemetry, value).description(help);
    }

    private Gauge.Builder<AgentTelemetry> gauge(String name, String help, ToDoubleFunction<AgentTelemetry> value) {
        return Gauge.builder(name, telemetry, value).description(help);
    }
}
