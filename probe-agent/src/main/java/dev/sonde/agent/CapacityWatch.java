package dev.sonde.agent;

import com.sun.management.OperatingSystemMXBean;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.CapacityForecast;
import dev.sonde.agent.telemetry.CapacityForecast.Effort;
import dev.sonde.agent.telemetry.CapacityForecast.Reading;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.CheckName;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/** Reads what the process uses and keeps the forecast of it. Belongs to the desk's event loop. */
final class CapacityWatch {
    private static final double NANOS_PER_SECOND = 1e9;

    private final int loops;
    private final LongSupplier nanos;
    private final CapacityForecast forecast;

    CapacityWatch(int loops, LongSupplier nanos, AgentTelemetry telemetry) {
        this.loops = loops;
        this.nanos = nanos;
        this.forecast = new CapacityForecast(loops, Runtime.getRuntime().availableProcessors(), telemetry);
    }

    /** CPU time of the thread that calls, in nanoseconds; 0 if this JVM cannot tell. */
    static long threadCpuNanos() {
        return Math.max(0, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    /** @param loopOf the loop that runs a check */
    void assigned(AssignedChecks next, ToIntFunction<CheckName> loopOf) {
        double[] runsPerSecond = new double[loops];
        next.checks()
                .forEach(check -> runsPerSecond[loopOf.applyAsInt(check.check().name())] +=
                        NANOS_PER_SECOND / check.check().planAt(next.location()).intervalNanos());
        forecast.assigned(next.checks().size(), runsPerSecond);
    }

    void read(List<Effort> efforts) {
        forecast.read(new Reading(nanos.getAsLong(), processCpuNanos(), efforts));
    }

    private static long processCpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? Math.max(0, system.getProcessCpuTime())
                : 0;
    }
}
