package dev.sonde.agent.probe.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.resolve.HostsFile;
import dev.sonde.agent.resolve.NameSources;
import dev.sonde.agent.resolve.NameSources.Families;
import dev.sonde.agent.resolve.ResolverConfiguration;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.contract.check.Target;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.yaml.StandaloneConfig;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The block {@code network} of every protocol, from the YAML to what the peer sees: servers of loopback that only note who
 * comes, and answer nothing of use.
 */
class NetworkOfEveryProtocolTest {
    private static final Map<String, String> BLOCKS = Map.of(
            "http", "{url: 'http://@HOST@:@TCP@/', network: @NETWORK@}",
            "tcp", "{address: '@HOST@:@TCP@', dialogue: [{expect: welcome}], network: @NETWORK@}",
            "tls", "{address: '@HOST@:@TCP@', network: @NETWORK@}",
            "grpc", "{address: '@HOST@:@TCP@', network: @NETWORK@}",
            "websocket", "{url: 'ws://@HOST@:@TCP@/', network: @NETWORK@}",
            "scenario", "{steps: [{name: one, url: 'http://@HOST@:@TCP@/'}], network: @NETWORK@}",
            "dns", "{server: '@HOST@:@UDP@', name: shop.test, network: @NETWORK@}",
            "udp", "{address: '@HOST@:@UDP@', dialogue: [{send: hello}, {expect: x}], network: @NETWORK@}",
            "icmp", "{host: '@HOST@', network: @NETWORK@}");
    private static final List<String> HOSTS = List.of("127.0.0.1 dual.test four.test", "::1 dual.test");

    private final List<String> peers = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> servers = new ArrayList<>();

    @TempDir
    private Path directory;

    private int tcp;
    private int udp;
    private TestLoop loop;

    @BeforeEach
    void open() throws IOException {
        TcpTarget four = new TcpTarget("127.0.0.1", socket -> note(socket.getInetAddress()));
        tcp = four.port();
        TcpTarget six = new TcpTarget("::1", tcp, socket -> note(socket.getInetAddress()));
        DatagramSocket fourToo = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        udp = fourToo.getLocalPort();
        DatagramSocket sixToo = new DatagramSocket(udp, InetAddress.getByName("::1"));
        servers.addAll(List.of(four, six, fourToo, sixToo));
        List.of(fourToo, sixToo).forEach(this::answer);
        loop = new TestLoop(
                Engines.detect(),
                TestLoop.settings(Engines.detect())
                        .withNames(() -> new NameSources(
                                HostsFile.parse(HOSTS), ResolverConfiguration.of(), Families.IPV4_FIRST)));
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
        for (AutoCloseable server : servers) {
            server.close();
        }
    }

    private void note(InetAddress peer) {
        peers.add(peer.getHostAddress());
    }

    private void answer(DatagramSocket socket) {
        Thread thread = new Thread(() -> {
            byte[] bytes = new byte[2000];
            while (!socket.isClosed()) {
                try {
                    DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                    socket.receive(packet);
                    note(packet.getAddress());
                    socket.send(new DatagramPacket(new byte[] {'x'}, 1, packet.getSocketAddress()));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void everyProtocol_isLookedAt() {
        assertThat(BLOCKS.keySet())
                .isEqualTo(Arrays.stream(Target.class.getPermittedSubclasses())
                        .map(type -> type.getSimpleName().replace("Target", "").toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "tcp", "tls", "grpc", "websocket", "scenario", "dns", "udp", "icmp"})
    void network_isObeyed(String protocol) throws Exception {
        Sample from = run(protocol, "dual.test", "{source_address: 127.0.0.2}");
        assertThat(from.address()).startsWith("127.0.0.1");
        seen(protocol, "127.0.0.2");

        Sample fromSix = run(protocol, "dual.test", "{source_address: '::1'}");
        assertThat(fromSix.address()).contains("::1");
        seen(protocol, "0:0:0:0:0:0:0:1");

        assertThat(run(protocol, "dual.test", "{prefer: ip6}").address()).contains("::1");
        assertThat(run(protocol, "dual.test", "{prefer: ip4}").address()).startsWith("127.0.0.1");
        assertThat(run(protocol, "four.test", "{prefer: ip6}").address()).startsWith("127.0.0.1");
        seen(protocol, "127.0.0.1");

        peers.clear();
        Sample strict = run(protocol, "four.test", "{prefer: ip6, fallback: false}");
        assertThat(strict.outcome()).isEqualTo(Outcome.failure(FailureReason.DNS));
        assertThat(strict.detail()).endsWith("four.test: no IPv6 address");
        assertThat(peers).isEmpty();
    }

    /** The newest peer, if there are any to be seen. */
    private void seen(String protocol, String peer) {
        if (!protocol.equals("icmp")) {
            assertThat(peers).last().isEqualTo(peer);
        }
    }

    private Sample run(String protocol, String host, String network) throws Exception {
        String block = BLOCKS.get(protocol)
                .replace("@HOST@", host)
                .replace("@TCP@", String.valueOf(tcp))
                .replace("@UDP@", String.valueOf(udp))
                .replace("@NETWORK@", network);
        Files.writeString(
                directory.resolve("checks.yaml"), "checks: [{name: test, " + protocol + ": " + block + "}]\n");
        Sample sample =
                loop.run(StandaloneConfig.read(directory).checks().get(0).target());
        Assumptions.assumeFalse(sample.detail().contains("CAP_NET_RAW"), "SKIPPED: " + sample.detail());
        return sample;
    }
}
