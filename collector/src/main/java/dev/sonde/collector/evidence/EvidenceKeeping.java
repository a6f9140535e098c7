package dev.sonde.collector.evidence;

import dev.sonde.contract.report.EvidenceKind;
import java.time.Duration;

/** How many runs of a check and location are kept as evidence, and for how long. Pure. */
public final class EvidenceKeeping {
    /** No kind is kept longer. */
    public static final Duration LONGEST = Duration.ofDays(90);

    private EvidenceKeeping() {}

    /** What is older goes. */
    public static Duration age(EvidenceKind kind) {
        return switch (kind) {
            case FAILURE, CONFIRMATION, DEEP -> LONGEST;
            case SLOW, SAMPLE -> Duration.ofDays(7);
        };
    }

    /** Of more than so many the oldest go. */
    public static int most(EvidenceKind kind) {
        return switch (kind) {
            case FAILURE -> 500;
            case CONFIRMATION, DEEP -> 200;
            case SLOW, SAMPLE -> 100;
        };
    }
}
