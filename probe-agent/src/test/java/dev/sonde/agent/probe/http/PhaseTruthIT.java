package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.agent.resolve.NameSources;
import dev.sonde.agent.resolve.ResolverConfiguration;
import dev.sonde.agent.target.DnsTarget;
import dev.sonde.agent.target.Http2Conversation;
import dev.sonde.agent.target.HttpConversation;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TcpTarget.Conversation;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Phases against servers that hold back each step by a known time. The truth is what the server stamps with the same
 * clock, not what it was asked for; medians, because the machine has other things to do.
 */
@ParameterizedClass
@MethodSource("dev.sonde.agent.probe.run.TestLoop#engines")
class PhaseTruthIT {
    private static final long RESOLVE_NANOS = millis(100);
    private static final long TLS_NANOS = millis(110);
    private static final long SETTINGS_NANOS = millis(120);
    private static final long HEAD_NANOS = millis(130);
    private static final long BODY_NANOS = millis(140);
    private static final int BODY_BYTES = 1000;

    private static final int WARM_UP_RUNS = 40;
    private static final int RUNS = 7;

    /** A wrong measurement is wrong in every round; a busy machine is not. */
    private static final int ROUNDS = 4;

    private static final long TOLERANCE_NANOS = millis(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Identity SHOP = AUTHORITY.identity("shop.test");

    @Parameter
    Engines engines;

    @TempDir
    Path directory;

    private final BlockingQueue<Map<Phase, Long>> truths = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> handshakes = new LinkedBlockingQueue<>();
    private DnsTarget names;
    private TestLoop loop;
    private Tls tls;

    @BeforeEach
    void open() {
        names = new DnsTarget().address("shop.test", "127.0.0.1");
        loop = new TestLoop(
                engines,
                TestLoop.settings(engines).withNames(() -> NameSources.of(ResolverConfiguration.of(names.address()))));
        tls = new Tls(AUTHORITY.writeTo(directory.resolve("ca.pem")).toString(), null, true);
    }

    @AfterEach
    void close() {
        loop.close();
        names.close();
    }

    @Test
    void phases_http1InClearText() throws Exception {
        assertTrue(
                "http",
                Version.HTTP_1_1,
                new HttpConversation(0, 0, BODY_BYTES),
                new HttpConversation(HEAD_NANOS, BODY_NANOS, BODY_BYTES).stamping(this::http1));
    }

    @Test
    void phases_http1OverTls() throws Exception {
        assertTrue(
                "https",
                Version.HTTP_1_1,
                new TlsConversation(SHOP, new HttpConversation(0, 0, BODY_BYTES)),
                held(new HttpConversation(HEAD_NANOS, BODY_NANOS, BODY_BYTES).stamping(this::http1)));
    }

    @Test
    void phases_http2OverTls() throws Exception {
        assertTrue(
                "https",
                Version.AUTO,
                new TlsConversation(SHOP, new Http2Conversation(0, 0, 0, BODY_BYTES)).agreeing("h2"),
                held(new Http2Conversation(SETTINGS_NANOS, HEAD_NANOS, BODY_NANOS, BODY_BYTES).stamping(this::http2))
                        .agreeing("h2"));
    }

    @Test
    void phases_http2InClearText() throws Exception {
        assertTrue(
                "http",
                Version.HTTP_2,
                new Http2Conversation(0, 0, 0, BODY_BYTES),
                new Http2Conversation(SETTINGS_NANOS, HEAD_NANOS, BODY_NANOS, BODY_BYTES).stamping(this::http2));
    }

    @Test
    void connect_throughAFullAcceptQueueTakesAsLongAsForAPlainSocket() throws Exception {
        List<Long> differences = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            differences.add(connectThroughFullQueue());
        }

        assertThat(median(differences)).isCloseTo(0L, within(millis(50)));
    }

    private TlsConversation held(Conversation inner) {
        return new TlsConversation(SHOP, inner)
                .delaying(TLS_NANOS)
                .stamping(stamps -> handshakes.add(stamps[1] - stamps[0]));
    }

    private void http1(HttpConversation.Stamps stamps) {
        Map<Phase, Long> truth = new EnumMap<>(Phase.class);
        truth.put(Phase.PROCESSING, stamps.head() - stamps.request());
        truth.put(Phase.TRANSFER, stamps.end() - stamps.head());
        truths.add(truth);
    }

    private void http2(Http2Conversation.Stamps stamps) {
        Map<Phase, Long> truth = new EnumMap<>(Phase.class);
        truth.put(Phase.SETTINGS, stamps.settings() - stamps.begun());
        truth.put(Phase.PROCESSING, stamps.head() - stamps.request());
        truth.put(Phase.TRANSFER, stamps.end() - stamps.head());
        truths.add(truth);
    }

    private void assertTrue(String scheme, Version version, Conversation prompt, Conversation slow) throws Exception {
        try (TcpTarget target = new TcpTarget(prompt)) {
            Probe probe = probe(scheme, version, target);
            for (int i = 0; i < WARM_UP_RUNS; i++) {
                assertThat(loop.run(probe).outcome()).isEqualTo(Outcome.SUCCESS);
            }
        }
        names.delaying(RESOLVE_NANOS);
        try (TcpTarget target = new TcpTarget(slow)) {
            Probe probe = probe(scheme, version, target);
            Map<Phase, List<Long>> errors = errors(probe, scheme.equals("https"));
            for (int round = 1; round < ROUNDS && !areWithinTolerance(errors); round++) {
                errors = errors(probe, scheme.equals("https"));
            }
            System.out.println(
                    engines + ", " + version.label() + " over " + scheme + ": errors in us " + inMicros(errors));
            errors.forEach((phase, found) ->
                    assertThat(median(found)).as("%s: %s", phase, found).isCloseTo(0L, within(TOLERANCE_NANOS)));
        }
    }

    /** By phase, how much more each run measured than the server knows it took. */
    private Map<Phase, List<Long>> errors(Probe probe, boolean secure) throws InterruptedException {
        Map<Phase, List<Long>> errors = new EnumMap<>(Phase.class);
        for (int i = 0; i < RUNS; i++) {
            names.stamps().clear();
            Sample sample = loop.run(probe);
            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            Map<Phase, Long> truth = truth(secure);
            assertThat(sample.phases().toMap().keySet()).containsAll(truth.keySet());
            truth.forEach((phase, nanos) -> errors.computeIfAbsent(phase, none -> new ArrayList<>())
                    .add(sample.phases().nanos(phase) - nanos));
        }
        return errors;
    }

    private static boolean areWithinTolerance(Map<Phase, List<Long>> errors) {
        return errors.values().stream().allMatch(found -> Math.abs(median(found)) <= TOLERANCE_NANOS);
    }

    private Map<Phase, Long> truth(boolean secure) throws InterruptedException {
        Map<Phase, Long> truth = truths.poll(5, TimeUnit.SECONDS);
        long[] lookup = names.stamps().get(0);
        truth.put(Phase.RESOLVE, lookup[1] - lookup[0]);
        if (secure) {
            truth.put(Phase.TLS, handshakes.poll(5, TimeUnit.SECONDS));
        }
        return truth;
    }

    private Probe probe(String scheme, Version version, TcpTarget target) {
        HttpTarget check = Targets.get(scheme + "://shop.test:" + target.port() + "/");
        return loop.probe(Targets.with(Targets.with(check, version), tls), TIMEOUT);
    }

    /** The probe's connect phase less a plain socket's connect, both begun together against one full queue. */
    private long connectThroughFullQueue() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            HttpTarget check = Targets.get("http://shop.test:" + server.getLocalPort() + "/");
            Probe probe = loop.probe(check, TIMEOUT);
            CompletableFuture<Long> plain;
            Future<Sample> probed;
            try (FullQueue full = new FullQueue(server.getLocalPort())) {
                plain = CompletableFuture.supplyAsync(() -> plainConnect(server.getLocalPort()));
                probed = loop.on(() -> Future.succeededFuture(probe.run()));
                full.awaitDropped(2); // their repetitions come after a second
            }
            Thread answering = new Thread(() -> answerAll(server));
            answering.start();
            long plainNanos = plain.get(20, TimeUnit.SECONDS);
            Sample sample = loop.on(() -> probed);

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(plainNanos).isGreaterThan(millis(800));
            return sample.phases().nanos(Phase.CONNECT) - plainNanos;
        }
    }

    private static long plainConnect(int port) {
        try (Socket socket = new Socket()) {
            long began = System.nanoTime();
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return System.nanoTime() - began;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answerAll(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread talker = new Thread(() -> {
                    try (socket) {
                        new HttpConversation(0, 0, 2).with(socket);
                    } catch (Exception e) {
                        // The plain socket and those that filled the queue say nothing.
                    }
                });
                talker.setDaemon(true);
                talker.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static Map<Phase, List<Long>> inMicros(Map<Phase, List<Long>> nanos) {
        Map<Phase, List<Long>> micros = new EnumMap<>(Phase.class);
        nanos.forEach((phase, values) ->
                micros.put(phase, values.stream().map(value -> value / 1000).toList()));
        return micros;
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static long millis(long value) {
        return TimeUnit.MILLISECONDS.toNanos(value);
    }
}
