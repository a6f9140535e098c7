package dev.sonde.contract.result;

/**
 * A part of a run's response time. Phases do not overlap and sum to the whole; one that a run did not reach is absent.
 * The declaration order is the order in time. Wire codes are fixed for ever.
 */
public enum Phase {
    /** Name to addresses. */
    RESOLVE(0, "resolve"),
    /** TCP connection. */
    CONNECT(1, "connect"),
    /** Tunnel through a proxy. */
    PROXY(2, "proxy"),
    /** TLS handshake. */
    TLS(3, "tls"),
    /** Wait for the HTTP/2 peer's SETTINGS. */
    SETTINGS(4, "settings"),
    /** Request written to response head read. */
    PROCESSING(5, "processing"),
    /** Response head to last byte. */
    TRANSFER(6, "transfer");

    private static final Phase[] BY_CODE = values();

    private final int code;
    private final String label;

    Phase(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The phase with this wire code. */
    public static Phase ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException(
                    "phase code: " + code + " (expected: 0 to " + (BY_CODE.length - 1) + ")");
        }
        return BY_CODE[code];
    }

    /** Code on the wire, equal to the ordinal. */
    public int code() {
        return code;
    }

    /** The word in metrics, JSON and YAML. */
    public String label() {
        return label;
    }
}
