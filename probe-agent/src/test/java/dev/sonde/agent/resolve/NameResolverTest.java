package dev.sonde.agent.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.resolve.NameResolver.Question;
import dev.sonde.agent.resolve.NameSources.Families;
import dev.sonde.agent.target.DnsTarget;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NameResolverTest {
    private static final int SERVFAIL = 2;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final DnsTarget server = new DnsTarget().address("shop.test", "192.0.2.1", "192.0.2.2");

    @AfterEach
    void close() {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void resolve_asksAnewEveryTimeWhateverTheTimeToLive() throws Exception {
        NameResolver resolver = resolver(ResolverConfiguration.of(server.address()));

        for (int i = 0; i < 3; i++) {
            assertThat(resolve(resolver, "shop.test")).isEqualTo("192.0.2.1 192.0.2.2");
        }

        assertThat(server.queries()).isEqualTo(3);
    }

    @Test
    void resolve_doesNotMergeLookupsOfOneName() throws Exception {
        server.delaying(TimeUnit.MILLISECONDS.toNanos(50));
        NameResolver resolver = resolver(ResolverConfiguration.of(server.address()));

        CompletableFuture<String> first = begin(resolver, "shop.test");
        CompletableFuture<String> second = begin(resolver, "shop.test");

        assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo(second.get(5, TimeUnit.SECONDS));
        assertThat(server.queries()).isEqualTo(2);
    }

    @Test
    void resolve_followsAliases() throws Exception {
        server.alias("www.shop.test", "shop.test");

        assertThat(resolve(resolver(ResolverConfiguration.of(server.address())), "www.shop.test"))
                .isEqualTo("192.0.2.1 192.0.2.2");
    }

    @Test
    void resolve_literalsAndKnownNamesNeedNoServer() throws Exception {
        HostsFile hosts = HostsFile.parse(List.of("10.1.2.3 Known.test"));
        NameResolver resolver =
                resolver(new NameSources(hosts, ResolverConfiguration.of(server.address()), Families.IPV4_FIRST));

        assertThat(resolve(resolver, "192.0.2.9")).isEqualTo("192.0.2.9");
        assertThat(resolve(resolver, "2001:db8::9")).isEqualTo("2001:db8:0:0:0:0:0:9");
        assertThat(resolve(resolver, "known.TEST.")).isEqualTo("10.1.2.3");
        assertThat(resolve(resolver, "localhost")).isEqualTo("127.0.0.1 0:0:0:0:0:0:0:1");
        assertThat(resolve(resolver, "a.localhost")).startsWith("127.0.0.1");
        assertThat(server.queries()).isZero();
    }

    @Test
    void resolve_appendsSearchDomains() throws Exception {
        ResolverConfiguration searching = new ResolverConfiguration(
                List.of(server.address()), List.of("elsewhere.test", "test"), 1, Duration.ofSeconds(5), 1, false);

        assertThat(resolve(resolver(searching), "shop")).isEqualTo("192.0.2.1 192.0.2.2");
        assertThat(resolve(resolver(searching), "shop.")).startsWith("unresolved");
    }

    @Test
    void resolve_tellsWhatTheServerAnswered() throws Exception {
        NameResolver resolver = resolver(ResolverConfiguration.of(server.address()));

        assertThat(resolve(resolver, "absent.test")).isEqualTo("unresolved: absent.test: no such name (NXDOMAIN)");
        server.refusing(SERVFAIL);
        assertThat(resolve(resolver, "shop.test"))
                .isEqualTo("unresolved: shop.test: the name server answered ServFail");
    }

    @Test
    void resolve_tellsWhenTheServerIsSilent() throws Exception {
        server.silent();
        ResolverConfiguration impatient =
                new ResolverConfiguration(List.of(server.address()), List.of(), 1, Duration.ofMillis(200), 2, false);

        assertThat(resolve(resolver(impatient), "shop.test"))
                .isEqualTo("unanswered: shop.test: the name servers did not answer");
        assertThat(server.queries()).isEqualTo(2);
    }

    @Test
    void resolve_asksTheNextServerWhenOneIsSilent() throws Exception {
        try (DnsTarget silent = new DnsTarget().silent()) {
            ResolverConfiguration two = new ResolverConfiguration(
                    List.of(silent.address(), server.address()), List.of(), 1, Duration.ofMillis(200), 1, false);

            assertThat(resolve(resolver(two), "shop.test")).isEqualTo("192.0.2.1 192.0.2.2");
        }
    }

    @Test
    void question_decidesWhichFamiliesAreAskedFor() throws Exception {
        server.ipv6Address("shop.test", "2001:db8::1").ipv6Address("six.test", "2001:db8::6");
        NameSources onlyIpv4 =
                new NameSources(HostsFile.EMPTY, ResolverConfiguration.of(server.address()), Families.IPV4);
        NameResolver resolver = resolver(onlyIpv4);
        String four = "192.0.2.1 192.0.2.2";
        String six = "2001:db8:0:0:0:0:0:1";

        assertThat(resolve(resolver, "shop.test", Question.ANY)).isEqualTo(four);
        assertThat(resolve(resolver, "shop.test", Question.IPV6)).isEqualTo(six);
        assertThat(resolve(resolver, "shop.test", Question.IPV6_FIRST)).startsWith(six);
        assertThat(resolve(resolver, "shop.test", Question.IPV4_FIRST)).startsWith(four);
        assertThat(resolve(resolver, "shop.test", Question.ALL)).isEqualTo(four + " " + six);
        assertThat(resolve(resolver, "six.test", Question.IPV4_FIRST)).isEqualTo("2001:db8:0:0:0:0:0:6");
        assertThat(resolve(resolver, "six.test", Question.IPV4)).startsWith("unresolved: six.test");
    }

    @Test
    void use_asksTheNewServers() throws Exception {
        NameResolver resolver = resolver(ResolverConfiguration.of(server.address()));
        resolve(resolver, "shop.test");
        try (DnsTarget other = new DnsTarget().address("shop.test", "192.0.2.77")) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            loop.execute(() -> {
                resolver.use(NameSources.of(ResolverConfiguration.of(other.address())));
                resolver.resolve("shop.test", completing(answer));
            });

            assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("192.0.2.77");
        }
    }

    @Test
    void use_letsALookupUnderWayEnd() throws Exception {
        server.delaying(TimeUnit.MILLISECONDS.toNanos(300));
        NameResolver resolver = resolver(ResolverConfiguration.of(server.address()));
        try (DnsTarget other = new DnsTarget().address("shop.test", "192.0.2.77")) {
            CompletableFuture<String> underWay = begin(resolver, "shop.test");
            CompletableFuture<String> after = new CompletableFuture<>();
            loop.execute(() -> {
                resolver.use(NameSources.of(ResolverConfiguration.of(other.address())));
                resolver.resolve("shop.test", completing(after));
            });

            assertThat(after.get(5, TimeUnit.SECONDS)).isEqualTo("192.0.2.77");
            assertThat(underWay.get(3, TimeUnit.SECONDS)).isEqualTo("192.0.2.1 192.0.2.2");
        }
    }

    private NameResolver resolver(ResolverConfiguration configuration) {
        return resolver(NameSources.of(configuration));
    }

    private NameResolver resolver(NameSources sources) {
        return new NameResolver(loop, NioDatagramChannel::new, NioSocketChannel::new, sources);
    }

    private String resolve(NameResolver resolver, String host) throws Exception {
        return begin(resolver, host).get(10, TimeUnit.SECONDS);
    }

    private String resolve(NameResolver resolver, String host, Question question) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        loop.execute(() -> resolver.resolve(host, question, completing(answer)));
        return answer.get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<String> begin(NameResolver resolver, String host) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        loop.execute(() -> resolver.resolve(host, completing(answer)));
        return answer;
    }

    private static NameResolver.Listener completing(CompletableFuture<String> answer) {
        return new NameResolver.Listener() {
            @Override
            public void resolved(List<InetAddress> addresses) {
                answer.complete(String.join(
                        " ", addresses.stream().map(InetAddress::getHostAddress).toList()));
            }

            @Override
            public void unresolved(String detail) {
                answer.complete("unresolved: " + detail);
            }

            @Override
            public void unanswered(String detail) {
                answer.complete("unanswered: " + detail);
            }
        };
    }
}
