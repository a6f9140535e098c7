package dev.sonde.agent.resolve;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.DnsServerAddresses;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names for the runs of one event loop, each time anew: no answer is cached and no two lookups are merged, so
 * what a run waits here is what a fresh client would wait. Literals and names of the hosts file need no query. Belongs
 * to its loop: every call is made there.
 */
public final class NameResolver implements AutoCloseable {
    private final EventLoop loop;
    private final ChannelFactory<? extends DatagramChannel> datagrams;
    private final ChannelFactory<? extends SocketChannel> sockets;
    private NameSources sources;
    private final Map<Question, Lookups> current = new EnumMap<>(Question.class);
    private final List<Lookups> leaving = new ArrayList<>();

    /** The lookups asked one way. Its sockets are closed only when those under way ended. */
    private static final class Lookups {
        private final DnsNameResolver resolver;
        private int underWay;

        Lookups(DnsNameResolver resolver) {
            this.resolver = resolver;
        }
    }

    /** Which addresses of a name are asked for. */
    public enum Question {
        /** What this machine can use, in its own order. */
        ANY,
        IPV4,
        IPV6,
        /** Both; IPv4 where there is one. */
        IPV4_FIRST,
        /** Both; IPv6 where there is one. */
        IPV6_FIRST,
        /** Both, and the answer waits for both. */
        ALL
    }

    /** Told how a lookup ended, on the loop, possibly before {@link #resolve} returns. */
    public interface Listener {
        /** At least one address, best first. */
        void resolved(List<InetAddress> addresses);

        /** @param detail for people: the name, and what was answered */
        void unresolved(String detail);

        /**
         * No name server answered in its time, which this process's own lag may have taken.
         *
         * @param detail for people
         */
        void unanswered(String detail);
    }

    /**
     * @param datagrams makes the sockets for queries; fits the loop
     * @param sockets for answers too long for a datagram; fits the loop
     */
    public NameResolver(
            EventLoop loop,
            ChannelFactory<? extends DatagramChannel> datagrams,
            ChannelFactory<? extends SocketChannel> sockets,
            NameSources sources) {
        this.loop = loop;
        this.datagrams = datagrams;
        this.sockets = sockets;
        this.sources = sources;
    }

    /** From now on asks these. A lookup under way keeps those it began with. */
    public void use(NameSources newer) {
        boolean askedAlike =
                newer.configuration().equals(sources.configuration()) && newer.families() == sources.families();
        sources = newer;
        if (!askedAlike) {
            List<Lookups> outdated = List.copyOf(current.values());
            current.clear();
            leaving.addAll(outdated);
            outdated.forEach(this::closeIfUnused);
        }
    }

    private void closeIfUnused(Lookups lookups) {
        if (lookups.underWay == 0 && leaving.remove(lookups)) {
            lookups.resolver.close();
        }
    }

    /** The name servers asked, best first; empty if only the platform knows them. */
    public List<InetSocketAddress> nameServers() {
        return sources.configuration().nameServers();
    }

    /** Looks up a name or literal, in this machine's order. */
    public void resolve(String host, Listener listener) {
        resolve(host, Question.ANY, listener);
    }

    /**
     * Looks up a name or literal.
     *
     * @param question says what name servers are asked; a literal and the hosts file's addresses are told as they are
     */
    public void resolve(String host, Question question, Listener listener) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            listener.resolved(List.of(address(literal)));
            return;
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        List<InetAddress> known = sources.hosts().addresses(name);
        if (!known.isEmpty()) {
            listener.resolved(known);
            return;
        }
        query(host, question, listener);
    }

    private void query(String host, Question question, Listener listener) {
        Lookups lookups;
        Future<List<InetAddress>> answer;
        try {
            lookups = current.computeIfAbsent(question, asked -> new Lookups(build(asked)));
            answer = lookups.resolver.resolveAll(host);
        } catch (RuntimeException e) {
            listener.unresolved(host + ": " + e.getMessage());
            return;
        }
        lookups.underWay++;
        answer.addListener((Future<List<InetAddress>> done) -> {
            lookups.underWay--;
            closeIfUnused(lookups);
            if (done.isSuccess() && !done.getNow().isEmpty()) {
                listener.resolved(done.getNow());
            } else if (isSilence(done.cause())) {
                listener.unanswered(host + ": the name servers did not answer");
            } else {
                listener.unresolved(detail(host, done.cause()));
            }
        });
    }

    private DnsNameResolver build(Question question) {
        ResolverConfiguration configuration = sources.configuration();
        return new DnsNameResolverBuilder(loop)
                .datagramChannelFactory(datagrams)
                .socketChannelFactory(sockets)
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                .hostsFileEntriesResolver((name, types) -> null)
                .nameServerProvider(servers(configuration))
                .searchDomains(configuration.searchDomains())
                .ndots(configuration.ndots())
                .queryTimeoutMillis(configuration.timeout().toMillis())
                .resolvedAddressTypes(types(question))
                .completeOncePreferredResolved(question != Question.ALL)
                .build();
    }

    private static DnsServerAddressStreamProvider servers(ResolverConfiguration configuration) {
        if (configuration.nameServers().isEmpty()) {
            return DnsServerAddressStreamProviders.platformDefault();
        }
        List<InetSocketAddress> tries = new ArrayList<>();
        for (int attempt = 0; attempt < configuration.attempts(); attempt++) {
            tries.addAll(configuration.nameServers());
        }
        DnsServerAddresses servers =
                configuration.rotate() ? DnsServerAddresses.rotational(tries) : DnsServerAddresses.sequential(tries);
        return name -> servers.stream();
    }

    private ResolvedAddressTypes types(Question question) {
        return switch (question) {
            case ANY -> usable();
            case ALL ->
                sources.families() == NameSources.Families.IPV6
                        ? ResolvedAddressTypes.IPV6_PREFERRED
                        : ResolvedAddressTypes.IPV4_PREFERRED;
            case IPV4 -> ResolvedAddressTypes.IPV4_ONLY;
            case IPV6 -> ResolvedAddressTypes.IPV6_ONLY;
            case IPV4_FIRST -> ResolvedAddressTypes.IPV4_PREFERRED;
            case IPV6_FIRST -> ResolvedAddressTypes.IPV6_PREFERRED;
        };
    }

    private ResolvedAddressTypes usable() {
        return switch (sources.families()) {
            case IPV4 -> ResolvedAddressTypes.IPV4_ONLY;
            case IPV4_FIRST -> ResolvedAddressTypes.IPV4_PREFERRED;
            case IPV6 -> ResolvedAddressTypes.IPV6_ONLY;
        };
    }

    private static InetAddress address(byte[] literal) {
        try {
            return InetAddress.getByAddress(literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + literal.length + " bytes", e);
        }
    }

    private static boolean isSilence(@Nullable Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof DnsErrorCauseException) {
                return false;
            }
            if (at instanceof DnsNameResolverTimeoutException) {
                return true;
            }
        }
        return false;
    }

    static String detail(String host, @Nullable Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof DnsErrorCauseException error) {
                DnsResponseCode code = error.getCode();
                String word = code.toString().replaceAll("\\(.*", "");
                return code.equals(DnsResponseCode.NXDOMAIN)
                        ? host + ": no such name (NXDOMAIN)"
                        : host + ": the name server answered " + word;
            }
        }
        return host + ": the name has no address"
                + (cause instanceof UnknownHostException || cause == null ? "" : " (" + cause.getMessage() + ")");
    }

    /** Closes its sockets; lookups under way end as unresolved. */
    @Override
    public void close() {
        List<Lookups> all = new ArrayList<>(leaving);
        all.addAll(current.values());
        leaving.clear();
        current.clear();
        all.forEach(lookups -> lookups.resolver.close());
    }
}
