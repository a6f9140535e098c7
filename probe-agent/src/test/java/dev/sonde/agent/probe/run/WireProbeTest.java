package dev.sonde.agent.probe.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.run.Banner.Mode;
import dev.sonde.agent.target.Scheduled;
import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TcpTarget.Conversation;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.Future;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A protocol that is not HTTP, on bare channels: what every such protocol gets from the loop, the run and the wire. */
class WireProbeTest extends EveryEngine {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final Identity SHOP = AUTHORITY.identity("shop.test");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long TOLERANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int RUNS = 5;

    /** How long each run was kept waiting, by the peer's own account. */
    private final List<Long> keptNanos = new CopyOnWriteArrayList<>();

    String ca;

    @BeforeEach
    void open() {
        ca = AUTHORITY.writeTo(directory.resolve("ca.pem")).toString();
    }

    @Test
    void phases_areThoseReachedAndSumToTheWhole() {
        try (TcpTarget target = new TcpTarget(socket -> {
            long began = System.nanoTime();
            Scheduled.after(Duration.ofNanos(DELAY_NANOS), () -> keptNanos.add(System.nanoTime() - began));
            greeting("hello\n").with(socket);
        })) {
            Sample sample = leastDisturbed(Banner.of(target.port(), Mode.CLEAR, null), Phase.PROCESSING);

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.address()).isEqualTo("127.0.0.1:" + target.port());
            Awaitility.await().until(() -> target.open() == 0);
        }
    }

    @Test
    void connectionClosedBeforeTheBanner() {
        try (TcpTarget target = new TcpTarget(socket -> {})) {
            Sample sample = run(Banner.of(target.port(), Mode.CLEAR, null));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.CONNECTION_RESET));
            assertThat(sample.detail()).isEqualTo("the peer closed the connection before its banner");
        }
    }

    @Test
    void connectionResetBeforeTheBanner() {
        try (TcpTarget target = new TcpTarget(socket -> socket.setSoLinger(true, 0))) {
            Sample sample = run(Banner.of(target.port(), Mode.CLEAR, null));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.CONNECTION_RESET));
        }
    }

    @Test
    void connectionRefused() {
        int port;
        try (TcpTarget gone = new TcpTarget(TcpTarget::awaitClose)) {
            port = gone.port();
        }

        Sample sample = run(Banner.of(port, Mode.CLEAR, null));

        assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.CONNECT_REFUSED));
        assertThat(sample.detail()).isEqualTo("connect to 127.0.0.1:" + port + ": refused");
        assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT);
    }

    @Test
    void deadline_endsTheRunAndTheConnection() {
        try (TcpTarget target = new TcpTarget(TcpTarget::awaitClose)) {
            Sample sample = loop.run(loop.probe(Banner.of(target.port(), Mode.CLEAR, null), Duration.ofMillis(500)));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TIMEOUT));
            assertThat(sample.detail()).isEqualTo("no banner within 500ms");
            Awaitility.await().until(() -> target.open() == 0);
        }
    }

    @Test
    void close_endsRunsInFlightAsUnknown() {
        try (TcpTarget target = new TcpTarget(TcpTarget::awaitClose)) {
            Probe probe = loop.probe(Banner.of(target.port(), Mode.CLEAR, null), TIMEOUT);
            Future<Sample> run = loop.on(() -> Future.succeededFuture(probe.run()));
            Awaitility.await().until(() -> target.accepted() == 1);
            loop.on(() -> {
                probe.close();
                return Future.succeededFuture();
            });

            assertThat(loop.on(() -> run).outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_STOPPED));
            assertThat(((LoopProbe<?>) probe).inFlight()).isZero();
            Awaitility.await().until(() -> target.open() == 0);
        }
    }

    @Test
    void secrets_areTakenOutOfTheDetail() throws Exception {
        Files.writeString(directory.resolve("greeting"), "open-sesame\n");
        try (TcpTarget target = new TcpTarget(greeting("not open-sesame\n"))) {
            Sample sample =
                    run(new Banner("shop.test", target.port(), "${file:greeting}", Mode.CLEAR, null, Reach.DEFAULT));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.ASSERTION));
            assertThat(sample.detail()).isEqualTo("banner: not *** (expected: ***)");
        }
    }

    @Test
    void secret_thatIsMissingIsTheAgentsFault() {
        Sample sample = run(new Banner("shop.test", 1, "${file:greeting}", Mode.CLEAR, null, Reach.DEFAULT));

        assertThat(sample.outcome()).isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
        assertThat(sample.detail()).startsWith("${file:greeting}: no readable file");
    }

    @Test
    void tls_fromTheStart() {
        try (TcpTarget target = new TcpTarget(new TlsConversation(SHOP, greeting("hello\n"))
                .delaying(DELAY_NANOS)
                .stamping(stamps -> keptNanos.add(stamps[1] - stamps[0])))) {
            Sample sample = leastDisturbed(Banner.of(target.port(), Mode.SECURE, trusting(ca)), Phase.TLS);

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().toMap())
                    .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(sample.certificateExpiry()).isEqualTo(expiry(SHOP));
            Awaitility.await().until(() -> target.open() == 0);
        }
    }

    @Test
    void tls_afterTheFirstLine() {
        Conversation secured = new TlsConversation(SHOP, greeting("hello\n"))
                .delaying(DELAY_NANOS)
                .stamping(stamps -> keptNanos.add(stamps[1] - stamps[0]));
        try (TcpTarget target = new TcpTarget(socket -> {
            socket.getOutputStream().write("STARTTLS\n".getBytes(StandardCharsets.UTF_8));
            secured.with(socket);
        })) {
            Sample sample = leastDisturbed(Banner.of(target.port(), Mode.STARTTLS, trusting(ca)), Phase.TLS);

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().totalNanos()).isEqualTo(sample.durationNanos());
            assertThat(sample.certificateExpiry()).isEqualTo(expiry(SHOP));
        }
    }

    @Test
    void certificate_isKeptWhenItIsRefused() {
        Instant until = Instant.now().minus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Identity expired = AUTHORITY.identity(until.minus(90, ChronoUnit.DAYS), until, "shop.test");
        Conversation secured = new TlsConversation(expired, greeting("hello\n"));
        try (TcpTarget fromStart = new TcpTarget(secured);
                TcpTarget later = new TcpTarget(socket -> {
                    socket.getOutputStream().write("STARTTLS\n".getBytes(StandardCharsets.UTF_8));
                    secured.with(socket);
                })) {
            for (Sample sample : List.of(
                    run(Banner.of(fromStart.port(), Mode.SECURE, trusting(ca))),
                    run(Banner.of(later.port(), Mode.STARTTLS, trusting(ca))))) {
                assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TLS_CERTIFICATE));
                assertThat(sample.detail()).startsWith("certificate: expired (");
                assertThat(sample.certificateExpiry()).isEqualTo(until);
            }
        }
    }

    @Test
    void tls_withAPeerThatDoesNotSpeakIt() {
        try (TcpTarget target = new TcpTarget(greeting("hello\n"))) {
            Sample sample = run(Banner.of(target.port(), Mode.SECURE, trusting(ca)));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.TLS_HANDSHAKE));
            assertThat(sample.detail()).isEqualTo("TLS handshake: the peer does not speak TLS");
        }
    }

    @Test
    void sourceAddress_isWhatThePeerSees() {
        List<String> peers = new CopyOnWriteArrayList<>();
        try (TcpTarget target = new TcpTarget(socket -> {
            peers.add(((InetSocketAddress) socket.getRemoteSocketAddress())
                    .getAddress()
                    .getHostAddress());
            greeting("hello\n").with(socket);
        })) {
            Sample sample = run(from("127.0.0.2", target.port(), Mode.CLEAR));

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(peers).containsExactly("127.0.0.2");
        }
    }

    @Test
    void sourceAddress_thatIsNotOursIsTheAgentsFault() {
        try (TcpTarget target = new TcpTarget(greeting("hello\n"))) {
            Sample sample = run(from("192.0.2.9", target.port(), Mode.CLEAR));

            assertThat(sample.outcome())
                    .as(sample.detail())
                    .isEqualTo(Outcome.unknown(UnknownReason.AGENT_MISCONFIGURED));
            assertThat(sample.detail()).isEqualTo("source_address: 192.0.2.9 (expected: an address of this machine)");
        }
    }

    @Test
    void fence_isAskedAfterTheNameIsResolved() {
        try (TestLoop fenced = new TestLoop(engines, TestLoop.settings(engines).withFence(AddressFence.publicOnly()))) {
            Sample sample = fenced.run(fenced.probe(Banner.of(1, Mode.CLEAR, null), TIMEOUT));

            assertThat(sample.outcome()).isEqualTo(Outcome.failure(FailureReason.BLOCKED));
            assertThat(sample.detail()).isEqualTo("shop.test: address 127.0.0.1 may not be probed from here");
        }
    }

    @Test
    void datagrams_comeAndGoFromTheSourceAddress() throws Exception {
        List<String> peers = new CopyOnWriteArrayList<>();
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            Thread answering = new Thread(() -> {
                try {
                    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                    server.receive(packet);
                    peers.add(packet.getAddress().getHostAddress());
                    byte[] answer = "hello\n".getBytes(StandardCharsets.UTF_8);
                    server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            answering.start();
            Sample sample = run(from("127.0.0.2", server.getLocalPort(), Mode.DATAGRAMS));
            answering.join();

            assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.SUCCESS);
            assertThat(sample.phases().toMap()).containsOnlyKeys(Phase.RESOLVE, Phase.PROCESSING, Phase.TRANSFER);
            assertThat(peers).containsExactly("127.0.0.2");
        }
    }

    @Test
    void datagrams_toAClosedPort() throws Exception {
        int port;
        try (DatagramSocket gone = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            port = gone.getLocalPort();
        }

        Sample sample = run(Banner.of(port, Mode.DATAGRAMS, null));

        assertThat(sample.outcome()).as(sample.detail()).isEqualTo(Outcome.failure(FailureReason.CONNECT_REFUSED));
        assertThat(sample.detail()).isEqualTo("datagram to 127.0.0.1:" + port + ": port unreachable");
    }

    /** Several runs, and of them the one whose phase is nearest to what the peer says: the machine may be busy. */
    private Sample leastDisturbed(Banner banner, Phase delayed) {
        Sample least = null;
        long leastError = Long.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            Sample sample = run(banner);
            int runs = i + 1;
            Awaitility.await().until(() -> keptNanos.size() == runs);
            long error = Math.abs(sample.phases().nanos(delayed) - keptNanos.get(i));
            if (error < leastError) {
                leastError = error;
                least = sample;
            }
        }
        assertThat(leastError).as("error of %s in ns", delayed).isLessThan(TOLERANCE_NANOS);
        assertThat(keptNanos).allMatch(kept -> kept >= DELAY_NANOS);
        return least;
    }

    private Sample run(Banner banner) {
        return loop.run(loop.probe(banner, TIMEOUT));
    }

    private static Banner from(String source, int port, Mode mode) {
        return new Banner(
                "shop.test",
                port,
                "hello",
                mode,
                null,
                Reach.of(new Network(null, true, source, Network.Addresses.FIRST, Network.Rule.ALL)));
    }

    private static Tls trusting(String ca) {
        return new Tls(ca, null, true);
    }

    private static Instant expiry(Identity identity) {
        return identity.certificate().getNotAfter().toInstant();
    }

    private static Conversation greeting(String text) {
        return socket -> {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            TcpTarget.awaitClose(socket);
        };
    }
}
