package dev.sonde.contract.result;

/** Why nothing is known of a slot. Always our own side's fault, never the target's. Wire codes are fixed for ever. */
public enum UnknownReason {
    /** Event-loop lag or a pause of the process spoiled a verdict that rests on time, or the slot was slept through. */
    AGENT_STALLED(0, "agent_stalled"),
    /** The agent shed the run because it had too much to do. */
    AGENT_OVERLOADED(1, "agent_overloaded"),
    /** As many runs of the check were in flight as are allowed. */
    IN_FLIGHT_LIMIT(2, "in_flight_limit"),
    /** The agent lacks something the check needs, such as a secret. */
    AGENT_MISCONFIGURED(3, "agent_misconfigured"),
    /** The agent was stopped before the run ended, or was not running when it was due. */
    AGENT_STOPPED(4, "agent_stopped"),
    /** A defect of the agent. */
    AGENT_ERROR(5, "agent_error"),
    /** No batch mentioned the slot in time; settled by the collector. */
    AGENT_SILENT(6, "agent_silent");

    private static final UnknownReason[] BY_CODE = values();

    private final int code;
    private final String label;

    UnknownReason(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The reason with this wire code. */
    public static UnknownReason ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException(
                    "unknown reason code: " + code + " (expected: 0 to " + (BY_CODE.length - 1) + ")");
        }
        return BY_CODE[code];
    }

    /** Code on the wire, equal to the ordinal; below 32. */
    public int code() {
        return code;
    }

    /** The word in metrics, JSON and webhooks. */
    public String label() {
        return label;
    }
}
