package dev.sonde.contract.check;

/** A family of addresses. */
public enum IpFamily {
    IP4("ip4"),
    IP6("ip6");

    private final String label;

    IpFamily(String label) {
        this.label = label;
    }

    /** The word in YAML and JSON. */
    public String label() {
        return label;
    }
}
