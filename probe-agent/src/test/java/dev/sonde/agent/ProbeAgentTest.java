package dev.sonde.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sonde.agent.assignment.AssignmentSource;
import dev.sonde.agent.delivery.BatchSink;
import dev.sonde.agent.delivery.Delivery;
import dev.sonde.agent.exporter.Listen;
import dev.sonde.agent.probe.PhaseTimings;
import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.ProbeFactory;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.BatchCodec;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent on a real Vertx, with probes that answer as told. */
class ProbeAgentTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
    private final List<Batch> batches = new CopyOnWriteArrayList<>();
    private final GivenAssignment assignment = new GivenAssignment();
    private volatile Outcome outcome = Outcome.SUCCESS;
    private volatile boolean answering = true;

    @TempDir
    private Path data;

    private static final class GivenAssignment implements AssignmentSource {
        private volatile Consumer<AssignedChecks> listener;
        private volatile Context context;

        @Override
        public Future<Void> start(Consumer<AssignedChecks> hearer) {
            context = Vertx.currentContext();
            listener = hearer;
            return Future.succeededFuture();
        }

        void give(AssignedChecks checks) {
            context.runOnContext(here -> listener.accept(checks));
        }

        @Override
        public Future<Void> stop() {
            return Future.succeededFuture();
        }
    }

    private final class AnsweringProbes implements ProbeFactory {
        @Override
        public Probe create(Check check) {
            return new Probe() {
                private final List<Promise<Sample>> waiting = new ArrayList<>();

                @Override
                public Future<Sample> run() {
                    if (answering) {
                        return Future.succeededFuture(sample(outcome));
                    }
                    waiting.add(Promise.promise());
                    return waiting.get(waiting.size() - 1).future();
                }

                @Override
                public void close() {
                    waiting.forEach(run -> run.tryComplete(sample(Outcome.unknown(UnknownReason.AGENT_STOPPED))));
                }
            };
        }

        private Sample sample(Outcome end) {
            PhaseTimings phases = PhaseTimings.of(Map.of(Phase.CONNECT, 3_000_000L));
            return SampleBuilder.sample(end, 3_000_000)
                    .startedNanos(System.nanoTime())
                    .phases(phases)
                    .detail("as told")
                    .address("127.0.0.1:1")
                    .status(200)
                    .build();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    private Future<Delivery> take(byte[] gzipped) {
        try {
            batches.add(BatchCodec.decode(BatchCodec.gunzip(gzipped, BatchCodec.MAX_BYTES)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return Future.succeededFuture(new Delivery.Accepted());
    }

    private ProbeAgent agent(AgentOptions options, BatchSink sink) {
        return agent(options, sink, Future::succeededFuture);
    }

    private ProbeAgent agent(AgentOptions options, BatchSink sink, Supplier<Future<?>> tlsRehearsal) {
        return new ProbeAgent(
                vertx,
                options,
                assignment,
                AnsweringProbes::new,
                Future::succeededFuture,
                tlsRehearsal,
                sink,
                null,
                new AgentTelemetry());
    }

    private AgentOptions spooling() {
        return options(null, true, Duration.ofMillis(300));
    }

    private AgentOptions options(Listen listen) {
        return options(listen, false, Duration.ofSeconds(5));
    }

    private AgentOptions options(Listen listen, boolean spool, Duration stopGrace) {
        AgentOptions defaults = AgentOptions.local("local", data);
        return new AgentOptions(
                "local",
                data,
                spool,
                defaults.queueLimits(),
                2,
                100,
                defaults.lagThreshold(),
                listen,
                listen != null,
                stopGrace,
                null);
    }

    private static AssignedChecks checks(String revision, Duration interval, String... names) {
        return checks(revision, "http", interval, names);
    }

    private static AssignedChecks checks(String revision, String scheme, Duration interval, String... names) {
        List<AssignedCheck> checks = Arrays.stream(names)
                .map(name -> Check.of(
                        new CheckName(name),
                        interval,
                        Duration.ofSeconds(5),
                        HttpTarget.get(URI.create(scheme + "://127.0.0.1:1/" + name))))
                .map(check -> new AssignedCheck(check, List.of(Duration.ofMillis(20))))
                .toList();
        return new AssignedChecks(revision, Location.LOCAL, checks);
    }

    private static void finish(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Every slot's word of a check; fails on a slot with two. */
    private Map<Long, SlotWord> words(String check) {
        Map<Long, SlotWord> words = new TreeMap<>();
        for (Batch batch : batches) {
            for (CheckInterval interval : batch.intervals()) {
                if (interval.check().value().equals(check)) {
                    for (int i = 0; i < interval.words().count(); i++) {
                        if (!interval.words().at(i).isNone()) {
                            assertThat(words.put(
                                            interval.firstSlot() + i,
                                            interval.words().at(i)))
                                    .isNull();
                        }
                    }
                }
            }
        }
        return words;
    }

    private static long nowEpochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private static SlotWord last(Map<Long, SlotWord> words) {
        return List.copyOf(words.values()).get(words.size() - 1);
    }

    private static void assertGapless(Map<Long, SlotWord> words) {
        List<Long> slots = List.copyOf(words.keySet());
        assertThat(slots.get(slots.size() - 1) - slots.get(0) + 1).isEqualTo(slots.size());
    }

    @AfterEach
    void close() {
        finish(vertx.close());
    }

    @Test
    void badRun_isDeliveredWithinAboutASecondAndTheRecoveryToo() {
        ProbeAgent agent = agent(options(null), this::take);
        finish(agent.start());
        assignment.give(checks("r1", Duration.ofMillis(200), "a", "b", "c"));
        await().atMost(Duration.ofSeconds(10)).until(() -> !words("a").isEmpty());
        assertThat(words("a").values()).containsOnly(SlotWord.GOOD);

        outcome = Outcome.failure(FailureReason.HTTP_STATUS);
        await().atMost(Duration.ofMillis(2_500))
                .until(() -> words("b").containsValue(SlotWord.bad(FailureReason.HTTP_STATUS)));
        outcome = Outcome.SUCCESS;
        await().atMost(Duration.ofMillis(2_500)).until(() -> last(words("c")) == SlotWord.GOOD);
        finish(agent.stop());

        assertGapless(words("a"));
        assertGapless(words("c"));
        assertThat(batches).extracting(Batch::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(batches)
                .extracting(Batch::incarnation)
                .containsOnly(batches.get(0).incarnation());
        assertThat(batches).extracting(Batch::configRevision).containsOnly("r1");
        assertThat(batches.stream()
                        .mapToLong(b -> b.eventLoopLag().totalCount())
                        .sum())
                .isPositive();
    }

    @Test
    void assignment_withTlsIsTakenWhenThatIsLoaded() {
        Promise<Void> loaded = Promise.promise();
        AtomicInteger asked = new AtomicInteger();
        ProbeAgent agent = agent(options(null), this::take, () -> {
            asked.incrementAndGet();
            return loaded.future();
        });
        finish(agent.start());
        assignment.give(checks("r1", "https", Duration.ofMillis(200), "a"));
        await().until(() -> asked.get() == 1);
        assertThat(agent.isReady()).isFalse();

        loaded.complete();
        await().until(() -> !words("a").isEmpty());
        finish(agent.stop());

        assertGapless(words("a"));
        assertThat(words("a").values()).containsOnly(SlotWord.GOOD);
        assertThat(asked).hasValue(1);
    }

    @Test
    void assignment_inClearTextLoadsNoTls() {
        AtomicInteger asked = new AtomicInteger();
        ProbeAgent agent = agent(options(null), this::take, () -> {
            asked.incrementAndGet();
            return Future.succeededFuture();
        });
        finish(agent.start());
        assignment.give(checks("r1", Duration.ofMillis(200), "a"));
        await().until(() -> !words("a").isEmpty());
        finish(agent.stop());

        assertThat(asked).hasValue(0);
    }

    @Test
    void restart_tellsTheSlotsInBetweenAsStoppedAndNoSlotTwice() {
        answering = false;
        ProbeAgent first = agent(options(null), this::take);
        finish(first.start());
        assignment.give(checks("r1", Duration.ofMillis(100), "a"));
        await().until(() -> first.telemetry().runsInFlight() >= 2);
        finish(first.stop());
        assertThat(words("a").values()).containsOnly(SlotWord.unknown(UnknownReason.AGENT_STOPPED, true));
        assertThat(first.telemetry().runsInFlight()).isZero();

        Plan plan = Plan.of(new CheckName("a"), Location.LOCAL, Duration.ofMillis(100), Duration.ofSeconds(5));
        long lastTold = Collections.max(words("a").keySet());
        await().until(() -> plan.slotAtOrBefore(nowEpochNanos()) > lastTold + 5);
        answering = true;
        ProbeAgent second = agent(options(null), this::take);
        finish(second.start());
        assignment.give(checks("r1", Duration.ofMillis(100), "a"));
        await().until(() -> second.telemetry().runsStarted() >= 2);
        finish(second.stop());

        Map<Long, SlotWord> words = words("a");
        assertGapless(words);
        assertThat(words.values().stream().filter(SlotWord.unknown(UnknownReason.AGENT_STOPPED, false)::equals))
                .hasSizeGreaterThanOrEqualTo(5);
        assertThat(batches.stream().map(Batch::incarnation).distinct()).hasSize(2);
    }

    @Test
    void batchesThatNobodyTook_areDeliveredByTheNextLifeAndNoSlotIsToldTwice() {
        ProbeAgent first =
                agent(spooling(), gzipped -> Promise.<Delivery>promise().future());
        finish(first.start());
        assignment.give(checks("r1", Duration.ofMillis(100), "a", "b"));
        await().until(() -> first.telemetry().runsStarted() >= 10);
        finish(first.stop());
        assertThat(batches).isEmpty();
        assertThat(first.telemetry().queuedBatches()).isPositive();

        ProbeAgent second = agent(spooling(), this::take);
        finish(second.start());
        assignment.give(checks("r1", Duration.ofMillis(100), "a", "b"));
        await().until(() -> second.telemetry().runsStarted() >= 10);
        finish(second.stop());

        assertGapless(words("a"));
        assertGapless(words("b"));
        assertThat(second.telemetry().queuedBatches()).isZero();
        assertThat(batches.stream().map(Batch::incarnation).distinct()).hasSize(2);
        long firstLife = batches.get(0).incarnation();
        List<Long> lives = batches.stream().map(Batch::incarnation).toList();
        assertThat(lives.lastIndexOf(firstLife)).isLessThan(lives.size() - 1);
        assertThat(lives.subList(0, lives.lastIndexOf(firstLife) + 1)).containsOnly(firstLife);
    }

    @Test
    void newAssignment_leavesUnchangedChecksAlone() {
        ProbeAgent agent = agent(options(null), this::take);
        finish(agent.start());
        assertThat(agent.isReady()).isFalse();
        assignment.give(checks("r1", Duration.ofMillis(100), "a", "b"));
        await().until(() -> agent.telemetry().runsStarted() >= 6);

        assignment.give(checks("r2", Duration.ofMillis(100), "a", "c"));
        long before = agent.telemetry().runsStarted();
        await().until(() -> agent.telemetry().runsStarted() >= before + 10);
        finish(agent.stop());

        assertThat(agent.isReady()).isTrue();
        assertGapless(words("a"));
        assertThat(words("b")).isNotEmpty();
        assertThat(words("c")).isNotEmpty();
        assertThat(words("a").keySet()).hasSizeGreaterThan(words("b").size());
    }

    @Test
    void dataDirectoryInUse_isOneLine() {
        ProbeAgent first = agent(options(null), this::take);
        finish(first.start());

        ProbeAgent second = agent(options(null), this::take);

        assertThatThrownBy(() -> finish(second.start()))
                .hasRootCauseMessage("data directory " + data
                        + " is in use by another agent (expected: one of its own; choose another with --data)");
        finish(first.stop());
    }

    @Test
    void portInUse_isOneLineAndLeavesNothingBehind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            ProbeAgent agent = agent(options(new Listen("127.0.0.1", taken.getLocalPort(), null, null)), this::take);

            assertThatThrownBy(() -> finish(agent.start()))
                    .cause()
                    .cause()
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ")
                    .hasMessageEndingWith(" (expected: a free address; choose another with --listen)");
        }
        ProbeAgent next = agent(options(null), this::take);
        finish(next.start());
        finish(next.stop());
    }

    @Test
    void metricsAndHealth_tellWhatTheAgentDoes() throws Exception {
        ProbeAgent agent = agent(options(new Listen("127.0.0.1", 0, null, null)), this::take);
        finish(agent.start());
        assertThat(get(agent, "/-/healthy").statusCode()).isEqualTo(200);
        assertThat(get(agent, "/-/ready").statusCode()).isEqualTo(503);

        assignment.give(checks("r1", Duration.ofMillis(100), "a"));
        await().until(() -> !batches.isEmpty() && !words("a").isEmpty());

        assertThat(get(agent, "/-/ready").statusCode()).isEqualTo(200);
        String page = get(agent, "/metrics").body();
        assertThat(page)
                .contains("sonde_probe_runs_total{check=\"a\",location=\"local\",outcome=\"success\",reason=\"\"}")
                .contains("sonde_probe_up{check=\"a\",location=\"local\"} 1.0")
                .contains(
                        "sonde_probe_duration_seconds_bucket{check=\"a\",location=\"local\",outcome=\"success\",le=\"0.005\"}")
                .contains(
                        "sonde_probe_phase_duration_seconds_count{check=\"a\",location=\"local\",outcome=\"success\",phase=\"connect\"}")
                .contains("sonde_agent_schedule_delay_seconds_bucket{agent=\"local\",location=\"local\",le=\"0.001\"}")
                .contains("sonde_agent_event_loop_lag_seconds_count{agent=\"local\",location=\"local\"}")
                .contains("sonde_agent_batches_total{event=\"delivered\"}")
                .contains("\nsonde_agent_engines{tls=\"")
                .contains("\nsonde_agent_quic_missing 0.0\n")
                .contains("\nsonde_agent_admitted_slots_ratio 1.0\n")
                .containsPattern("\nsonde_agent_utilisation_forecast_ratio 0\\.0*[1-9]|"
                        + "\nsonde_agent_utilisation_forecast_ratio [1-9.]+E-")
                .contains("\nsonde_agent_utilisation_ratio ")
                .contains("\nsonde_agent_run_cpu_seconds ")
                .contains("jvm_memory_used_bytes")
                .contains("\njvm_gc_pause_seconds_count{gc=\"")
                .contains("\njvm_gc_pause_seconds_sum{gc=\"");
        finish(agent.stop());
    }

    private static HttpResponse<String> get(ProbeAgent agent, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
