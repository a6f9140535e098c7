package dev.sonde.agent.probe.connect;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one connection, and what was seen of it. It is given to Vert.x as the address to connect to, and so
 * reaches the channel without a map or a thread-local. Belongs to one event loop.
 */
public final class Dial implements SocketAddress {
    private final InetAddress address;
    private final int port;
    private final @Nullable String path;
    private final @Nullable InetAddress source;
    private final LongSupplier nanoClock;

    private @Nullable TlsProfile tls;
    private long begunNanos;
    private boolean connected;
    private long connectedNanos;
    private @Nullable Tunnel tunnel;
    private boolean tunnelled;
    private long tunnelledNanos;
    private boolean secured;
    private long securedNanos;
    private String applicationProtocol = "";
    private String tlsVersion = "";
    private String cipherSuite = "";
    private List<X509Certificate> certificates = List.of();
    private @Nullable Channel channel;
    private @Nullable Throwable breakage;
    private boolean aborted;
    private @Nullable Runnable farewell;

    /**
     * @param tls how the peer is verified; null for a connection that begins in clear text
     * @param source our own address to dial from; null leaves it to the system
     * @param nanoClock monotonic
     */
    public Dial(
            InetAddress address,
            int port,
            @Nullable TlsProfile tls,
            @Nullable InetAddress source,
            LongSupplier nanoClock) {
        this(address, port, null, tls, source, nanoClock);
    }

    private Dial(
            InetAddress address,
            int port,
            @Nullable String path,
            @Nullable TlsProfile tls,
            @Nullable InetAddress source,
            LongSupplier nanoClock) {
        this.address = address;
        this.port = port;
        this.path = path;
        this.tls = tls;
        this.source = source;
        this.nanoClock = nanoClock;
    }

    /** One attempt at a socket in the file system, which begins in clear text. */
    public static Dial ofPath(String path, LongSupplier nanoClock) {
        return new Dial(InetAddress.getLoopbackAddress(), 0, path, null, null, nanoClock);
    }

    /** What is dialled is a proxy, and the connection begins behind it. To be said before it is dialled. */
    public void leadThrough(Tunnel asked) {
        tunnel = asked;
    }

    /** Where to: the proxy if there is one. */
    public InetAddress address() {
        return address;
    }

    /** Our own address to dial from; null leaves it to the system. */
    public @Nullable InetAddress source() {
        return source;
    }

    /** Whether the TCP connection stood. */
    public boolean isConnected() {
        return connected;
    }

    /** When it stood; only if it did. */
    public long connectedNanos() {
        return connectedNanos;
    }

    /** Whether it leads through a proxy. */
    public boolean hasTunnel() {
        return tunnel != null;
    }

    /** Whether the proxy gave the tunnel. */
    public boolean isTunnelled() {
        return tunnelled;
    }

    /** When it did; only if it did. */
    public long tunnelledNanos() {
        return tunnelledNanos;
    }

    /** How long it took to come through to the peer, the tunnel included: a round trip at least. Only if it stood. */
    public long reachedInNanos() {
        return (tunnelled ? tunnelledNanos : connectedNanos) - begunNanos;
    }

    /** Whether the TLS handshake was completed. */
    public boolean isSecured() {
        return secured;
    }

    /** When it was; only if it was. */
    public long securedNanos() {
        return securedNanos;
    }

    /** The protocol agreed on by ALPN; empty if none. */
    public String applicationProtocol() {
        return applicationProtocol;
    }

    /** The TLS version agreed on, such as {@code 1.3}; empty before. */
    public String tlsVersion() {
        return tlsVersion;
    }

    /** The cipher suite agreed on; empty before. */
    public String cipherSuite() {
        return cipherSuite;
    }

    /** The peer's own certificate as soon as it was shown, trusted or not; null before. */
    public @Nullable X509Certificate certificate() {
        return certificates.isEmpty() ? null : certificates.get(0);
    }

    /** All certificates the peer showed, its own first; empty before. */
    public List<X509Certificate> certificates() {
        return certificates;
    }

    /** Whether a TLS handshake belongs to it, begun or not. */
    public boolean isSecure() {
        return tls != null;
    }

    /** What broke the transport while it was being set up: more telling than what the handlers above make of it. */
    public @Nullable Throwable breakage() {
        return breakage;
    }

    /** Closes the connection at once, or forbids it if it has not been begun. */
    public void abort() {
        aborted = true;
        if (farewell != null) {
            farewell.run();
        }
        Channel present = channel;
        if (present != null && present.isOpen()) {
            // Not through the pipeline: its handlers would wait for the peer's answer to their farewells.
            present.unsafe().close(present.voidPromise());
        }
    }

    /** Closes the connection with the farewells its protocols prescribe. */
    public void close() {
        if (farewell != null) {
            farewell.run();
        }
        if (channel != null) {
            ChannelFuture unused = channel.close();
        }
    }

    /** Now, on the clock of its instants. */
    public long now() {
        return nanoClock.getAsLong();
    }

    @Nullable
    TlsProfile tls() {
        return tls;
    }

    /** From now on the connection is to be secured. */
    void secureWith(TlsProfile profile) {
        tls = profile;
    }

    boolean isAborted() {
        return aborted;
    }

    void begun(Channel begun) {
        begunNanos = nanoClock.getAsLong();
        channel = begun;
    }

    /** It is closed so, and not by closing a channel. */
    void closedBy(Runnable closing) {
        farewell = closing;
    }

    void connected() {
        connectedNanos = nanoClock.getAsLong();
        connected = true;
    }

    @Nullable
    Tunnel tunnel() {
        return tunnel;
    }

    void tunnelled() {
        tunnelledNanos = nanoClock.getAsLong();
        tunnelled = true;
    }

    void secured(SSLSession session, @Nullable String agreed) {
        securedNanos = nanoClock.getAsLong();
        secured = true;
        applicationProtocol = agreed == null ? "" : agreed;
        tlsVersion = TlsVersions.label(session.getProtocol());
        cipherSuite = session.getCipherSuite();
    }

    void broken(Throwable cause) {
        breakage = breakage == null ? cause : breakage;
    }

    void shown(X509Certificate[] chain) {
        certificates = List.of(chain);
    }

    @Override
    public String host() {
        return NetUtil.toAddressString(address);
    }

    @Override
    public @Nullable String hostName() {
        return null;
    }

    @Override
    public String hostAddress() {
        return host();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public @Nullable String path() {
        return path;
    }

    @Override
    public boolean isInetSocket() {
        return path == null;
    }

    @Override
    public boolean isDomainSocket() {
        return path != null;
    }

    /** Address and port, an IPv6 address in brackets; or the path. */
    @Override
    public String toString() {
        if (path != null) {
            return path;
        }
        return address.getAddress().length == 4 ? host() + ":" + port : "[" + host() + "]:" + port;
    }
}
