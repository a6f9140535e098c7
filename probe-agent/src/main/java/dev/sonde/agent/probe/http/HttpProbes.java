package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.run.LoopProbe;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProtocolProbes;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Connection;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.Network.Addresses;
import dev.sonde.contract.check.Tls;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Http1ClientConfig;
import io.vertx.core.http.Http2ClientConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The HTTP probes of one event loop, and the client they share. Belongs to its loop. */
public final class HttpProbes implements ProtocolProbes<HttpTarget> {
    /** Longest response head, in bytes. */
    static final int MAX_HEAD_BYTES = 64 * 1024;

    /** The ALPN list that leaves the version to the peer. */
    static final List<String> EITHER = List.of("h2", "http/1.1");

    /** The ALPN lists that are offered. */
    public static final List<List<String>> OFFERS = List.of(List.of(), EITHER, List.of("h2"));

    private static final int MAX_STATUS_LINE_BYTES = 8 * 1024;
    private static final List<HttpVersion> VERSIONS = List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1);

    private final ProbeLoop loop;
    private final LoopClient client;
    private final MultiMap usualHeaders;
    private final Map<Tls, LaterTls> laterTls = new HashMap<>();
    private final @Nullable Http3Rehearsal http3;

    /** Made on its event loop. */
    public HttpProbes(ProbeLoop loop) {
        this(loop, new Http3Rehearsal(loop));
    }

    private HttpProbes(ProbeLoop loop, @Nullable Http3Rehearsal http3) {
        this.loop = loop;
        this.client = new LoopClient(loop);
        this.usualHeaders = FirstRequest.usualHeaders(loop.settings());
        this.http3 = http3;
    }

    /** For the rehearsal itself. */
    static HttpProbes unrehearsed(ProbeLoop loop) {
        return new HttpProbes(loop, null);
    }

    /** A client for connections that are each dialled anew; without deadlines of its own. */
    public static HttpClientAgent client(ProbeLoop loop) {
        return loop.vertx()
                .httpClientBuilder()
                .with(clientConfig())
                .with(new PoolOptions().setCleanerPeriod(0))
                .with(loop.profiles().engineOptions())
                .build();
    }

    private static HttpClientConfig clientConfig() {
        return new HttpClientConfig()
                .setVersions(VERSIONS)
                .setConnectTimeout(Duration.ZERO) // the run has its own deadline
                .setHttp1Config(new Http1ClientConfig()
                        .setKeepAlive(false)
                        .setPipelining(false)
                        .setMaxInitialLineLength(MAX_STATUS_LINE_BYTES)
                        .setMaxHeaderSize(MAX_HEAD_BYTES))
                .setHttp2Config(new Http2ClientConfig()
                        .setClearTextUpgrade(false)
                        .setInitialSettings(
                                new Http2Settings().setPushEnabled(false).setMaxHeaderListSize(MAX_HEAD_BYTES)));
    }

    @Override
    public Probe create(Check check, HttpTarget target) {
        return new LoopProbe<>(
                loop,
                check.timeout(),
                new HttpProcedure(
                        target,
                        client,
                        target.auth() instanceof Auth.OAuth2 ? new Tokens(loop, check.timeout()) : null,
                        target.version() == Version.AUTO && isSecure(target) ? new Agreement() : null,
                        keeps(target) ? new KeptLine(loop) : null,
                        loop.mayLackTls() && LaterTls.suits(target) ? laterTls(target.tls()) : null,
                        usualHeaders,
                        http3));
    }

    /** Whether runs of the check get TLS only when they are led to it, and begin anew then. */
    public static boolean loadsTlsLater(HttpTarget target) {
        return LaterTls.suits(target);
    }

    private LaterTls laterTls(Tls tls) {
        return laterTls.computeIfAbsent(tls, distinct -> new LaterTls(loop, distinct));
    }

    private static boolean isSecure(HttpTarget target) {
        return "https".equalsIgnoreCase(target.url().getScheme());
    }

    private static boolean keeps(HttpTarget target) {
        return target.connection() == Connection.KEEP_ALIVE && target.network().addresses() != Addresses.ALL;
    }

    @Override
    public void close() {
        client.close();
    }
}
