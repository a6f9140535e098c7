package dev.sonde.contract.series;

import java.util.Set;

/** Label names that Sonde sets itself; a check's own labels may not use them. */
public final class SeriesLabel {
    public static final String CHECK = "check";
    public static final String SERVICE = "service";
    public static final String LOCATION = "location";
    public static final String OUTCOME = "outcome";
    public static final String REASON = "reason";
    public static final String PHASE = "phase";
    public static final String STEP = "step";
    public static final String PERCENTILE = "percentile";
    public static final String WINDOW = "window";
    public static final String SLO = "slo";
    public static final String CLASS = "class";
    public static final String FROM = "from";
    public static final String TO = "to";
    public static final String SEVERITY = "severity";
    public static final String RECEIVER = "receiver";
    public static final String RESULT = "result";
    public static final String AGENT = "agent";

    /** All of them, and {@code le}, which histograms set. */
    public static final Set<String> RESERVED = Set.of(
            CHECK,
            SERVICE,
            LOCATION,
            OUTCOME,
            REASON,
            PHASE,
            STEP,
            PERCENTILE,
            WINDOW,
            SLO,
            CLASS,
            FROM,
            TO,
            SEVERITY,
            RECEIVER,
            RESULT,
            AGENT,
            "le");

    private SeriesLabel() {}
}
