package dev.sonde.agent.probe.connect;

import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The peer closed a QUIC connection, and said why (RFC 9000, 19.19). */
public final class QuicCloseException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int TLS_ALERTS = 0x100;
    private static final int LONGEST_REASON = 200;

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

    /** The error code. */
    public int code() {
        return code;
    }
}
