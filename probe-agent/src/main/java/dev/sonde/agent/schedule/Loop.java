package dev.sonde.agent.schedule;

import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.DelayMeter;
import dev.sonde.agent.telemetry.GcPauses;
import dev.sonde.contract.histogram.SparseHistogram;

/**
 * What the checks of one event loop share: its wheel, its load and the meters of its own lateness. Belongs to its event
 * loop: made, used and closed there.
 */
public final class Loop {
    private final Clocks clocks;
    private final LoopTimer timer;
    private final Wheel wheel;
    private final LoopLoad load;
    private final LoopLag lag;
    private final DelayMeter scheduleDelays = new DelayMeter();
    private final DelayMeter lags = new DelayMeter();
    private final AgentTelemetry telemetry;

    /**
     * @param lagThresholdNanos lag above which verdicts that rest on time are spoiled
     */
    public Loop(
            Clocks clocks,
            LoopTimer timer,
            LoopLoad load,
            GcPauses pauses,
            long lagThresholdNanos,
            AgentTelemetry telemetry) {
        this.clocks = clocks;
        this.timer = timer;
        this.wheel = new Wheel(clocks, timer);
        this.load = load;
        this.lag = new LoopLag(clocks.nanos(), timer, pauses, lags, lagThresholdNanos / 2);
        this.telemetry = telemetry;
    }

    /** Begins to measure the loop's lag. */
    public void start() {
        lag.start();
    }

    /** Forgets all timers. Checks must have been stopped. */
    public void close() {
        wheel.close();
        lag.stop();
    }

    public LoopLag lag() {
        return lag;
    }

    /** Actual minus planned starts since the last call. */
    public SparseHistogram drainScheduleDelays() {
        return scheduleDelays.drain();
    }

    /** Lateness of the tick since the last call. */
    public SparseHistogram drainLags() {
        return lags.drain();
    }

    Clocks clocks() {
        return clocks;
    }

    LoopTimer timer() {
        return timer;
    }

    Wheel wheel() {
        return wheel;
    }

    LoopLoad load() {
        return load;
    }

    DelayMeter scheduleDelays() {
        return scheduleDelays;
    }

    AgentTelemetry telemetry() {
        return telemetry;
    }
}
