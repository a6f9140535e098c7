package dev.sonde.agent.probe.connect;

import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The peer closed a QUIC connection, and said why (RFC 9000, 19.19). */
public final class QuicCloseException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int TLS_ALERTS = 0x100;
    private static final int LONGEST_REASON = 200;

    /** Those that end handshakes of TLS 1.3. */
    private static final Map<Integer, String> ALERTS = Map.ofEntries(
            Map.entry(10, "unexpected_message"),
            Map.entry(40, "handshake_failure"),
            Map.entry(42, "bad_certificate"),
            Map.entry(43, "unsupported_certificate"),
            Map.entry(44, "certificate_revoked"),
            Map.entry(45, "certificate_expired"),
            Map.entry(46, "certificate_unknown"),
            Map.entry(47, "illegal_parameter"),
            Map.entry(48, "unknown_ca"),
            Map.entry(49, "access_denied"),
            Map.entry(50, "decode_error"),
            Map.entry(51, "decrypt_error"),
            Map.entry(70, "protocol_version"),
            Map.entry(71, "insufficient_security"),
            Map.entry(80, "internal_error"),
            Map.entry(109, "missing_extension"),
            Map.entry(110, "unsupported_extension"),
            Map.entry(112, "unrecognized_name"),
            Map.entry(116, "certificate_required"),
            Map.entry(120, "no_application_protocol"));

    private final boolean application;
    private final int code;

    QuicCloseException(QuicConnectionCloseEvent event) {
        this(event.isApplicationClose(), event.error(), reason(event));
    }

    /** Netty's event cannot say that no reason was given. */
    private static String reason(QuicConnectionCloseEvent event) {
        try {
            return new String(event.reason(), StandardCharsets.UTF_8);
        } catch (NullPointerException none) {
            return "";
        }
    }

    /**
     * @param application whether the code is the application protocol's and not the transport's
     * @param reason the peer's own words, possibly none; only what can be printed is kept of them
     */
    public QuicCloseException(boolean application, int code, String reason) {
        super(printable(reason));
        this.application = application;
        this.code = code;
    }

    private static String printable(String reason) {
        return reason.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.isDefined(c))
                .limit(LONGEST_REASON)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Whether the code is the application protocol's and not the transport's. */
    public boolean isApplication() {
        return application;
    }

    /** Whether it was a TLS alert. */
    public boolean isAlert() {
        return !application && code >= TLS_ALERTS && code < TLS_ALERTS + 256;
    }

    /** The TLS alert (RFC 8446, 6); only if it was one. */
    public int alert() {
        return code - TLS_ALERTS;
    }

    /** Its number and, if it has one, its name; only if it was one. */
    public String alertText() {
        String name = ALERTS.get(alert());
        return name == null ? String.valueOf(alert()) : alert() + " (" + name + ")";
    }

    /** The error code. */
    public int code() {
        return code;
    }
}
