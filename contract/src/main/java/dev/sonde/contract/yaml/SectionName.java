package dev.sonde.contract.yaml;

import java.util.Locale;

/** Every section that a configuration may have. Which process maps it is none of the reader's concern. */
public enum SectionName {
    DEFAULTS(false, "what checks have unless they say otherwise"),
    CHECKS(true, "what is probed, how often, and what is expected"),
    SLOS(true, "promises about checks, judged by the collector"),
    RECEIVERS(true, "where notifications go"),
    ROUTES(true, "which receiver is told of what; each that matches an incident's severity tells its receiver, once"),
    AGENTS(true, "who may deliver results, and from where"),
    EVALUATION(false, "how the collector judges");

    private final boolean list;
    private final String text;

    SectionName(boolean list, String text) {
        this.list = list;
        this.text = text;
    }

    /** The key in YAML. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is a list, which several files may add to; else one block in one file. */
    public boolean isList() {
        return list;
    }

    /** What it is for, for the reference. */
    public String text() {
        return text;
    }
}
