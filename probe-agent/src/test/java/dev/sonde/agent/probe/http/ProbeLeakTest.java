package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.LoopProbe;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.target.Http2Conversation;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.Tls;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a thousand runs leave behind: nothing. */
class ProbeLeakTest {
    private static final int RUNS_PER_KIND = 100;
    private static final int AT_A_TIME = 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @ParameterizedTest
    @MethodSource("dev.sonde.agent.probe.run.TestLoop#engines")
    void runs_leaveNoConnectionOpen(Engines engines) {
        TestAuthority.Identity shop = new TestAuthority().identity("shop.test");
        try (TestLoop loop = new TestLoop(engines);
                TcpTarget clear = new TcpTarget(TcpTarget.answering(TcpTarget.ok("fine")));
                TcpTarget keepsOpen =
                        new TcpTarget(TcpTarget.answering(TcpTarget.response("302 Found", "Location: /\r\n", "")));
                TcpTarget garbage = new TcpTarget(TcpTarget.answering("nonsense\r\n\r\n"));
                TcpTarget silent = new TcpTarget(TcpTarget::awaitClose);
                TcpTarget secure = new TcpTarget(new TlsConversation(shop, TcpTarget.answering(TcpTarget.ok("fine"))));
                TcpTarget http2 =
                        new TcpTarget(new TlsConversation(shop, new Http2Conversation(0, 0, 0, 10)).agreeing("h2"))) {
            List<TcpTarget> targets = List.of(clear, keepsOpen, garbage, silent, secure, http2);
            List<Probe> probes = List.of(
                    probe(loop, "http", clear, Tls.DEFAULT, TIMEOUT),
                    probe(loop, "http", keepsOpen, Tls.DEFAULT, TIMEOUT),
                    probe(loop, "http", garbage, Tls.DEFAULT, TIMEOUT),
                    probe(loop, "http", silent, Tls.DEFAULT, Duration.ofMillis(50)),
                    probe(loop, "https", silent, Tls.DEFAULT, Duration.ofMillis(50)),
                    probe(loop, "http", secure, Tls.DEFAULT, TIMEOUT),
                    probe(loop, "https", secure, Tls.DEFAULT, TIMEOUT),
                    probe(loop, "https", secure, new Tls(null, null, false), TIMEOUT),
                    probe(loop, "https", http2, new Tls(null, null, false), TIMEOUT),
                    probe(loop, "https", clear, Tls.DEFAULT, Duration.ofMillis(50)));
            probes.forEach(loop::run);
            awaitNothingOpen(targets);
            long before = openDescriptors();

            for (int i = 0; i < RUNS_PER_KIND / AT_A_TIME; i++) {
                List<Future<Sample>> runs = loop.on(() -> Future.succeededFuture(probes.stream()
                        .flatMap(probe -> IntStream.range(0, AT_A_TIME).mapToObj(run -> probe.run()))
                        .toList()));
                loop.on(() -> Future.all(runs));
            }

            awaitNothingOpen(targets);
            assertThat(probes).allMatch(probe -> ((LoopProbe<?>) probe).inFlight() == 0);
            assertThat(Stream.of(clear, secure, http2)
                            .mapToInt(TcpTarget::accepted)
                            .sum())
                    .isGreaterThan(5 * RUNS_PER_KIND);
            Awaitility.await().untilAsserted(() -> assertThat(openDescriptors()).isLessThanOrEqualTo(before + 5));
        }
    }

    private static Probe probe(TestLoop loop, String scheme, TcpTarget target, Tls tls, Duration timeout) {
        HttpTarget check = Targets.get(scheme + "://shop.test:" + target.port() + "/");
        return loop.probe(Targets.with(Targets.with(check, Version.AUTO), tls), timeout);
    }

    private static void awaitNothingOpen(List<TcpTarget> targets) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> targets.stream().mapToInt(TcpTarget::open).sum() == 0);
    }

    private static long openDescriptors() {
        boolean counted = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean;
        assumeTrue(counted, "descriptors are counted on Unix only");
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
