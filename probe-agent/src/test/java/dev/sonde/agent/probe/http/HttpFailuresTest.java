package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One row per kind of exception that Vert.x, Netty, the engines and the kernel are known to hand up. */
class HttpFailuresTest {
    private static final String PEER = "192.0.2.1:443";

    static Stream<Arguments> exceptions() {
        return Stream.of(
                row(
                        Phase.CONNECT,
                        new ConnectException("Connection refused: /192.0.2.1:443"),
                        FailureReason.CONNECT_REFUSED,
                        "connect to 192.0.2.1:443: refused"),
                row(
                        Phase.CONNECT,
                        new ConnectException("finishConnect(..) failed with error(-111): Connection refused"),
                        FailureReason.CONNECT_REFUSED,
                        "connect to 192.0.2.1:443: refused"),
                row(
                        Phase.CONNECT,
                        new ConnectException("Connection timed out"),
                        FailureReason.CONNECT_TIMEOUT,
                        "connect to 192.0.2.1:443: timed out"),
                row(
                        Phase.CONNECT,
                        new ConnectTimeoutException("connection timed out after 100 ms"),
                        FailureReason.CONNECT_TIMEOUT,
                        "connect to 192.0.2.1:443: timed out"),
                row(
                        Phase.CONNECT,
                        new NoRouteToHostException("No route to host"),
                        FailureReason.UNREACHABLE,
                        "connect to 192.0.2.1:443: no route to the host"),
                row(
                        Phase.CONNECT,
                        new SocketException("Network is unreachable"),
                        FailureReason.UNREACHABLE,
                        "connect to 192.0.2.1:443: network unreachable"),
                row(
                        Phase.CONNECT,
                        new SocketException("Permission denied"),
                        FailureReason.UNREACHABLE,
                        "connect to 192.0.2.1:443: Permission denied"),
                row(
                        Phase.CONNECT,
                        new SocketException("Connection reset"),
                        FailureReason.CONNECTION_RESET,
                        "connect to 192.0.2.1:443: reset"),
                row(
                        Phase.TLS,
                        handshake(new CertificateExpiredException("NotAfter: Thu Nov 19")),
                        FailureReason.TLS_CERTIFICATE,
                        "certificate: expired (NotAfter: Thu Nov 19)"),
                row(
                        Phase.TLS,
                        handshake(new CertPathBuilderException(
                                "unable to find valid certification path to requested target")),
                        FailureReason.TLS_CERTIFICATE,
                        "certificate: not signed by a trusted authority"),
                row(
                        Phase.TLS,
                        handshake(new CertificateException("No subject alternative DNS name matching x found.")),
                        FailureReason.TLS_CERTIFICATE,
                        "certificate: for another name (No subject alternative DNS name matching x found.)"),
                row(
                        Phase.TLS,
                        handshake(new NotSslRecordException("not an SSL/TLS record: 485454")),
                        FailureReason.TLS_HANDSHAKE,
                        "TLS handshake: the peer does not speak TLS"),
                row(
                        Phase.TLS,
                        handshake(new SSLException("Received fatal alert: protocol_version")),
                        FailureReason.TLS_HANDSHAKE,
                        "TLS handshake: Received fatal alert: protocol_version"),
                row(
                        Phase.TLS,
                        handshake(new ClosedChannelException()),
                        FailureReason.CONNECTION_RESET,
                        "the peer closed the connection during the TLS handshake"),
                row(
                        Phase.TLS,
                        new SocketException("Connection reset"),
                        FailureReason.CONNECTION_RESET,
                        "the peer reset the connection during the TLS handshake"),
                row(
                        Phase.TLS,
                        new IllegalStateException("HTTP/1.1 not supported"),
                        FailureReason.PROTOCOL,
                        "the peer agreed to none of the HTTP versions offered: HTTP/1.1 not supported"),
                row(
                        Phase.SETTINGS,
                        Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "not SETTINGS"),
                        FailureReason.PROTOCOL,
                        "HTTP/2: not SETTINGS"),
                row(
                        Phase.SETTINGS,
                        new HttpClosedException("Connection was closed"),
                        FailureReason.CONNECTION_RESET,
                        "the peer closed the connection before its HTTP/2 settings"),
                row(
                        Phase.PROCESSING,
                        new HttpClosedException("Connection was closed"),
                        FailureReason.CONNECTION_RESET,
                        "the peer closed the connection before the response head"),
                row(
                        Phase.PROCESSING,
                        new IOException("recvAddress(..) failed with error(-104): Connection reset by peer"),
                        FailureReason.CONNECTION_RESET,
                        "the peer reset the connection before the response head"),
                row(
                        Phase.PROCESSING,
                        new IOException("Broken pipe"),
                        FailureReason.CONNECTION_RESET,
                        "the peer reset the connection before the response head"),
                row(
                        Phase.PROCESSING,
                        new StreamResetException(2),
                        FailureReason.CONNECTION_RESET,
                        "the peer reset the HTTP/2 stream with code 2 before the response head"),
                row(
                        Phase.PROCESSING,
                        new TooLongHttpHeaderException("HTTP header is larger than 65536 bytes."),
                        FailureReason.TOO_LARGE,
                        "response head: longer than 65536 bytes (expected: at most that)"),
                row(
                        Phase.PROCESSING,
                        new IllegalArgumentException("invalid version format: SSH-2.0"),
                        FailureReason.PROTOCOL,
                        "the peer did not answer in HTTP: invalid version format: SSH-2.0"),
                row(
                        Phase.PROCESSING,
                        new DecoderException("odd"),
                        FailureReason.PROTOCOL,
                        "the peer did not answer in HTTP: odd"),
                row(
                        Phase.PROCESSING,
                        new VertxException("Received an HTTP message with no request in progress"),
                        FailureReason.PROTOCOL,
                        "the peer did not answer in HTTP: Received an HTTP message with no request in progress"),
                row(
                        Phase.PROCESSING,
                        new IllegalStateException("Unsupported HTTP version: HTTP/3.7"),
                        FailureReason.PROTOCOL,
                        "the peer did not answer in HTTP: Unsupported HTTP version: HTTP/3.7"),
                row(
                        Phase.PROCESSING,
                        new SSLException("Received fatal alert: certificate_required"),
                        FailureReason.TLS_HANDSHAKE,
                        "TLS: Received fatal alert: certificate_required"),
                row(
                        Phase.TRANSFER,
                        new HttpClosedException("Connection was closed"),
                        FailureReason.CONNECTION_RESET,
                        "the peer closed the connection before the end of the response"),
                row(
                        Phase.TRANSFER,
                        new NumberFormatException("nonsense"),
                        FailureReason.PROTOCOL,
                        "the peer did not answer in HTTP: nonsense"));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void failure_hasOneReasonAndADetail(Phase phase, Throwable thrown, FailureReason reason, String detail) {
        assertThat(HttpFailures.of(thrown, phase, PEER, null)).isEqualTo(Verdict.failure(reason, detail));
    }

    static Stream<Arguments> ownFaults() {
        return Stream.of(
                Arguments.of(
                        Phase.CONNECT,
                        new IOException("newSocketStream(..) failed: Too many open files"),
                        UnknownReason.AGENT_OVERLOADED),
                Arguments.of(
                        Phase.CONNECT,
                        new SocketException("Cannot assign requested address"),
                        UnknownReason.AGENT_OVERLOADED),
                Arguments.of(Phase.CONNECT, new NullPointerException("oops"), UnknownReason.AGENT_ERROR),
                Arguments.of(Phase.TLS, new NullPointerException("oops"), UnknownReason.AGENT_ERROR),
                Arguments.of(Phase.PROCESSING, new NullPointerException("oops"), UnknownReason.AGENT_ERROR),
                Arguments.of(Phase.TRANSFER, new ClassCastException("oops"), UnknownReason.AGENT_ERROR));
    }

    @ParameterizedTest
    @MethodSource("ownFaults")
    void ownFault_neverCountsAgainstTheTarget(Phase phase, Throwable thrown, UnknownReason reason) {
        assertThat(HttpFailures.of(thrown, phase, PEER, null).outcome()).isEqualTo(Outcome.unknown(reason));
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void deadline_restsOnTimeInEveryPhase(Phase phase) {
        Verdict verdict = HttpFailures.deadline(phase, PEER, Duration.ofMillis(1500));

        FailureReason expected = phase == Phase.CONNECT ? FailureReason.CONNECT_TIMEOUT : FailureReason.TIMEOUT;
        assertThat(verdict.outcome()).isEqualTo(Outcome.failure(expected));
        assertThat(expected.restsOnTime()).isTrue();
        assertThat(verdict.detail()).endsWith(" within 1500ms");
    }

    private static Arguments row(Phase phase, Throwable thrown, FailureReason reason, String detail) {
        return Arguments.of(phase, thrown, reason, detail);
    }

    private static SSLHandshakeException handshake(Throwable cause) {
        SSLHandshakeException wrapper = new SSLHandshakeException("Failed to create SSL connection");
        wrapper.initCause(cause);
        return wrapper;
    }
}
