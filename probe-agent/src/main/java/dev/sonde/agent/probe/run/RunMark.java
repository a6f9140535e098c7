package dev.sonde.agent.probe.run;

/** What kind of run a target is asked to see in a run, as far as it can tell at all. */
public enum RunMark {
    /** One of many, by schedule. */
    PLANNED(false),
    /** By schedule, of a deep check: the target is asked to record its trace. */
    DEEP(true),
    /** Asked for by a person: recorded too, and marked by {@link #HEADER}. It is in no slot and in no SLI. */
    ON_DEMAND(true);

    /** Header of requests that no schedule made. */
    public static final String HEADER = "Sonde-Run";

    /** Its value. */
    public static final String HEADER_VALUE = "on-demand";

    private final boolean sampled;

    RunMark(boolean sampled) {
        this.sampled = sampled;
    }

    /** Whether the target is asked to record the trace. */
    public boolean isSampled() {
        return sampled;
    }
}
