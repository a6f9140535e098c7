package dev.sonde.contract.check;

/** What a check probes: one record per protocol. */
public sealed interface Target permits HttpTarget {
    /** The protocol's key in YAML. */
    String protocol();
}
