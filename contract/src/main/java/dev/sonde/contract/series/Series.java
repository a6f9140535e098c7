package dev.sonde.contract.series;

/**
 * One promised metric family: its name as Prometheus stores it, its type and its help text. Declared in the order in which
 * they are shown.
 */
public enum Series {
    PROBE_RUNS(
            "sonde_probe_runs_total",
            Kind.COUNTER,
            "Runs that started, by how they ended; reason is empty on success."),
    PROBE_MISSED_RUNS("sonde_probe_missed_runs_total", Kind.COUNTER, "Planned runs that never started, by reason."),
    PROBE_CONFIRMATION_RUNS(
            "sonde_probe_confirmation_runs_total",
            Kind.COUNTER,
            "Runs that looked again after a failure, by outcome; they are in no slot and in no other series."),
    PROBE_UP("sonde_probe_up", Kind.GAUGE, "Whether the last settled run succeeded; absent while that is unknown."),
    PROBE_DURATION(
            "sonde_probe_duration_seconds",
            Kind.HISTOGRAM,
            "Response time of runs, from before name resolution to the last byte; classic buckets hold successes only."),
    PROBE_PHASE_DURATION(
            "sonde_probe_phase_duration_seconds",
            Kind.HISTOGRAM,
            "Time of each phase that runs reached; the phases of a run sum to its response time."),
    PROBE_STEP_DURATION(
            "sonde_probe_step_duration_seconds",
            Kind.HISTOGRAM,
            "Time of each step of a scenario; outcome is the step's own, whatever became of the run."),
    PROBE_RESPONSE_TIME(
            "sonde_probe_response_time_seconds",
            Kind.GAUGE,
            "Exact percentile of the response time of successes over a window."),
    PROBE_CERTIFICATE_EXPIRY(
            "sonde_probe_certificate_expiry_timestamp_seconds",
            Kind.GAUGE,
            "When the certificate last seen expires, in Unix time."),

    SLO_OBJECTIVE("sonde_slo_objective_ratio", Kind.GAUGE, "Share of slots that is promised to be good."),
    SLO_SLI("sonde_slo_sli_ratio", Kind.GAUGE, "Good slots among good and bad ones over the SLO's window."),
    SLO_COVERAGE(
            "sonde_slo_coverage_ratio", Kind.GAUGE, "Slots with a verdict among all that count over the SLO's window."),
    SLO_BUDGET_REMAINING(
            "sonde_slo_error_budget_remaining_ratio",
            Kind.GAUGE,
            "Error budget left over the SLO's window; below 0 when overspent."),
    SLO_BURN_RATE(
            "sonde_slo_burn_rate",
            Kind.GAUGE,
            "How many times faster than allowed the error budget burned over the window."),
    SLO_SLOTS("sonde_slo_slots_total", Kind.COUNTER, "Settled slots, by class."),
    SLO_SLOTS_CORRECTED(
            "sonde_slo_slots_corrected_total", Kind.COUNTER, "Slots whose class changed after they settled."),

    INCIDENTS_OPEN("sonde_incidents_open", Kind.GAUGE, "Open incidents of the check, by severity."),

    NOTIFICATIONS("sonde_notifications_total", Kind.COUNTER, "Attempts to deliver a message to a receiver, by result."),
    NOTIFICATION_QUEUE_LENGTH("sonde_notification_queue_length", Kind.GAUGE, "Messages that a receiver is still owed."),
    NOTIFICATION_OLDEST_AGE(
            "sonde_notification_oldest_age_seconds",
            Kind.GAUGE,
            "Age of the oldest message that a receiver is still owed."),

    AGENT_UP("sonde_agent_up", Kind.GAUGE, "Whether batches of the agent arrive."),
    AGENT_LAST_BATCH(
            "sonde_agent_last_batch_timestamp_seconds",
            Kind.GAUGE,
            "When the last batch of the agent arrived, in Unix time."),
    AGENT_CLOCK_SKEW(
            "sonde_agent_clock_skew_seconds",
            Kind.GAUGE,
            "How far the agent's clock is ahead of the collector's, delivery time included."),
    AGENT_SCHEDULE_DELAY(
            "sonde_agent_schedule_delay_seconds", Kind.HISTOGRAM, "Actual minus planned start of the agent's runs."),
    AGENT_EVENT_LOOP_LAG(
            "sonde_agent_event_loop_lag_seconds", Kind.HISTOGRAM, "How late the agent's event loops ran their timers.");

    /** What kind of numbers a family holds. */
    public enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private final String fullName;
    private final Kind kind;
    private final String help;

    Series(String fullName, Kind kind, String help) {
        this.fullName = fullName;
        this.kind = kind;
        this.help = help;
    }

    /** The name in queries, with {@code _total} on counters. */
    public String fullName() {
        return fullName;
    }

    /** The name without {@code _total}, as metrics libraries want it. */
    public String baseName() {
        return kind == Kind.COUNTER ? fullName.substring(0, fullName.length() - "_total".length()) : fullName;
    }

    /** The type it is announced with. */
    public Kind kind() {
        return kind;
    }

    /** One sentence for the person who reads it in Prometheus. */
    public String help() {
        return help;
    }
}
