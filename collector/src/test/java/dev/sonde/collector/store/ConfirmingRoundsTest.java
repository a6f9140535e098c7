package dev.sonde.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.IncidentTracker;
import dev.sonde.collector.incident.Ulids;
import dev.sonde.collector.notify.Links;
import dev.sonde.collector.notify.MessagePlanner;
import dev.sonde.collector.slo.RuleStatus;
import dev.sonde.collector.slo.Severity;
import dev.sonde.collector.slo.Slo;
import dev.sonde.collector.slots.SlotKey;
import dev.sonde.collector.watch.Judged;
import dev.sonde.collector.watch.Watch;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.Confirm;
import dev.sonde.contract.check.EvidenceRule;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Confirmation;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a confirming run may hold back, and what it may not, over the real store. */
class ConfirmingRoundsTest {
    private static final Check CHECK = Check.of(
                    StoreFixture.CHECK,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    HttpTarget.get(URI.create("http://127.0.0.1/")))
            .toBuilder()
            .conduct(new Conduct(new Confirm(Duration.ZERO), null, null, false, EvidenceRule.DEFAULT))
            .build();
    private static final Slo SLO =
            Slo.of("availability", StoreFixture.CHECK, new BigDecimal("0.999"), null, Duration.ofDays(30));
    private static final SlotWord BAD = SlotWord.bad(FailureReason.TIMEOUT);
    private static final Outcome FAILED = Outcome.failure(FailureReason.TIMEOUT);

    @TempDir
    private Path root;

    private final Ulids ids = new Ulids(new Random(1));
    private final HandTimer timer = new HandTimer();
    private StoreFixture fixture;
    private Watch watch;
    private long slots;
    private int batches;

    @BeforeEach
    void open() throws Exception {
        fixture = new StoreFixture(root.resolve("data"));
        startWatch();
        for (int i = 0; i < 20; i++) {
            good();
        }
    }

    @AfterEach
    void close() {
        fixture.close();
        timer.shutdownNow();
    }

    @Test
    void refutedFailures_holdThePageAndStayBad_alsoOverARestart() throws Exception {
        for (int i = 0; i < 8; i++) {
            bad(Outcome.SUCCESS);
        }
        fixture.reopen();
        startWatch();

        assertThat(watch.snapshot().openIncidents()).isEmpty();
        assertThat(rules())
                .filteredOn(rule -> rule.rule().severity() == Severity.PAGE)
                .extracting(RuleStatus::held)
                .contains(true);
        assertThat(fixture.counts().bad()).isEqualTo(8);
        assertThat(watch.snapshot()
                        .statuses()
                        .get(StoreFixture.CHECK)
                        .slos()
                        .get(0)
                        .budgetRemaining())
                .as("the budget is spent all the same")
                .isLessThan(1 - 8 / (0.001 * 259_200) + 1e-6);
        assertThat(confirmations()).isEqualTo(Map.of("success", 8L));
    }

    @Test
    void failuresThatAreConfirmed_pageAsEver() {
        bad(FAILED);
        bad(FAILED);
        assertThat(watch.snapshot().openIncidents()).isEmpty();

        bad(FAILED);

        assertThat(onlyIncident().severity()).isEqualTo(Severity.PAGE);
        assertThat(confirmations()).isEqualTo(Map.of("failure", 3L));
    }

    @Test
    void refutedFailure_neitherCountsNorInterrupts() {
        bad(FAILED);
        bad(FAILED);
        bad(Outcome.SUCCESS);
        assertThat(watch.snapshot().openIncidents()).isEmpty();

        bad(FAILED);

        assertThat(onlyIncident().causes()).extracting("id").containsExactly("hard_down");
    }

    @Test
    void failureWithoutConfirmation_orWithOneThatSaysNothing_counts() {
        bad(null);
        bad(Outcome.unknown(UnknownReason.AGENT_OVERLOADED));
        bad(null);

        assertThat(onlyIncident().severity()).isEqualTo(Severity.PAGE);
    }

    @Test
    void awaitedConfirmation_holdsThePageOnlySoLong() {
        for (int i = 0; i < 3; i++) {
            send(BAD, new Confirmation(slot() + 1, null));
        }
        boolean openAtOnce = !watch.snapshot().openIncidents().isEmpty();
        // Two timeouts of 2 s, no delay, 15 s for the word's way, from the third slot's planned time on.
        Instant end = Instant.ofEpochSecond(0, StoreFixture.PLAN.plannedEpochNanos(slot()))
                .plusSeconds(19);
        fixture.clock.advance(Duration.between(fixture.clock.instant(), end.minusMillis(1)));
        round();
        boolean openBefore = !watch.snapshot().openIncidents().isEmpty();
        fixture.clock.advance(Duration.ofMillis(1));
        round();

        assertThat(openAtOnce).isFalse();
        assertThat(openBefore).isFalse();
        assertThat(onlyIncident().severity()).isEqualTo(Severity.PAGE);
    }

    @Test
    void lateWordOfAConfirmationsBeginning_doesNotTakeItsEndBack() {
        for (int i = 0; i < 3; i++) {
            send(BAD, new Confirmation(slot() + 1, Outcome.SUCCESS), new Confirmation(slot() + 1, null));
        }
        fixture.clock.advance(Duration.ofMinutes(1));
        round();

        assertThat(watch.snapshot().openIncidents()).isEmpty();
    }

    @Test
    void oneFailureThatWasNotRefuted_letsTheBurnRatePage() {
        for (int i = 0; i < 8; i++) {
            bad(Outcome.SUCCESS);
        }
        assertThat(watch.snapshot().openIncidents()).isEmpty();

        bad(FAILED);

        assertThat(onlyIncident().causes())
                .extracting("id")
                .allSatisfy(id -> assertThat(id.toString()).startsWith("burn_rate/availability/page/"));
    }

    @Test
    void ticket_isNeverHeld() {
        for (int i = 0; i < 27; i++) {
            bad(Outcome.SUCCESS);
        }

        assertThat(onlyIncident().severity()).isEqualTo(Severity.TICKET);
    }

    @Test
    void checkThatDoesNotConfirmAnyMore_pagesByItsBadSlots() {
        for (int i = 0; i < 8; i++) {
            bad(Outcome.SUCCESS);
        }

        judge(CHECK.toBuilder().conduct(Conduct.DEFAULT).build());

        assertThat(onlyIncident().severity()).isEqualTo(Severity.PAGE);
    }

    private void good() {
        send(SlotWord.GOOD);
    }

    /** A bad slot, told while its confirmation is under way, and how that ended; null for none. */
    private void bad(@Nullable Outcome confirmed) {
        if (confirmed == null) {
            send(BAD);
            return;
        }
        send(BAD, new Confirmation(slot() + 1, null));
        file(SlotWord.NONE, new Confirmation(slot(), confirmed));
    }

    private void send(SlotWord word, Confirmation... confirmations) {
        slots++;
        Instant planned = StoreFixture.START.plusSeconds(10L * (slots + 1));
        if (planned.isAfter(fixture.clock.instant())) {
            fixture.clock.advance(Duration.between(fixture.clock.instant(), planned));
        }
        file(word, confirmations);
    }

    private long slot() {
        return StoreFixture.firstSlot() + slots;
    }

    private void file(SlotWord word, Confirmation... confirmations) {
        batches++;
        CheckInterval interval = new CheckInterval(
                StoreFixture.CHECK,
                StoreFixture.PLAN,
                slot(),
                SlotWords.of(word),
                List.of(),
                Latencies.EMPTY,
                Latencies.EMPTY,
                0,
                null,
                List.of(),
                List.of(confirmations));
        fixture.report(Batches.batch(StoreFixture.AGENT.name(), 9, batches, interval), timer);
    }

    private Incident onlyIncident() {
        assertThat(watch.snapshot().openIncidents()).hasSize(1);
        return watch.snapshot().openIncidents().get(0);
    }

    private List<RuleStatus> rules() {
        return watch.snapshot().statuses().get(StoreFixture.CHECK).slos().get(0).rules();
    }

    private Map<String, Long> confirmations() {
        return fixture.store
                .look(state -> state.confirmations(new SlotKey(StoreFixture.CHECK, StoreFixture.EU)))
                .toCompletableFuture()
                .join();
    }

    private void startWatch() {
        watch = fixture.watch(timer, () -> {});
        round();
    }

    private void round() {
        judge(CHECK);
    }

    private void judge(Check check) {
        MessagePlanner planner = new MessagePlanner(List.of(), List.of(), Links.NONE, ids);
        watch.judge(
                        Judged.of(List.of(check), List.of(SLO), Duration.ofMinutes(5)),
                        new IncidentTracker(Duration.ofMinutes(5), ids),
                        planner)
                .toCompletableFuture()
                .join();
    }
}
