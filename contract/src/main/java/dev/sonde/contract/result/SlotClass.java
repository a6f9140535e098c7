package dev.sonde.contract.result;

/** What a slot counts as. A slot that is in no class yet is pending. */
public enum SlotClass {
    /** The run satisfied the indicator. */
    GOOD("good"),
    /** The target failed it. */
    BAD("bad"),
    /** Not known; never good and never bad. */
    UNKNOWN("unknown"),
    /** Not counted: maintenance, outside service hours, or corrected by a person. Set by the collector only. */
    EXCLUDED("excluded");

    private final String label;

    SlotClass(String label) {
        this.label = label;
    }

    /** The word in metrics and JSON. */
    public String label() {
        return label;
    }
}
