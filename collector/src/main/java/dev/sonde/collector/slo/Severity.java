package dev.sonde.collector.slo;

/** How loudly a cause is told. Ordered: the later constant is the higher severity. */
public enum Severity {
    /** Somebody looks at it in working hours. */
    TICKET("ticket"),
    /** Somebody is woken. */
    PAGE("page");

    private final String label;

    Severity(String label) {
        this.label = label;
    }

    /** The word in YAML, metrics, JSON and webhooks. */
    public String label() {
        return label;
    }

    /** The severity with this word; IllegalArgumentException if there is none. */
    public static Severity ofLabel(String label) {
        for (Severity severity : values()) {
            if (severity.label.equals(label)) {
                return severity;
            }
        }
        throw new IllegalArgumentException("severity: " + label + " (expected: page or ticket)");
    }

    /** Whether this one is told more loudly than the other. */
    public boolean isAbove(Severity other) {
        return compareTo(other) > 0;
    }
}
