package dev.sonde.contract.report;

/** Why a run's evidence was kept. The codes are on the wire and at rest and never change. */
public enum EvidenceKind {
    /** The run failed, or our own side spoiled it, or it was over a limit somebody asks about. */
    FAILURE(0, "failure"),
    /** It was among the slowest successes of its time. */
    SLOW(1, "slow"),
    /** A success drawn at random. */
    SAMPLE(2, "sample"),
    /** A run that looked again right after a failure; it belongs to no slot's word. */
    CONFIRMATION(3, "confirmation"),
    /** A run of a deep check, of which every one is kept. */
    DEEP(4, "deep");

    private static final EvidenceKind[] KINDS = values();

    private final int code;
    private final String label;

    EvidenceKind(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The number on the wire and at rest. */
    public int code() {
        return code;
    }

    /** The word in the API. */
    public String label() {
        return label;
    }

    /** The kind with this code; IllegalArgumentException if there is none. */
    public static EvidenceKind ofCode(int code) {
        if (code < 0 || code >= KINDS.length) {
            throw new IllegalArgumentException(
                    "kind of evidence: " + code + " (expected: 0 to " + (KINDS.length - 1) + ")");
        }
        return KINDS[code];
    }
}
