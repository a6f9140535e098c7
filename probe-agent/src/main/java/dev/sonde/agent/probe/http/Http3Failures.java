package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.connect.QuicCloseException;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import io.netty.handler.codec.http3.Http3HeadersValidationException;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.netty.handler.codec.quic.QuicTransportError;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an exception in a phase of an HTTP/3 run says about the target. What the peer ends is a reset connection; what it
 * says and is no QUIC or HTTP/3 is of its protocol. Pure.
 */
final class Http3Failures {
    private static final int NO_APPLICATION_PROTOCOL = 120;

    private Http3Failures() {}

    /** The deadline passed. */
    static Verdict deadline(Phase phase, String peer, Duration timeout) {
        String within = " within " + Failures.text(timeout);
        return switch (phase) {
            case CONNECT ->
                Verdict.failure(FailureReason.CONNECT_TIMEOUT, "no QUIC answer from " + peer + " (UDP)" + within);
            case TLS -> Verdict.failure(FailureReason.TIMEOUT, "the QUIC handshake was not completed" + within);
            case RESOLVE, PROXY, SETTINGS, PROCESSING, TRANSFER -> HttpFailures.deadline(phase, peer, timeout);
        };
    }

    /** As {@link HttpFailures#of}. */
    static Verdict of(Throwable thrown, Phase phase, String peer, @Nullable InetAddress source) {
        Verdict certificate = Failures.certificate(thrown);
        if (certificate != null) {
            return certificate;
        }
        Http3Exception complaint = Failures.find(thrown, Http3Exception.class);
        if (complaint != null) {
            return complaint.errorCode() == Http3ErrorCode.H3_EXCESSIVE_LOAD
                    ? HttpFailures.headTooLarge()
                    : notHttp3(complaint);
        }
        QuicCloseException closed = Failures.find(thrown, QuicCloseException.class);
        if (closed != null) {
            return closed(closed, phase);
        }
        if (Failures.find(thrown, PortUnreachableException.class) != null
                || Failures.allMessages(thrown).contains("refused")) {
            return Verdict.failure(FailureReason.CONNECT_REFUSED, "QUIC to " + peer + " (UDP): refused");
        }
        Verdict verdict =
                phase == Phase.CONNECT || phase == Phase.RESOLVE ? Failures.connect(thrown, peer, source) : null;
        if (verdict != null) {
            return verdict;
        }
        verdict = phase == Phase.TLS || phase == Phase.CONNECT ? inHandshake(thrown) : inHttp(thrown, phase);
        return verdict == null ? Failures.ours(thrown) : verdict;
    }

    private static @Nullable Verdict inHandshake(Throwable thrown) {
        Verdict verdict = Failures.handshake(thrown);
        if (verdict != null) {
            return verdict;
        }
        return Failures.find(thrown, QuicException.class) == null ? null : notQuic(thrown);
    }

    private static @Nullable Verdict inHttp(Throwable thrown, Phase phase) {
        QuicStreamResetException reset = Failures.find(thrown, QuicStreamResetException.class);
        if (reset != null) {
            return Verdict.failure(
                    FailureReason.CONNECTION_RESET,
                    "the peer reset the HTTP/3 stream with " + word(reset.applicationProtocolCode()) + " "
                            + before(phase));
        }
        if (Failures.find(thrown, Http3Line.GoneAwayException.class) != null) {
            return Verdict.failure(
                    FailureReason.CONNECTION_RESET,
                    "the peer said GOAWAY, so that it answers no request of the connection, " + before(phase));
        }
        if (Failures.find(thrown, SocketTimeoutException.class) != null) {
            return Verdict.failure(
                    FailureReason.TIMEOUT,
                    "nothing was heard of the peer for as long as it keeps a connection that is idle, "
                            + before(phase));
        }
        if (Failures.find(thrown, QuicException.class) != null) {
            return notQuic(thrown);
        }
        if (Failures.find(thrown, Http3HeadersValidationException.class) != null
                || Failures.find(thrown, DecoderException.class) != null
                || Failures.find(thrown, IllegalArgumentException.class) != null) {
            return notHttp3(thrown);
        }
        return Failures.find(thrown, ClosedChannelException.class) == null
                ? Failures.broken(thrown, before(phase))
                : Verdict.failure(FailureReason.CONNECTION_RESET, "the connection was closed " + before(phase));
    }

    private static Verdict closed(QuicCloseException closed, Phase phase) {
        String reason = String.valueOf(closed.getMessage());
        String said = reason.isEmpty() ? "" : ": " + reason;
        if (closed.isAlert()) {
            return closed.alert() == NO_APPLICATION_PROTOCOL
                    ? Verdict.failure(FailureReason.PROTOCOL, "the peer does not speak HTTP/3: it did not agree to h3")
                    : Verdict.failure(
                            FailureReason.TLS_HANDSHAKE,
                            "the peer ended the handshake with TLS alert " + closed.alertText() + said);
        }
        if (!closed.isApplication() && closed.code() == QuicTransportError.CONNECTION_REFUSED.code()) {
            return Verdict.failure(FailureReason.CONNECT_REFUSED, "the peer refused the QUIC connection" + said);
        }
        String word = closed.isApplication() ? word(closed.code()) : transportWord(closed.code());
        return Verdict.failure(
                FailureReason.CONNECTION_RESET,
                "the peer closed the connection with " + word + " " + before(phase) + said);
    }

    private static Verdict notHttp3(Throwable thrown) {
        return Verdict.failure(
                FailureReason.PROTOCOL, "the peer did not answer in HTTP/3: " + Failures.message(thrown));
    }

    private static Verdict notQuic(Throwable thrown) {
        return Verdict.failure(FailureReason.PROTOCOL, "QUIC: " + Failures.message(thrown));
    }

    private static String word(long code) {
        return Arrays.stream(Http3ErrorCode.values())
                .filter(known -> known.code() == code)
                .map(Http3ErrorCode::name)
                .findFirst()
                .orElse("code 0x" + Long.toHexString(code).toLowerCase(Locale.ROOT));
    }

    private static String transportWord(int code) {
        return code >= 0 && code <= QuicTransportError.NO_VIABLE_PATH.code()
                ? "QUIC's " + QuicTransportError.valueOf(code).name()
                : "QUIC's code 0x" + Integer.toHexString(code);
    }

    private static String before(Phase phase) {
        return switch (phase) {
            case RESOLVE, CONNECT -> "before it stood";
            case PROXY, TLS -> "during the QUIC handshake";
            case SETTINGS, PROCESSING -> "before the response head";
            case TRANSFER -> "before the end of the response";
        };
    }
}
