package dev.sonde.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.incident.Cause;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.IncidentTracker;
import dev.sonde.collector.incident.Ulids;
import dev.sonde.collector.notify.Links;
import dev.sonde.collector.notify.MessagePlanner;
import dev.sonde.collector.notify.OutboxMessage;
import dev.sonde.collector.notify.Receiver;
import dev.sonde.collector.notify.Route;
import dev.sonde.collector.notify.WebhookReceiver;
import dev.sonde.collector.slo.Severity;
import dev.sonde.collector.slo.Slo;
import dev.sonde.collector.watch.Judged;
import dev.sonde.collector.watch.Snapshot;
import dev.sonde.collector.watch.Watch;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.secret.SecretText;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds over the real store: what one transaction keeps, and what a restart finds. */
class RoundsTest {
    private static final Check CHECK = Check.of(
            StoreFixture.CHECK,
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            HttpTarget.get(URI.create("http://127.0.0.1/")));
    private static final Slo SLO =
            Slo.of("availability", StoreFixture.CHECK, new BigDecimal("0.999"), null, Duration.ofDays(30));
    private static final SlotWord BAD = SlotWord.bad(FailureReason.TIMEOUT);

    @TempDir
    private Path root;

    private final Ulids ids = new Ulids(new Random(1));
    private final HandTimer timer = new HandTimer();
    private final AtomicInteger pokes = new AtomicInteger();
    private final List<OutboxMessage> told = new ArrayList<>();
    private StoreFixture fixture;
    private Watch watch;
    private int sent;
    private Instant certificateExpiry;

    @BeforeEach
    void open() throws Exception {
        fixture = new StoreFixture(root.resolve("data"));
        startWatch();
        round();
    }

    @AfterEach
    void close() {
        fixture.close();
        timer.shutdownNow();
    }

    @Test
    void anOutageIsOneIncidentAndOneMessage_alsoOverARestart() throws Exception {
        send(20, SlotWord.GOOD);
        send(3, BAD);

        Incident opened = onlyIncident();
        List<OutboxMessage> first = owed();
        fixture.reopen();
        startWatch();
        round();
        send(3, BAD);

        assertThat(opened.severity()).isEqualTo(Severity.PAGE);
        assertThat(opened.causes()).extracting("id").contains("hard_down");
        assertThat(first).extracting(OutboxMessage::type).containsExactly("incident.opened");
        assertThat(first.get(0).body())
                .contains(opened.id())
                .contains("timeout")
                .contains("no answer");
        assertThat(onlyIncident().id()).isEqualTo(opened.id());
        assertThat(owed())
                .extracting(OutboxMessage::id)
                .containsOnlyOnce(first.get(0).id());
        assertThat(owed()).extracting(OutboxMessage::type).doesNotContain("incident.escalated");
    }

    @Test
    void aResolveFollowsQuiet_andTheIncidentStaysOnRecord() {
        send(20, SlotWord.GOOD);
        send(3, BAD);
        String id = onlyIncident().id();
        deliverAll();

        send(9, SlotWord.GOOD);
        boolean openBeforeQuiet = !watch.snapshot().openIncidents().isEmpty();
        send(800, SlotWord.GOOD);

        assertThat(openBeforeQuiet).isTrue();
        assertThat(watch.snapshot().openIncidents()).isEmpty();
        assertThat(fixture.store.incidents().find(id).orElseThrow().state()).isEqualTo("resolved");
        assertThat(fixture.store.incidents().find("resolved", null, null, StoreFixture.START, null, 10))
                .hasSize(1);
        assertThat(fixture.store.incidents().find("open", null, null, null, null, 10))
                .isEmpty();
        deliverAll();
        assertThat(told)
                .extracting(OutboxMessage::type)
                .startsWith("incident.opened")
                .endsWith("incident.resolved");
        assertThat(fixture.store.outbox().results().get("on-call").values()).containsExactly((long) told.size());
    }

    @Test
    void aCertificateIsForgotten_onceRunsSucceedWithoutOne() throws Exception {
        certificateExpiry = StoreFixture.START.plus(Duration.ofDays(5));
        send(2, SlotWord.GOOD);
        Incident ticket = onlyIncident();
        certificateExpiry = null;

        send(2, BAD);
        boolean openWhileOnlyFailing = !onlyIncident().causes().get(0).state().equals(Cause.State.CLEARED);
        send(40, SlotWord.GOOD);

        assertThat(ticket.severity()).isEqualTo(Severity.TICKET);
        assertThat(openWhileOnlyFailing).isTrue();
        assertThat(watch.snapshot().openIncidents()).isEmpty();
        fixture.reopen();
        startWatch();
        round();
        assertThat(watch.snapshot().openIncidents()).isEmpty();
    }

    @Test
    void anAcknowledgementIsKeptAndTold() throws Exception {
        send(20, SlotWord.GOOD);
        send(3, BAD);
        String id = onlyIncident().id();

        Incident acknowledged =
                watch.acknowledge(id, "kim").toCompletableFuture().join().orElseThrow();
        Incident notResolved =
                watch.resolve(id, "kim").toCompletableFuture().join().orElseThrow();
        fixture.reopen();
        startWatch();
        round();

        assertThat(acknowledged.state()).isEqualTo("acknowledged");
        assertThat(notResolved.isOpen()).isTrue();
        assertThat(onlyIncident().acknowledgement().by()).isEqualTo("kim");
        assertThat(fixture.store.incidents().find(null, null, "kim", null, null, 10))
                .hasSize(1);
        deliverAll();
        assertThat(told).extracting(OutboxMessage::type).containsExactly("incident.opened", "incident.acknowledged");
        assertThat(watch.acknowledge("nobody", "kim").toCompletableFuture().join())
                .isEmpty();
    }

    @Test
    void aCheckThatLeavesTheConfigurationEndsItsIncidentAtOnce() {
        send(20, SlotWord.GOOD);
        send(3, BAD);
        String id = onlyIncident().id();

        fixture.store
                .watch(new WatchedChecks(Map.of(), Duration.ofDays(7), dev.sonde.collector.slots.ExcludedTimes.NONE))
                .toCompletableFuture()
                .join();
        judge(Judged.of(List.of(), List.of(), Duration.ofMinutes(5)));

        Incident after = fixture.store.incidents().find(id).orElseThrow();
        assertThat(after.state()).isEqualTo("resolved");
        assertThat(after.causes())
                .extracting("state")
                .extracting(Object::toString)
                .containsOnly("REMOVED");
        assertThat(watch.snapshot().openIncidents()).isEmpty();
    }

    @Test
    void silenceIsSettledByTheRound_andNeitherPagesNorResolves() {
        send(20, SlotWord.GOOD);
        send(3, BAD);
        String id = onlyIncident().id();

        fixture.clock.advance(Duration.ofMinutes(20));
        round();

        assertThat(fixture.counts().unknown()).isGreaterThan(100);
        assertThat(onlyIncident().id()).isEqualTo(id);
    }

    @Test
    void commitsThatChangeAClassShareOneQuickRound() {
        timer.once.clear();

        fixture.append(batch(SlotWord.GOOD)).toCompletableFuture().join();
        fixture.append(batch(SlotWord.GOOD)).toCompletableFuture().join();
        fixture.append(batch(SlotWord.NONE)).toCompletableFuture().join();
        // The store tells of a change right after its commit, on its own thread: wait for that thread.
        fixture.store.look(state -> state).toCompletableFuture().join();

        assertThat(timer.once).hasSize(1);
        assertThat(timer.once.get(0).after()).isLessThanOrEqualTo(Duration.ofMillis(400));
        timer.runPlanned();
        fixture.append(batch(SlotWord.GOOD)).toCompletableFuture().join();
        fixture.store.look(state -> state).toCompletableFuture().join();
        assertThat(timer.once).hasSize(1);
    }

    @Test
    void aFullRoundRunsEveryFiveSecondsWhateverHappens() {
        watch.start();

        assertThat(timer.repeated).hasSize(1);
        assertThat(timer.repeated.get(0).after()).isEqualTo(Duration.ofSeconds(5));
        Instant before = watch.snapshot().at();
        fixture.clock.advance(Duration.ofSeconds(5));
        timer.repeated.get(0).work().run();
        fixture.store.look(state -> state).toCompletableFuture().join();
        assertThat(watch.snapshot().at()).isEqualTo(before.plusSeconds(5));
        assertThat(pokes.get()).isPositive();
    }

    private void startWatch() {
        watch = fixture.watch(timer, pokes::incrementAndGet);
    }

    private Snapshot round() {
        return judge(Judged.of(List.of(CHECK), List.of(SLO), Duration.ofMinutes(5)));
    }

    private Snapshot judge(Judged judged) {
        Receiver receiver = new Receiver(
                "on-call",
                new WebhookReceiver(new SecretText("http://127.0.0.1:9/hook"), null, WebhookReceiver.Format.SONDE));
        MessagePlanner planner =
                new MessagePlanner(List.of(receiver), List.of(new Route("on-call", Set.of())), Links.NONE, ids);
        return watch.judge(judged, new IncidentTracker(Duration.ofMinutes(5), ids), planner)
                .toCompletableFuture()
                .join();
    }

    /** One slot after the other, each reported as it ends and followed by the round it plans. */
    private void send(int slots, SlotWord word) {
        for (int i = 0; i < slots; i++) {
            fixture.report(batch(word), timer);
        }
    }

    private dev.sonde.contract.report.Batch batch(SlotWord word) {
        sent++;
        long slot = StoreFixture.firstSlot() + sent;
        Instant planned = StoreFixture.START.plusSeconds(10L * (sent + 1));
        if (planned.isAfter(fixture.clock.instant())) {
            fixture.clock.advance(Duration.between(fixture.clock.instant(), planned));
        }
        List<Evidence> evidence = word == BAD
                ? List.of(new Evidence(
                        slot,
                        planned,
                        Outcome.failure(FailureReason.TIMEOUT),
                        "no answer",
                        "127.0.0.1:80",
                        0,
                        2_000_000_000L,
                        Map.of(Phase.CONNECT, 1_000_000L)))
                : List.of();
        return Batches.batch(
                StoreFixture.AGENT.name(),
                9,
                sent,
                new CheckInterval(
                        StoreFixture.CHECK,
                        StoreFixture.PLAN,
                        slot,
                        SlotWords.of(word),
                        List.of(),
                        Batches.latencies(word == SlotWord.GOOD ? 1 : 0, sent),
                        Batches.latencies(word == BAD ? 1 : 0, sent),
                        0,
                        certificateExpiry,
                        evidence,
                        List.of()));
    }

    private Incident onlyIncident() {
        assertThat(watch.snapshot().openIncidents()).hasSize(1);
        return watch.snapshot().openIncidents().get(0);
    }

    private List<OutboxMessage> owed() {
        return fixture.store.outbox().due(fixture.clock.instant().plus(Duration.ofDays(1)), 100);
    }

    private void deliverAll() {
        for (List<OutboxMessage> due = owed(); !due.isEmpty(); due = owed()) {
            told.addAll(due);
            due.forEach(message -> fixture.store.outbox().delivered(message.id(), fixture.clock.instant()));
        }
    }
}
