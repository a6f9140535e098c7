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
    /** Many small delays add up: a tenth of what spoils a verdict is remembered. */
    private static final int KEPT_PART = 10;

    private final Clocks clocks;
    private final LoopTimer timer;
    private final Wheel wheel;
    private final LoopLoad load;
    private final LoopLag lag;
    private final Shedding shedding = new Shedding();
    private final DelayMeter scheduleDelays = new DelayMeter();
    private final DelayMeter lags = new DelayMeter();
    private final AgentTelemetry telemetry;

    /**
     * @param lagThresholdNanos lateness above which verdicts that rest on time are spoiled
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
        this.lag = new LoopLag(clocks.nanos(), timer, pauses, lags, lagThresholdNanos / KEPT_PART, this::ticked);
        this.telemetry = telemetry;
    }

    /** Begins to measure the loop's lag, and to shed when it cannot keep up. */
    public void start() {
        shedding.start(clocks.nanos().getAsLong());
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

    /** The share of its slots that every check may run now: above 0; 1 while the loop keeps up. */
    public double share() {
        return shedding.share();
    }

    /** Runs started since the loop began. */
    public long runsStarted() {
        return load.startedInAll();
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

    Shedding shedding() {
        return shedding;
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

    private void ticked(long lateNanos) {
        boolean onTime =
                lateNanos <= Shedding.LATE_NANOS && wheel.behindNanos() <= Shedding.LATE_NANOS && !load.isFull();
        shedding.tick(clocks.nanos().getAsLong(), onTime);
    }
}
