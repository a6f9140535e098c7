package dev.sonde.collector.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.incident.IncidentTracker;
import dev.sonde.collector.incident.Ulids;
import dev.sonde.collector.notify.Links;
import dev.sonde.collector.notify.MessagePlanner;
import dev.sonde.collector.slo.Slo;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.SlotWord;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a round costs, counted in the checks it judges: what is new, and not how many checks there are. */
class EvaluationRoundTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMinutes(5);
    private static final SlotWord BAD = SlotWord.bad(FailureReason.HTTP_STATUS);

    private final Ulids ids = new Ulids(new Random(1));
    private final List<Check> checks = new ArrayList<>();
    private EvaluationRound round;
    private MemoryBook book;
    private Snapshot snapshot = Snapshot.NONE;
    private Instant now = START;

    @ParameterizedTest
    @ValueSource(ints = {240, 2_400})
    void quickRound_judgesTheChecksWithNewsHoweverManyThereAre(int size) {
        fleet(size);

        report(SlotWord.GOOD);
        int nothingButGood = judgedBy(false);
        report(SlotWord.GOOD, 3, 50, 51, 77, 99, 120, 239);
        int sevenFailed = judgedBy(false);
        report(SlotWord.GOOD);
        int sevenRecovered = judgedBy(false);
        report(SlotWord.GOOD);
        int calmAgain = judgedBy(false);

        assertThat(List.of(nothingButGood, sevenFailed, sevenRecovered, calmAgain))
                .containsExactly(0, 7, 7, 0);
    }

    @Test
    void quickRound_withoutNewsJudgesNothing() {
        fleet(2_400);

        assertThat(judgedBy(false)).isZero();
    }

    @Test
    void fullRound_judgesATwelfthOfTheCalmInTurn_andAllWithinAMinute() {
        fleet(2_400);
        book.judged.clear();
        Set<Integer> perRound = new TreeSet<>();

        for (int i = 0; i < 6; i++) {
            report(SlotWord.GOOD);
            perRound.add(judgedBy(true));
            perRound.add(judgedBy(true));
        }

        assertThat(perRound).containsExactly(201);
        assertThat(book.judged).containsAll(checks.stream().map(Check::name).toList());
    }

    @Test
    void fullRound_judgesChecksInTroubleEveryTime() {
        fleet(2_400);
        report(SlotWord.GOOD, 2_390, 2_391);
        judgedBy(false);

        for (int i = 0; i < 3; i++) {
            now = now.plusSeconds(1);
            book.judged.clear();
            assertThat(judgedBy(true)).as("two that failed last, and a turn").isEqualTo(203);
            assertThat(book.judged)
                    .contains(checks.get(2_390).name(), checks.get(2_391).name());
        }
    }

    @Test
    void newConfiguration_judgesEveryCheckOnce() {
        fleet(2_400);
        round = round(checks);

        assertThat(judgedBy(true)).isEqualTo(2_400);
        assertThat(judgedBy(true)).isEqualTo(201);
    }

    /** Every check has run for ten minutes and was judged. */
    private void fleet(int size) {
        for (int i = 0; i < size; i++) {
            checks.add(Check.of(
                    new CheckName("check-" + i),
                    INTERVAL,
                    Duration.ofSeconds(2),
                    HttpTarget.get(URI.create("http://127.0.0.1/"))));
        }
        book = new MemoryBook(checks, now);
        round = round(checks);
        for (int i = 0; i < 60; i++) {
            report(SlotWord.GOOD);
        }
        assertThat(judgedBy(true)).isEqualTo(size);
    }

    private EvaluationRound round(List<Check> judged) {
        List<Slo> slos = judged.stream()
                .map(check -> Slo.of(
                        "promise-" + check.name(), check.name(), new BigDecimal("0.999"), null, Duration.ofDays(30)))
                .toList();
        assertThat(slos.get(0).rules()).hasSize(4);
        return new EvaluationRound(
                Judged.of(judged, slos, QUIET),
                new IncidentTracker(QUIET, ids),
                new MessagePlanner(List.of(), List.of(), Links.NONE, ids));
    }

    /** Ten seconds pass, and every check reports its slot: good, but for some. */
    private void report(SlotWord others, int... bad) {
        now = now.plus(INTERVAL);
        Set<Integer> failed = new TreeSet<>();
        for (int each : bad) {
            failed.add(each);
        }
        for (int i = 0; i < checks.size(); i++) {
            book.report(checks.get(i), now, failed.contains(i) ? BAD : others);
        }
        book.commit(now);
    }

    /** How many checks a round judges; what the snapshot says of itself is what the book was asked. */
    private int judgedBy(boolean full) {
        int before = book.judgements;
        snapshot = round.run(book, now, full, snapshot);
        book.commit(now);
        assertThat(snapshot.statuses().judged()).isEqualTo(book.judgements - before);
        return book.judgements - before;
    }
}
