package dev.sonde.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.evidence.EvidenceKeeping;
import dev.sonde.collector.evidence.EvidenceQuery;
import dev.sonde.collector.evidence.KeptRun;
import dev.sonde.collector.evidence.TracedRun;
import dev.sonde.collector.incident.IncidentEvidence;
import dev.sonde.collector.slots.SlotKey;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.EvidenceKind;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotWord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence in the real store: by kind, over a restart, bounded by count and by age. */
class EvidenceStoreTest {
    private static final SlotKey KEY = new SlotKey(StoreFixture.CHECK, StoreFixture.EU);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @TempDir
    private Path root;

    private StoreFixture fixture;
    private int sent;

    @BeforeEach
    void open() throws Exception {
        fixture = new StoreFixture(root.resolve("data"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void everyKind_isFoundNewestFirstAndByItsOwn_alsoOverARestart() throws Exception {
        List<Evidence> all = new ArrayList<>();
        for (EvidenceKind kind : EvidenceKind.values()) {
            all.add(0, evidence(kind, kind.code(), 30 + kind.code()));
        }
        send(all);
        send(all);
        fixture.reopen();

        assertThat(found(null, null, 10)).isEqualTo(all);
        assertThat(found(EvidenceKind.SLOW, null, 10)).containsExactly(all.get(3));
        assertThat(found(null, StoreFixture.EU, 2)).isEqualTo(all.subList(0, 2));
        assertThat(found(null, new Location("us"), 10)).isEmpty();
        assertThat(fixture.store
                        .evidenceArchive()
                        .find(new EvidenceQuery(StoreFixture.CHECK, null, null, at(1), at(3), 10)))
                .extracting(run -> run.evidence().kind())
                .containsExactly(EvidenceKind.SAMPLE, EvidenceKind.SLOW);
    }

    @Test
    void tooMuchOfAKind_letsTheOldestGoAndLeavesOtherKindsAlone() {
        int most = EvidenceKeeping.most(EvidenceKind.SLOW);
        send(List.of(evidence(EvidenceKind.FAILURE, 0, 5)));
        for (int second = 0; second < most + most / 10 + 1; second++) {
            send(List.of(evidence(EvidenceKind.SLOW, second, 5)));
        }

        List<Evidence> slow = found(EvidenceKind.SLOW, null, 1_000);

        assertThat(slow).hasSize(most);
        assertThat(slow.get(most - 1).startedAt()).isEqualTo(at(most / 10 + 1));
        assertThat(found(EvidenceKind.FAILURE, null, 10)).hasSize(1);
    }

    @Test
    void failuresOfAnIncident_sayWhatTheirConfirmingRunsFound() {
        send(List.of(evidence(EvidenceKind.FAILURE, 0, 5), evidence(EvidenceKind.CONFIRMATION, 1, 5)));
        assertThat(confirmations()).containsExactly(Outcome.SUCCESS);

        // Of the same number, but long after: another plan's slot.
        send(List.of(evidence(EvidenceKind.FAILURE, -1_000, 5)));
        assertThat(confirmations()).containsExactly(Outcome.SUCCESS, null);
    }

    private List<@Nullable Outcome> confirmations() {
        return fixture
                .store
                .inRound(book -> book.evidence(StoreFixture.CHECK, fixture.clock.instant()))
                .toCompletableFuture()
                .join()
                .lastFailures()
                .stream()
                .map(IncidentEvidence.Failure::confirmation)
                .collect(Collectors.toList());
    }

    @Test
    void whatIsTooOld_goes_failuresLast() {
        send(List.of(evidence(EvidenceKind.FAILURE, 0, 5), evidence(EvidenceKind.SAMPLE, 0, 5)));
        fixture.clock.advance(Duration.ofDays(8));
        fixture.store.tidy().toCompletableFuture().join();
        List<Evidence> afterAWeek = found(null, null, 10);
        fixture.clock.advance(Duration.ofDays(83));
        fixture.store.tidy().toCompletableFuture().join();

        assertThat(afterAWeek).extracting(Evidence::kind).containsExactly(EvidenceKind.FAILURE);
        assertThat(found(null, null, 10)).isEmpty();
    }

    @Test
    void whatAClockThatIsAgesOffTells_isNotKept() {
        Evidence now = evidence(EvidenceKind.SLOW, 1, 5);
        send(List.of(
                now,
                evidence(EvidenceKind.SLOW, Duration.ofDays(40_000).toSeconds(), 5),
                evidence(EvidenceKind.SLOW, -Duration.ofDays(700_000).toSeconds(), 5)));

        assertThat(found(null, null, 10)).containsExactly(now);
    }

    @Test
    void newestTracedRunOfEachBucket_isAnExemplar() {
        Evidence older = evidence(EvidenceKind.SLOW, 1, 30);
        Evidence newer = evidence(EvidenceKind.SAMPLE, 2, 40);
        Evidence faster = evidence(EvidenceKind.SLOW, 0, 3);
        Evidence confirming = evidence(EvidenceKind.CONFIRMATION, 9, 700);
        send(List.of(newer, older, faster, confirming));

        List<TracedRun> traced = fixture.store
                .look(state -> state.traced(KEY))
                .toCompletableFuture()
                .join();

        assertThat(traced)
                .containsExactly(
                        new TracedRun(true, TRACE, 3_000_000, at(0)), new TracedRun(true, TRACE, 40_000_000, at(2)));
    }

    private void send(List<Evidence> evidence) {
        sent++;
        SlotWord[] word = {SlotWord.GOOD};
        CheckInterval interval = Batches.interval(
                        StoreFixture.CHECK,
                        StoreFixture.PLAN,
                        StoreFixture.firstSlot() + sent,
                        StoreFixture.LIMIT,
                        word,
                        word)
                .withEvidence(evidence);
        fixture.append(Batches.batch("eu-1", 1, sent, interval))
                .toCompletableFuture()
                .join();
    }

    private List<Evidence> found(@Nullable EvidenceKind kind, @Nullable Location location, int limit) {
        return fixture
                .store
                .evidenceArchive()
                .find(new EvidenceQuery(StoreFixture.CHECK, kind, location, Instant.MIN, Instant.MAX, limit))
                .stream()
                .map(KeptRun::evidence)
                .toList();
    }

    private static Instant at(long second) {
        return StoreFixture.START.plusSeconds(second);
    }

    private static Evidence evidence(EvidenceKind kind, long second, long millis) {
        boolean failed = kind == EvidenceKind.FAILURE;
        return new Evidence(
                kind,
                StoreFixture.firstSlot(),
                at(second),
                failed ? Outcome.failure(FailureReason.TIMEOUT) : Outcome.SUCCESS,
                failed ? "no answer" : "",
                null,
                0,
                millis * 1_000_000,
                Map.of(),
                0,
                new Trail(TRACE, List.of(), List.of(), List.of(), "", null, null, List.of()));
    }
}
