package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.TlsRehearsal;
import dev.sonde.agent.probe.connect.DialTransport;
import dev.sonde.agent.probe.connect.Dialer;
import dev.sonde.agent.probe.connect.Readiness;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.connect.TlsProfiles;
import dev.sonde.agent.resolve.NameResolver;
import dev.sonde.agent.resolve.NameSources;
import dev.sonde.agent.resolve.ResolverConfiguration;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.result.FailureReason;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the probes of one event loop share, whatever their protocols: the loop itself, the resolver, the TLS profiles, the
 * dialer, the settings. The Vert.x instance must have been built by {@link
 * dev.sonde.agent.probe.connect.Engines#vertx}. Belongs to its loop.
 */
public final class ProbeLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeLoop.class);
    private static final long NAMES_REREAD_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** A worker that reads a file which says nothing, such as a pipe, may never come back. */
    private static final long PATIENCE_WHEN_CLOSING_SECONDS = 3;

    private final VertxInternal vertx;
    private final ProbeSettings settings;
    private final ContextInternal context;
    private final TlsProfiles profiles;
    private final Dialer dialer;
    private final Set<Probe> open = new HashSet<>();
    private final Future<Void> namesRead;
    private @Nullable TlsRehearsal tlsRehearsal;
    private LongUnaryOperator stuckSince = from -> 0;
    private @Nullable NameResolver names;
    private long namesReadNanos;
    private boolean readingNames;
    private int onWorkers;
    private @Nullable Promise<Void> closing;

    /** Made on the event loop that it will belong to. */
    public ProbeLoop(Vertx vertx, ProbeSettings settings) {
        this.vertx = (VertxInternal) vertx;
        this.settings = settings;
        this.context = this.vertx.getOrCreateContext();
        if (!context.isEventLoopContext() || !context.nettyEventLoop().inEventLoop()) {
            throw new IllegalStateException("probes must be made on the event loop they belong to");
        }
        this.profiles = new TlsProfiles(settings.engines().tls(), settings.quic());
        Transport transport = this.vertx.transport();
        Readiness readiness = DialTransport.readinessOf(eventLoop(), transport);
        readiness.measureOn(settings.nanoClock());
        this.dialer = new Dialer(
                eventLoop(),
                sockets(transport),
                DialTransport.ipv4Sockets(settings.engines().transport(), sockets(transport)),
                transport.datagramChannelFactory(),
                new Dialer.LocalSockets(
                        transport.channelFactory(true),
                        path -> transport.convert(SocketAddress.domainSocketAddress(path))),
                readiness);
        this.namesRead = readNames();
    }

    @SuppressWarnings("unchecked") // TCP, not a domain socket
    private static ChannelFactory<? extends SocketChannel> sockets(Transport transport) {
        return (ChannelFactory<? extends SocketChannel>) transport.channelFactory(false);
    }

    /**
     * Ends the probes that are still open, and closes what they share.
     *
     * @return completed when no worker is at work for them any more: it would find this event loop gone. Some seconds are
     *     enough
     */
    public Future<Void> close() {
        if (closing == null) {
            closing = Promise.promise();
            List.copyOf(open).forEach(Probe::close);
            dialer.close();
            if (names != null) {
                names.close();
            }
            Promise<Void> closed = closing;
            ScheduledFuture<?> enough = eventLoop()
                    .schedule((Runnable) closed::tryComplete, PATIENCE_WHEN_CLOSING_SECONDS, TimeUnit.SECONDS);
            closed.future().onComplete(done -> enough.cancel(false));
            completeClosing();
        }
        return closing.future();
    }

    private void completeClosing() {
        if (closing != null && onWorkers == 0) {
            closing.tryComplete();
        }
    }

    /** Ends when names can be resolved, which is soon after it was made. */
    public Future<Void> ready() {
        return namesRead;
    }

    /** Whether it is over; no probe may be made then. */
    public boolean isClosed() {
        return closing != null;
    }

    void opened(Probe probe) {
        if (isClosed()) {
            throw new IllegalStateException("the probes of this loop are closed");
        }
        open.add(probe);
    }

    void closed(Probe probe) {
        open.remove(probe);
    }

    /** Calls on a worker what blocks, once names can be resolved; the future ends on this loop. */
    <T> Future<T> blocking(Callable<T> call) {
        return namesRead.compose(read -> onWorker(call));
    }

    /** Calls on a worker what may take long; the future ends on this loop, whose end waits for it. */
    public <T> Future<T> onWorker(Callable<T> call) {
        onWorkers++;
        return context.executeBlocking(call, false).onComplete(done -> {
            onWorkers--;
            completeClosing();
        });
    }

    /** Calls within this loop's context, whichever the caller's is. */
    <T> T dispatched(Supplier<T> call) {
        ContextInternal previous = context.beginDispatch();
        try {
            return call.get();
        } finally {
            context.endDispatch(previous);
        }
    }

    /**
     * Looks up a name or literal and chooses among its addresses, for a run that is in phase resolve.
     *
     * @param listener told on the loop, possibly before this returns
     */
    public void resolve(String host, Reach reach, Reach.Listener listener) {
        names().resolve(host, reach.question(), new NameResolver.Listener() {
            @Override
            public void resolved(List<InetAddress> addresses) {
                listener.resolved(addresses);
                reach.choose(host, addresses, settings.fence(), listener);
            }

            @Override
            public void unresolved(String detail) {
                listener.refused(Verdict.failure(FailureReason.DNS, detail));
            }

            @Override
            public void unanswered(String detail) {
                listener.refused(Verdict.failure(FailureReason.TIMEOUT, detail));
            }
        });
    }

    /** The resolver; its sources are read again behind the runs' backs. */
    private NameResolver names() {
        if (!readingNames && now() - namesReadNanos > NAMES_REREAD_NANOS) {
            readNames();
        }
        return Objects.requireNonNull(names, "runs begin after the names' sources were read");
    }

    private Future<Void> readNames() {
        readingNames = true;
        return onWorker(settings.names()::get)
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
            names = new NameResolver(eventLoop(), transport.datagramChannelFactory(), sockets(transport), usable);
        } else if (read != null && !isClosed()) {
            names.use(read);
        }
    }

    /** The name servers that names are resolved by, best first; empty if only the platform knows them. */
    public List<InetSocketAddress> nameServers() {
        return names().nameServers();
    }

    /** For Vert.x's own clients and workers. */
    public Vertx vertx() {
        return vertx;
    }

    /** For timers of a run. */
    public EventLoop eventLoop() {
        return context.nettyEventLoop();
    }

    /** For connections and datagrams that are not Vert.x's. */
    public Dialer dialer() {
        return dialer;
    }

    /** For Vert.x's own clients, which must be built with its engine options. */
    public TlsProfiles profiles() {
        return profiles;
    }

    /** What all loops share. */
    public ProbeSettings settings() {
        return settings;
    }

    /** Asks from now on here how long this loop was stuck since an instant, in nanoseconds; until then it never was. */
    public void useLag(LongUnaryOperator source) {
        stuckSince = source;
    }

    /** See {@link dev.sonde.agent.probe.ProbeFactory#useTlsRehearsal}; to be called before probes are made, or TLS is taken for loaded. */
    public void useTlsRehearsal(TlsRehearsal rehearsal) {
        tlsRehearsal = rehearsal;
    }

    /** Whether TLS may not be loaded yet. */
    public boolean mayLackTls() {
        return tlsRehearsal != null;
    }

    /**
     * A TLS profile, with TLS loaded and rehearsed if nobody did. Ends on the loop; its failure's message is for people.
     *
     * @param tls names no secrets
     * @param offers the ALPN lists that runs will offer; an empty list is without ALPN
     */
    public Future<TlsProfile> tls(Tls tls, List<List<String>> offers) {
        Promise<Void> rehearsed = context.promise();
        if (tlsRehearsal == null) {
            rehearsed.complete();
        } else {
            tlsRehearsal.perform().onComplete(done -> rehearsed.complete());
        }
        return rehearsed
                .future()
                .compose(loaded -> onWorker(() -> new Preparation(settings, profiles).tls(tls, offers)));
    }

    /** How long this loop was stuck since an instant of the monotonic clock, in nanoseconds. */
    public long stuckSince(long fromNanos) {
        return stuckSince.applyAsLong(fromNanos);
    }

    /** The monotonic clock, in nanoseconds. */
    public long now() {
        return settings.nanoClock().getAsLong();
    }
}
