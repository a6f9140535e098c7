package dev.sonde.agent.probe.http;

import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What an exception in a phase says about the target. Pure. Looks for the most telling exception in the chain of causes,
 * since Vert.x, Netty and the engines each wrap the other's.
 */
final class Failures {
    private static final int DEEPEST = 20;

    private Failures() {}

    /**
     * @param phase the one under way
     * @param peer address and port dialled
     */
    static Verdict of(Throwable thrown, Phase phase, String peer) {
        GeneralSecurityException certificate = certificateFault(thrown);
        if (certificate != null) {
            return Verdict.failure(FailureReason.TLS_CERTIFICATE, CertificateFaults.describe(certificate));
        }
        if (find(thrown, TooLongFrameException.class) != null
                || find(thrown, Http2Exception.HeaderListSizeException.class) != null) {
            return Verdict.failure(
                    FailureReason.TOO_LARGE,
                    "response head: longer than " + HttpProbes.MAX_HEAD_BYTES + " bytes (expected: at most that)");
        }
        return switch (phase) {
            case RESOLVE, CONNECT -> whileConnecting(thrown, peer);
            case PROXY -> Verdict.failure(FailureReason.PROXY, peer + ": " + message(thrown));
            case TLS -> inHandshake(thrown);
            case SETTINGS, PROCESSING, TRANSFER -> inHttp(thrown, phase);
        };
    }

    /** The deadline passed. */
    static Verdict deadline(Phase phase, String peer, Duration timeout) {
        String within = " within " + text(timeout);
        return switch (phase) {
            case RESOLVE -> Verdict.failure(FailureReason.TIMEOUT, "the name was not resolved" + within);
            case CONNECT -> Verdict.failure(FailureReason.CONNECT_TIMEOUT, "no TCP connection to " + peer + within);
            case PROXY -> Verdict.failure(FailureReason.TIMEOUT, "no tunnel through the proxy" + within);
            case TLS -> Verdict.failure(FailureReason.TIMEOUT, "the TLS handshake was not completed" + within);
            case SETTINGS -> Verdict.failure(FailureReason.TIMEOUT, "no HTTP/2 settings from the peer" + within);
            case PROCESSING -> Verdict.failure(FailureReason.TIMEOUT, "no response head" + within);
            case TRANSFER -> Verdict.failure(FailureReason.TIMEOUT, "the response was not complete" + within);
        };
    }

    private static Verdict whileConnecting(Throwable thrown, String peer) {
        String said = allMessages(thrown);
        if (said.contains("too many open files") || said.contains("cannot assign requested address")) {
            return Verdict.unknown(UnknownReason.AGENT_OVERLOADED, "connect to " + peer + ": " + message(thrown));
        }
        if (find(thrown, ConnectTimeoutException.class) != null || said.contains("timed out")) {
            return Verdict.failure(FailureReason.CONNECT_TIMEOUT, "connect to " + peer + ": timed out");
        }
        if (said.contains("refused")) {
            return Verdict.failure(FailureReason.CONNECT_REFUSED, "connect to " + peer + ": refused");
        }
        if (said.contains("reset")) {
            return Verdict.failure(FailureReason.CONNECTION_RESET, "connect to " + peer + ": reset");
        }
        if (find(thrown, NoRouteToHostException.class) != null || said.contains("no route to host")) {
            return Verdict.failure(FailureReason.UNREACHABLE, "connect to " + peer + ": no route to the host");
        }
        if (said.contains("unreachable")) {
            return Verdict.failure(FailureReason.UNREACHABLE, "connect to " + peer + ": network unreachable");
        }
        if (find(thrown, ConnectException.class) != null || find(thrown, IOException.class) != null) {
            return Verdict.failure(FailureReason.UNREACHABLE, "connect to " + peer + ": " + message(thrown));
        }
        return ours(thrown);
    }

    private static Verdict inHandshake(Throwable thrown) {
        if (find(thrown, NotSslRecordException.class) != null
                || allMessages(thrown).contains("unsupported or unrecognized")) {
            return Verdict.failure(FailureReason.TLS_HANDSHAKE, "TLS handshake: the peer does not speak TLS");
        }
        Verdict broken = connectionBroken(thrown, Phase.TLS);
        if (broken != null) {
            return broken;
        }
        if (find(thrown, SSLException.class) != null || find(thrown, DecoderException.class) != null) {
            return Verdict.failure(FailureReason.TLS_HANDSHAKE, "TLS handshake: " + message(thrown));
        }
        if (find(thrown, VertxException.class) != null || find(thrown, IllegalStateException.class) != null) {
            return notAgreed(thrown);
        }
        return ours(thrown);
    }

    private static Verdict inHttp(Throwable thrown, Phase phase) {
        StreamResetException reset = find(thrown, StreamResetException.class);
        if (reset != null) {
            return Verdict.failure(
                    FailureReason.CONNECTION_RESET,
                    "the peer reset the HTTP/2 stream with code " + reset.getCode() + " " + before(phase));
        }
        if (find(thrown, Http2Exception.class) != null) {
            return Verdict.failure(FailureReason.PROTOCOL, "HTTP/2: " + message(thrown));
        }
        Verdict broken = connectionBroken(thrown, phase);
        if (broken != null) {
            return broken;
        }
        if (find(thrown, SSLException.class) != null) {
            return Verdict.failure(FailureReason.TLS_HANDSHAKE, "TLS: " + message(thrown));
        }
        if (thrown instanceof IllegalStateException && allMessages(thrown).contains("not supported")) {
            return notAgreed(thrown);
        }
        if (fromDecoder(thrown)) {
            return Verdict.failure(FailureReason.PROTOCOL, "the peer did not answer in HTTP: " + message(thrown));
        }
        return ours(thrown);
    }

    /** Vert.x hands a decoder's complaint on as it was thrown, of whatever type. */
    private static boolean fromDecoder(Throwable thrown) {
        return find(thrown, DecoderException.class) != null
                || find(thrown, IllegalArgumentException.class) != null
                || find(thrown, VertxException.class) != null
                || (thrown instanceof IllegalStateException
                        && allMessages(thrown).contains("http version"));
    }

    private static @Nullable Verdict connectionBroken(Throwable thrown, Phase phase) {
        String said = allMessages(thrown);
        if (said.contains("connection reset") || said.contains("broken pipe")) {
            return Verdict.failure(FailureReason.CONNECTION_RESET, "the peer reset the connection " + before(phase));
        }
        if (find(thrown, HttpClosedException.class) != null
                || find(thrown, ClosedChannelException.class) != null
                || said.contains("connection closed")
                || said.contains("connection was closed")) {
            return Verdict.failure(FailureReason.CONNECTION_RESET, "the peer closed the connection " + before(phase));
        }
        return null;
    }

    private static String before(Phase phase) {
        return switch (phase) {
            case RESOLVE, CONNECT -> "before it stood";
            case PROXY -> "before the tunnel stood";
            case TLS -> "during the TLS handshake";
            case SETTINGS -> "before its HTTP/2 settings";
            case PROCESSING -> "before the response head";
            case TRANSFER -> "before the end of the response";
        };
    }

    private static Verdict notAgreed(Throwable thrown) {
        return Verdict.failure(
                FailureReason.PROTOCOL, "the peer agreed to none of the HTTP versions offered: " + message(thrown));
    }

    private static Verdict ours(Throwable thrown) {
        return Verdict.unknown(UnknownReason.AGENT_ERROR, thrown.getClass().getSimpleName() + ": " + message(thrown));
    }

    private static @Nullable GeneralSecurityException certificateFault(Throwable thrown) {
        GeneralSecurityException fault = find(thrown, CertificateException.class);
        if (fault == null) {
            fault = find(thrown, CertPathValidatorException.class);
        }
        return fault != null ? fault : find(thrown, CertPathBuilderException.class);
    }

    private static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }

    private static String allMessages(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            all.append(at.getMessage()).append('\n');
            at = at.getCause();
        }
        return all.toString().toLowerCase(Locale.ROOT);
    }

    /** The message of the deepest cause that has one: the outer ones only say that something failed. */
    private static String message(Throwable thrown) {
        String deepest = thrown.getClass().getSimpleName();
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            if (at.getMessage() != null && !at.getMessage().isBlank()) {
                deepest = at.getMessage();
            }
            at = at.getCause();
        }
        return deepest.lines().findFirst().orElse(deepest);
    }

    /** A duration as the YAML spells it. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
