package dev.sonde.contract.result;

/** Why the target failed a run. Every failure has exactly one. Wire codes are fixed for ever. */
public enum FailureReason {
    /** The name did not resolve. */
    DNS(0, "dns"),
    /** No route to the host or network. */
    UNREACHABLE(1, "unreachable"),
    /** The peer refused the TCP connection. */
    CONNECT_REFUSED(2, "connect_refused"),
    /** No TCP connection within the timeout. */
    CONNECT_TIMEOUT(3, "connect_timeout"),
    /** The peer closed or reset an established connection early. */
    CONNECTION_RESET(4, "connection_reset"),
    /** The proxy refused or failed. */
    PROXY(5, "proxy"),
    /** The TLS handshake failed for another cause than the certificate. */
    TLS_HANDSHAKE(6, "tls_handshake"),
    /** The certificate was not trusted, expired, or for another name. */
    TLS_CERTIFICATE(7, "tls_certificate"),
    /** No complete answer within the timeout. */
    TIMEOUT(8, "timeout"),
    /** The peer did not speak the protocol. */
    PROTOCOL(9, "protocol"),
    /** Too many redirects, a loop, or a redirect that cannot be followed. */
    REDIRECT(10, "redirect"),
    /** The answer exceeded the size limit. */
    TOO_LARGE(11, "too_large"),
    /** Complete, but over a response-time or phase limit. */
    TOO_SLOW(12, "too_slow"),
    /** Status code not expected. */
    HTTP_STATUS(13, "http_status"),
    /** Another expectation on the answer failed. */
    ASSERTION(14, "assertion"),
    /** The fence denied the address. */
    BLOCKED(15, "blocked");

    private static final FailureReason[] BY_CODE = values();

    private final int code;
    private final String label;

    FailureReason(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The reason with this wire code. */
    public static FailureReason ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException(
                    "failure reason code: " + code + " (expected: 0 to " + (BY_CODE.length - 1) + ")");
        }
        return BY_CODE[code];
    }

    /** Code on the wire, equal to the ordinal; below 32. */
    public int code() {
        return code;
    }

    /** The word in metrics, JSON and webhooks. */
    public String label() {
        return label;
    }

    /**
     * Whether the verdict rests on measured time. Lag of the agent only adds time, so it can spoil only these.
     */
    public boolean restsOnTime() {
        return this == CONNECT_TIMEOUT || this == TIMEOUT || this == TOO_SLOW;
    }
}
