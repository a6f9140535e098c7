package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What an exception in a phase of an HTTP run says about the target: {@link Failures}, and what only HTTP knows. Pure. */
public final class HttpFailures {
    private HttpFailures() {}

    /**
     * What ended an exchange.
     *
     * @param phase the one under way
     * @param peer address and port dialled
     * @param source our own address, if one was demanded
     */
    public static Verdict of(Throwable thrown, Phase phase, String peer, @Nullable InetAddress source) {
        Verdict certificate = Failures.certificate(thrown);
        if (certificate != null) {
            return certificate;
        }
        if (Failures.find(thrown, TooLongFrameException.class) != null
                || Failures.find(thrown, Http2Exception.HeaderListSizeException.class) != null) {
            return phase == Phase.TRANSFER
                    ? Verdict.failure(
                            FailureReason.TOO_LARGE,
                            "response body: a chunk's head or trailers longer than " + HttpProbes.MAX_HEAD_BYTES
                                    + " bytes (expected: at most that)")
                    : headTooLarge();
        }
        Verdict verdict = switch (phase) {
            case RESOLVE, CONNECT -> Failures.connect(thrown, peer, source);
            case PROXY -> Failures.tunnel(thrown);
            case TLS -> inHandshake(thrown);
            case SETTINGS, PROCESSING, TRANSFER -> inHttp(thrown, phase);
        };
        return verdict == null ? Failures.ours(thrown) : verdict;
    }

    static Verdict headTooLarge() {
        return Verdict.failure(
                FailureReason.TOO_LARGE,
                "response head: longer than " + HttpProbes.MAX_HEAD_BYTES + " bytes (expected: at most that)");
    }

    /** A body could not be unpacked. */
    static Verdict unpacking(Throwable failure, long maxBytes) {
        if (failure instanceof Packing.TooLongException) {
            return Verdict.failure(
                    FailureReason.TOO_LARGE,
                    "response body: over " + maxBytes + " bytes once unpacked (expected: at most that)");
        }
        return failure instanceof IOException
                ? Verdict.failure(
                        FailureReason.PROTOCOL,
                        "response body: not packed as its Content-Encoding says: " + failure.getMessage())
                : Verdict.unknown(UnknownReason.AGENT_ERROR, "unpacking the answer: " + failure);
    }

    /** The deadline passed. */
    public static Verdict deadline(Phase phase, String peer, Duration timeout) {
        String awaited = switch (phase) {
            case RESOLVE, CONNECT, PROXY, TLS -> "";
            case SETTINGS -> "no HTTP/2 settings from the peer";
            case PROCESSING -> "no response head";
            case TRANSFER -> "the response was not complete";
        };
        return Failures.deadline(phase, peer, timeout, awaited);
    }

    private static @Nullable Verdict inHandshake(Throwable thrown) {
        Verdict verdict = Failures.handshake(thrown);
        if (verdict != null) {
            return verdict;
        }
        if (Failures.find(thrown, HttpClosedException.class) != null) {
            return Verdict.failure(
                    FailureReason.CONNECTION_RESET, "the peer closed the connection during the TLS handshake");
        }
        if (Failures.find(thrown, VertxException.class) != null
                || Failures.find(thrown, IllegalStateException.class) != null) {
            return notAgreed(thrown);
        }
        return null;
    }

    private static @Nullable Verdict inHttp(Throwable thrown, Phase phase) {
        StreamResetException reset = Failures.find(thrown, StreamResetException.class);
        if (reset != null) {
            return Verdict.failure(
                    FailureReason.CONNECTION_RESET,
                    "the peer reset the HTTP/2 stream with code " + reset.getCode() + " " + before(phase));
        }
        if (Failures.find(thrown, Http2Exception.class) != null) {
            return Verdict.failure(FailureReason.PROTOCOL, "HTTP/2: " + Failures.message(thrown));
        }
        Verdict broken = Failures.broken(thrown, before(phase));
        if (broken != null) {
            return broken;
        }
        if (Failures.find(thrown, HttpClosedException.class) != null) {
            return Verdict.failure(FailureReason.CONNECTION_RESET, "the peer closed the connection " + before(phase));
        }
        if (Failures.find(thrown, SSLException.class) != null) {
            return Verdict.failure(FailureReason.TLS_HANDSHAKE, "TLS: " + Failures.message(thrown));
        }
        if (thrown instanceof IllegalStateException
                && Failures.allMessages(thrown).contains("not supported")) {
            return notAgreed(thrown);
        }
        if (fromDecoder(thrown)) {
            return Verdict.failure(
                    FailureReason.PROTOCOL, "the peer did not answer in HTTP: " + Failures.message(thrown));
        }
        return null;
    }

    /** Vert.x hands a decoder's complaint on as it was thrown, of whatever type. */
    private static boolean fromDecoder(Throwable thrown) {
        return Failures.find(thrown, DecoderException.class) != null
                || Failures.find(thrown, IllegalArgumentException.class) != null
                || Failures.find(thrown, VertxException.class) != null
                || (thrown instanceof IllegalStateException
                        && Failures.allMessages(thrown).contains("http version"));
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
                FailureReason.PROTOCOL,
                "the peer agreed to none of the HTTP versions offered: " + Failures.message(thrown));
    }
}
