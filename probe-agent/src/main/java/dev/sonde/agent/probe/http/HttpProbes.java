package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.ProbeFactory;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.connect.TlsProfiles;
import dev.sonde.agent.resolve.NameResolver;
import dev.sonde.agent.resolve.NameSources;
import dev.sonde.agent.resolve.ResolverConfiguration;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.HttpTarget;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http1ClientConfig;
import io.vertx.core.http.Http2ClientConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.transport.Transport;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP probes of one event loop, and what they share: the client, the resolver, the TLS profiles. The Vert.x instance
 * must have been built by {@link dev.sonde.agent.probe.connect.Engines#vertx}. Belongs to its loop.
 */
public final class HttpProbes implements ProbeFactory {
    /** Longest response head, in bytes. */
    static final int MAX_HEAD_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(HttpProbes.class);
    private static final int MAX_STATUS_LINE_BYTES = 8 * 1024;
    private static final long NAMES_REREAD_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final List<HttpVersion> VERSIONS = List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1);
    private static final List<List<String>> ALPN_LISTS = List.of(List.of(), List.of("h2", "http/1.1"), List.of("h2"));

    private final VertxInternal vertx;
    private final ProbeSettings settings;
    private final ContextInternal context;
    private final HttpClientAgent client;
    private final TlsProfiles profiles;
    private final Set<HttpProbe> open = new HashSet<>();
    private final Future<Void> namesRead;
    private @Nullable NameResolver names;
    private long namesReadNanos;
    private boolean readingNames;
    private boolean closed;

    /** Made on the event loop that it will belong to. */
    public HttpProbes(Vertx vertx, ProbeSettings settings) {
        this.vertx = (VertxInternal) vertx;
        this.settings = settings;
        this.context = this.vertx.getOrCreateContext();
        if (!context.isEventLoopContext() || !context.nettyEventLoop().inEventLoop()) {
            throw new IllegalStateException("HTTP probes must be made on the event loop they belong to");
        }
        this.profiles = new TlsProfiles(settings.engines().tls(), ALPN_LISTS);
        this.client = vertx.httpClientBuilder()
                .with(clientConfig())
                .with(new PoolOptions().setCleanerPeriod(0))
                .with(profiles.engineOptions())
                .build();
        this.namesRead = readNames();
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
    public Probe create(Check check) {
        if (!(check.target() instanceof HttpTarget target)) {
            throw new IllegalArgumentException(check.name() + ": not an HTTP check");
        }
        if (closed) {
            throw new IllegalStateException("the probes of this loop are closed");
        }
        HttpProbe probe = new HttpProbe(this, target, check.timeout());
        open.add(probe);
        return probe;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        List.copyOf(open).forEach(HttpProbe::close);
        if (names != null) {
            names.close();
        }
        client.close().onFailure(failure -> LOG.warn("closing the probes' client: {}", failure.toString()));
    }

    void closed(HttpProbe probe) {
        open.remove(probe);
    }

    /** Reads on a worker what the target refers to. */
    Future<Prepared> prepare(HttpTarget target) {
        return namesRead
                .compose(read -> context.executeBlocking(() -> Prepared.read(target, settings, profiles), false))
                .compose(this::settled);
    }

    /**
     * Lets Vert.x set up a TLS profile before a run has to wait for it: by a dial that is aborted before it is begun, so
     * nothing leaves this process.
     */
    private Future<Prepared> settled(Prepared prepared) {
        TlsProfile tls = prepared.needs() == null ? null : prepared.needs().tls();
        if (tls == null || closed) {
            return Future.succeededFuture(prepared);
        }
        Dial nowhere = new Dial(InetAddress.getLoopbackAddress(), 1, tls, settings.nanoClock());
        nowhere.abort();
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(nowhere)
                .setHost("localhost")
                .setPort(1)
                .setSsl(true)
                .setSslOptions(tls.options());
        return client.connect(options).transform(aborted -> Future.succeededFuture(prepared));
    }

    /** Calls within this loop's context, whichever the caller's is. */
    Future<Sample> dispatched(Supplier<Future<Sample>> call) {
        ContextInternal previous = context.beginDispatch();
        try {
            return call.get();
        } finally {
            context.endDispatch(previous);
        }
    }

    /** The resolver; its sources are read again behind the runs' backs. */
    NameResolver names() {
        if (!readingNames && now() - namesReadNanos > NAMES_REREAD_NANOS) {
            readNames();
        }
        return Objects.requireNonNull(names, "runs begin after the names' sources were read");
    }

    private Future<Void> readNames() {
        readingNames = true;
        return context.executeBlocking(settings.names()::get, false)
                .otherwise(failure -> {
                    LOG.warn("hosts file and resolver configuration not read: {}", failure.toString());
                    return null;
                })
                .map(read -> {
                    useNames(read);
                    return null;
                });
    }

    private void useNames(@Nullable NameSources read) {
        readingNames = false;
        namesReadNanos = now();
        NameSources usable = read == null ? NameSources.of(ResolverConfiguration.PLATFORM) : read;
        if (names == null) {
            Transport transport = vertx.transport();
            @SuppressWarnings("unchecked") // TCP, not a domain socket
            ChannelFactory<? extends SocketChannel> sockets =
                    (ChannelFactory<? extends SocketChannel>) transport.channelFactory(false);
            names = new NameResolver(eventLoop(), transport.datagramChannelFactory(), sockets, usable);
        } else if (read != null && !closed) {
            names.use(read);
        }
    }

    Vertx vertx() {
        return vertx;
    }

    EventLoop eventLoop() {
        return context.nettyEventLoop();
    }

    HttpClientAgent client() {
        return client;
    }

    ProbeSettings settings() {
        return settings;
    }

    long now() {
        return settings.nanoClock().getAsLong();
    }
}
