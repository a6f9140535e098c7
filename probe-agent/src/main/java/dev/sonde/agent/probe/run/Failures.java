package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.TunnelException;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
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
 * What a broken connection says about the target, as far as it is the same for every protocol. Pure. Looks for the most
 * telling exception in the chain of causes, since Netty, Vert.x and the engines each wrap the other's.
 */
public final class Failures {
    private static final int DEEPEST = 20;

    private Failures() {}

    /**
     * What ended a protocol's own connection ({@link dev.sonde.agent.probe.connect.Wire}).
     *
     * @param thrown null if the peer closed it
     * @param phase the one under way
     * @param unfinished what the peer did not get to: {@code before its banner}
     */
    public static Verdict ofWire(@Nullable Throwable thrown, Phase phase, Dial dial, String unfinished) {
        Throwable first = dial.breakage() == null ? thrown : dial.breakage();
        Throwable cause = first == null ? new ClosedChannelException() : first;
        Verdict certificate = certificate(cause);
        if (certificate != null) {
            return certificate;
        }
        Verdict verdict = switch (phase) {
            case RESOLVE, CONNECT -> connect(cause, dial.toString(), dial.source());
            case PROXY -> tunnel(cause);
            case TLS -> handshake(cause);
            case SETTINGS, PROCESSING, TRANSFER -> whileTalking(cause, unfinished);
        };
        Verdict known = verdict == null ? ours(cause) : verdict;
        return dial.hasTunnel() && !dial.isTunnelled() ? atProxy(known) : known;
    }

    /** A proxy gave no tunnel; null if this cannot be what happened. */
    public static @Nullable Verdict tunnel(Throwable thrown) {
        TunnelException refused = find(thrown, TunnelException.class);
        return refused == null
                ? broken(thrown, "before the tunnel stood")
                : Verdict.failure(FailureReason.PROXY, String.valueOf(refused.getMessage()));
    }

    /**
     * How a run ends whose way to the proxy, or tunnel through it, failed so: what would be the target's failure is the
     * proxy's, unless it rests on time or on the fence.
     */
    public static Verdict atProxy(Verdict failed) {
        if (!(failed.outcome() instanceof Outcome.Failure failure)) {
            return failed;
        }
        FailureReason reason = failure.reason().restsOnTime() || failure.reason() == FailureReason.BLOCKED
                ? failure.reason()
                : FailureReason.PROXY;
        return Verdict.failure(reason, "proxy: " + failed.detail());
    }

    /** What ended an exchange of datagrams. */
    public static Verdict ofDatagrams(Throwable thrown, Dial dial) {
        String peer = dial.toString();
        if (allMessages(thrown).contains("refused") || find(thrown, PortUnreachableException.class) != null) {
            return Verdict.failure(FailureReason.CONNECT_REFUSED, "datagram to " + peer + ": port unreachable");
        }
        Verdict verdict = connect(thrown, peer, dial.source());
        return verdict == null ? ours(thrown) : verdict;
    }

    private static @Nullable Verdict whileTalking(Throwable thrown, String unfinished) {
        Verdict broken = broken(thrown, unfinished);
        if (broken != null) {
            return broken;
        }
        if (find(thrown, SSLException.class) != null) {
            return Verdict.failure(FailureReason.TLS_HANDSHAKE, "TLS: " + message(thrown));
        }
        if (find(thrown, DecoderException.class) != null) {
            return Verdict.failure(FailureReason.PROTOCOL, "the peer did not speak the protocol: " + message(thrown));
        }
        return null;
    }

    /**
     * The deadline passed.
     *
     * @param peer address and port dialled
     * @param awaited what had not come once the connection stood: {@code no banner}
     */
    public static Verdict deadline(Phase phase, String peer, Duration timeout, String awaited) {
        String within = " within " + text(timeout);
        return switch (phase) {
            case RESOLVE -> Verdict.failure(FailureReason.TIMEOUT, "the name was not resolved" + within);
            case CONNECT -> Verdict.failure(FailureReason.CONNECT_TIMEOUT, "no TCP connection to " + peer + within);
            case PROXY -> Verdict.failure(FailureReason.TIMEOUT, "no tunnel through the proxy" + within);
            case TLS -> Verdict.failure(FailureReason.TIMEOUT, "the TLS handshake was not completed" + within);
            case SETTINGS, PROCESSING, TRANSFER -> Verdict.failure(FailureReason.TIMEOUT, awaited + within);
        };
    }

    /**
     * A connection did not come to stand.
     *
     * @param peer address and port dialled
     * @param source our own address, if one was demanded
     * @return null if this cannot be what happened
     */
    public static @Nullable Verdict connect(Throwable thrown, String peer, @Nullable InetAddress source) {
        String said = allMessages(thrown);
        if (source != null && said.contains("cannot assign requested address")) {
            return Verdict.unknown(
                    UnknownReason.AGENT_MISCONFIGURED,
                    "source_address: " + NetUtil.toAddressString(source) + " (expected: an address of this machine)");
        }
        if (said.contains("too many open files")
                || said.contains("cannot assign requested address")
                || said.contains("address already in use")) {
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
        return null;
    }

    /** A TLS handshake broke off, its certificate apart; null if this cannot be what happened. */
    public static @Nullable Verdict handshake(Throwable thrown) {
        if (find(thrown, NotSslRecordException.class) != null
                || allMessages(thrown).contains("unsupported or unrecognized")) {
            return Verdict.failure(FailureReason.TLS_HANDSHAKE, "TLS handshake: the peer does not speak TLS");
        }
        Verdict broken = broken(thrown, "during the TLS handshake");
        if (broken != null) {
            return broken;
        }
        if (find(thrown, SSLException.class) != null || find(thrown, DecoderException.class) != null) {
            return Verdict.failure(FailureReason.TLS_HANDSHAKE, "TLS handshake: " + message(thrown));
        }
        return null;
    }

    /** A certificate was not accepted; null if it is none's fault. */
    public static @Nullable Verdict certificate(Throwable thrown) {
        GeneralSecurityException fault = find(thrown, CertificateException.class);
        if (fault == null) {
            fault = find(thrown, CertPathValidatorException.class);
        }
        if (fault == null) {
            fault = find(thrown, CertPathBuilderException.class);
        }
        return fault == null ? null : Verdict.failure(FailureReason.TLS_CERTIFICATE, CertificateFaults.describe(fault));
    }

    /**
     * The peer closed or reset the connection; null if it did not.
     *
     * @param unfinished what it did not get to: {@code before the response head}
     */
    public static @Nullable Verdict broken(Throwable thrown, String unfinished) {
        String said = allMessages(thrown);
        if (said.contains("connection reset") || said.contains("broken pipe")) {
            return Verdict.failure(FailureReason.CONNECTION_RESET, "the peer reset the connection " + unfinished);
        }
        if (find(thrown, ClosedChannelException.class) != null
                || said.contains("connection closed")
                || said.contains("connection was closed")) {
            return Verdict.failure(FailureReason.CONNECTION_RESET, "the peer closed the connection " + unfinished);
        }
        return null;
    }

    /** Nothing known: a defect of the agent. */
    public static Verdict ours(Throwable thrown) {
        return Verdict.unknown(UnknownReason.AGENT_ERROR, thrown.getClass().getSimpleName() + ": " + message(thrown));
    }

    /** The first of this type in the chain of causes; null if there is none. */
    public static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }

    /** All that the chain of causes says, in lower case. */
    public static String allMessages(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            all.append(at.getMessage()).append('\n');
            at = at.getCause();
        }
        return all.toString().toLowerCase(Locale.ROOT);
    }

    /** The message of the deepest cause that has one: the outer ones only say that something failed. */
    public static String message(Throwable thrown) {
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
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
