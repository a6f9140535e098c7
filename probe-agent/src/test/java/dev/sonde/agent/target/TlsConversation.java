package dev.sonde.agent.target;

import dev.sonde.agent.target.TcpTarget.Conversation;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS in front of a conversation. Sees the client's first flight, and may let it wait for the server's. */
public final class TlsConversation implements Conversation {
    private static final byte HANDSHAKE = 22;
    private static final byte[] UNEXPECTED_MESSAGE = {21, 3, 3, 0, 2, 2, 10};

    private final SSLContext context;
    private final Conversation inner;
    private List<String> protocols = List.of();
    private List<String> versions = List.of("TLSv1.3", "TLSv1.2");
    private boolean needsClient;
    private Consumer<String> clientSeen = name -> {};
    private long delayNanos;
    private Consumer<byte[]> helloSeen = hello -> {};
    private Consumer<long[]> handshakeStamped = stamps -> {};

    public TlsConversation(TestAuthority.Identity identity, Conversation inner) {
        this.context = identity.serverContext();
        this.inner = inner;
    }

    /** Protocols agreed to by ALPN. */
    public TlsConversation agreeing(String... alpn) {
        protocols = List.of(alpn);
        return this;
    }

    public TlsConversation speaking(String... tlsVersions) {
        versions = List.of(tlsVersions);
        return this;
    }

    /** Demands a certificate of its own authority from the client, and tells the name in it. */
    public TlsConversation demandingClient(Consumer<String> listener) {
        needsClient = true;
        clientSeen = listener;
        return this;
    }

    /** How long the ServerHello is held back after the ClientHello came. */
    public TlsConversation delaying(long nanos) {
        delayNanos = nanos;
        return this;
    }

    /** Told every first record of a client. */
    public TlsConversation showingHello(Consumer<byte[]> listener) {
        helloSeen = listener;
        return this;
    }

    /** Told when the ClientHello came and when the handshake was over, by System.nanoTime. */
    public TlsConversation stamping(Consumer<long[]> listener) {
        handshakeStamped = listener;
        return this;
    }

    @Override
    public void with(Socket socket) throws Exception {
        InputStream in = socket.getInputStream();
        byte[] header = in.readNBytes(5);
        if (header.length < 5) {
            return;
        }
        if (header[0] != HANDSHAKE) {
            socket.getOutputStream().write(UNEXPECTED_MESSAGE);
            return;
        }
        long came = System.nanoTime();
        int length = ((header[3] & 0xFF) << 8) | (header[4] & 0xFF);
        byte[] hello = new byte[5 + length];
        System.arraycopy(header, 0, hello, 0, 5);
        in.readNBytes(hello, 5, length);
        helloSeen.accept(hello);
        if (delayNanos > 0) {
            ExactDelay.until(came + delayNanos);
        }
        SSLSocket secure =
                (SSLSocket) context.getSocketFactory().createSocket(socket, new ByteArrayInputStream(hello), true);
        try (secure) {
            secure.setUseClientMode(false);
            secure.setEnabledProtocols(versions.toArray(String[]::new));
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setApplicationProtocols(protocols.toArray(String[]::new));
            secure.setSSLParameters(parameters);
            secure.setNeedClientAuth(needsClient);
            secure.startHandshake();
            if (needsClient) {
                clientSeen.accept(secure.getSession().getPeerPrincipal().getName());
            }
            handshakeStamped.accept(new long[] {came, System.nanoTime()});
            inner.with(secure);
        }
    }
}
