package dev.sonde.agent.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolverConfigurationTest {
    @Test
    void parse_readsWhatAResolverNeeds() {
        ResolverConfiguration configuration =
                ResolverConfiguration.parse("""
                # made by hand
                nameserver 192.0.2.53
                nameserver 2001:db8::53
                  nameserver   not-an-address
                search shop.test  test
                options ndots:3 timeout:2 attempts:4 rotate edns0
                sortlist 130.155.160.0
                """.lines().toList());

        assertThat(configuration)
                .isEqualTo(new ResolverConfiguration(
                        List.of(new InetSocketAddress("192.0.2.53", 53), new InetSocketAddress("2001:db8::53", 53)),
                        List.of("shop.test", "test"),
                        3,
                        Duration.ofSeconds(2),
                        4,
                        true));
    }

    @Test
    void parse_keepsTheDefaultsForWhatIsNotSaidOrNotUnderstood() {
        ResolverConfiguration configuration =
                ResolverConfiguration.parse(List.of("options ndots:x timeout:99 attempts:0", "search ."));

        assertThat(configuration)
                .isEqualTo(new ResolverConfiguration(
                        List.of(new InetSocketAddress("127.0.0.1", 53)),
                        List.of(),
                        1,
                        Duration.ofSeconds(30),
                        1,
                        false));
    }

    @Test
    void read_takesThePlatformsServersWhereThereIsNoFile(@TempDir Path directory) throws Exception {
        Path hosts = Files.writeString(directory.resolve("hosts"), "192.0.2.1 shop.test\n");

        NameSources sources = NameSources.read(hosts, directory.resolve("absent"));

        assertThat(sources.configuration()).isEqualTo(ResolverConfiguration.PLATFORM);
        assertThat(sources.hosts().addresses("shop.test")).hasSize(1);
    }
}
