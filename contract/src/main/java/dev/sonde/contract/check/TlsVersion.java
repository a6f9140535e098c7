package dev.sonde.contract.check;

/** A version of TLS. The order of declaration is the order of the versions. */
public enum TlsVersion {
    TLS_1_0("1.0", "TLSv1"),
    TLS_1_1("1.1", "TLSv1.1"),
    TLS_1_2("1.2", "TLSv1.2"),
    TLS_1_3("1.3", "TLSv1.3");

    private final String label;
    private final String protocol;

    TlsVersion(String label, String protocol) {
        this.label = label;
        this.protocol = protocol;
    }

    /** The word in YAML and JSON. */
    public String label() {
        return label;
    }

    /** The name that Java's and OpenSSL's engines use. */
    public String protocol() {
        return protocol;
    }
}
