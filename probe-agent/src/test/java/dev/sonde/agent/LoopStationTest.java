package dev.sonde.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.assignment.AssignmentDiff;
import dev.sonde.agent.interval.Tally;
import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.ProbeFactory;
import dev.sonde.agent.schedule.StopRecord;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.CapacityForecast.Effort;
import dev.sonde.agent.telemetry.GcPauses;
import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One event loop's checks under a hand-moved clock. */
class LoopStationTest {
    private static final Location EU = new Location("eu");
    private final HandClock clock = new HandClock(Instant.parse("2026-11-22T10:00:00Z"));
    private final List<FakeProbe> probes = new ArrayList<>();
    private final List<Instant> news = new ArrayList<>();
    private final AgentTelemetry telemetry = new AgentTelemetry();
    private final List<String> created = new ArrayList<>();
    private long cpuNanos;
    private long creationNanos;
    private final LoopStation station = new LoopStation(
            clock.clocks(),
            clock.timer(),
            new Probes(),
            100,
            Duration.ofMillis(50).toNanos(),
            new GcPauses(clock::nanos, () -> 0),
            telemetry,
            () -> cpuNanos,
            () -> news.add(clock.now()));
    private final Map<Long, SlotWord> words = new TreeMap<>();
    private final List<CheckInterval> intervals = new ArrayList<>();
    private AssignedChecks current;

    private final class Probes implements ProbeFactory {
        private boolean closed;

        @Override
        public Probe create(Check check) {
            clock.pass(creationNanos);
            created.add(check.name() + " " + check.target());
            probes.add(new FakeProbe(clock::nanos));
            return probes.get(probes.size() - 1);
        }

        @Override
        public Future<Void> close() {
            closed = true;
            return Future.succeededFuture();
        }
    }

    private static AssignedCheck check(Duration interval, String path, int... limits) {
        return new AssignedCheck(
                Check.of(
                        new CheckName("a"),
                        interval,
                        Duration.ofSeconds(5),
                        HttpTarget.get(URI.create("http://shop.example/" + path))),
                Arrays.stream(limits).mapToObj(Duration::ofMillis).toList());
    }

    private void assign(AssignedCheck... checks) {
        AssignedChecks next = new AssignedChecks("r", EU, List.of(checks));
        station.apply(AssignmentDiff.between(current, next), EU, StopRecord.NONE, name -> 0);
        current = next;
    }

    /** Adds what was found to the words of one check, none of which may come twice. */
    private void harvest() {
        for (Tally tally : station.harvest().tallies()) {
            CheckInterval interval = tally.seal();
            intervals.add(interval);
            for (int i = 0; i < interval.words().count(); i++) {
                if (!interval.words().at(i).isNone()) {
                    long planned = interval.plan().plannedEpochNanos(interval.firstSlot() + i);
                    assertThat(words.put(planned, interval.words().at(i))).isNull();
                }
            }
        }
    }

    @BeforeEach
    void start() {
        station.start();
    }

    @Test
    void otherTarget_isProbedFromTheNextSlotOnWithoutAGap() {
        assign(check(Duration.ofSeconds(1), "old"));
        clock.advance(Duration.ofSeconds(3));

        assign(check(Duration.ofSeconds(1), "new"));
        clock.advance(Duration.ofSeconds(3));
        probes.forEach(probe -> probe.runs.forEach(run -> run.end(Outcome.SUCCESS)));
        harvest();

        assertThat(probes).hasSize(2);
        assertThat(probes.get(0).runs).hasSize(3);
        assertThat(probes.get(0).closed).isTrue();
        assertThat(probes.get(1).runs).hasSize(3);
        assertThat(words).hasSize(6);
        assertThat(words.values()).containsOnly(SlotWord.GOOD);
    }

    @Test
    void otherInterval_endsTheOldPlanWhenItsRunsEndAndBeginsTheNew() {
        assign(check(Duration.ofSeconds(1), "x"));
        clock.advance(Duration.ofSeconds(2));

        assign(check(Duration.ofSeconds(2), "x"));
        clock.advance(Duration.ofSeconds(4));
        probes.get(0).runs.forEach(run -> run.end(Outcome.failure(FailureReason.TIMEOUT)));
        probes.get(1).runs.forEach(run -> run.end(Outcome.SUCCESS));
        harvest();

        assertThat(probes.get(0).runs).hasSize(2);
        assertThat(probes.get(0).closed).isTrue();
        assertThat(probes.get(1).runs).hasSize(2);
        assertThat(intervals)
                .extracting(interval -> interval.plan().intervalNanos())
                .containsExactlyInAnyOrder(1_000_000_000L, 2_000_000_000L);
        assertThat(words.values().stream().filter(SlotWord.GOOD::equals)).hasSize(2);
        assertThat(words.values().stream().filter(SlotWord.bad(FailureReason.TIMEOUT)::equals))
                .hasSize(2);
    }

    @Test
    void otherLimits_judgeWithTheSameProbe() {
        assign(check(Duration.ofSeconds(1), "x", 300));
        clock.advance(Duration.ofSeconds(1));

        assign(check(Duration.ofSeconds(1), "x", 100));
        clock.advance(Duration.ofMillis(200));
        probes.get(0).last().end(Outcome.SUCCESS);
        harvest();

        assertThat(probes).hasSize(1);
        assertThat(intervals).singleElement().satisfies(interval -> {
            assertThat(interval.limits().get(0).limit()).isEqualTo(Duration.ofMillis(100));
            assertThat(interval.limits().get(0).words().at(0)).isEqualTo(SlotWord.bad(FailureReason.TOO_SLOW));
        });
        assertThat(news).hasSize(1);
    }

    @Test
    void removedCheck_tellsHowItsLastRunsEnded() {
        assign(check(Duration.ofSeconds(1), "x"));
        clock.advance(Duration.ofSeconds(2));

        assign();
        harvest();
        clock.advance(Duration.ofSeconds(3));
        probes.get(0).runs.forEach(run -> run.end(Outcome.SUCCESS));
        harvest();

        assertThat(words).hasSize(2);
        assertThat(probes.get(0).closed).isTrue();
        assertThat(telemetry.runsInFlight()).isZero();
    }

    private void awaitRun(int count) {
        while (probes.get(0).runs.size() < count) {
            clock.advance(Duration.ofMillis(10));
        }
    }

    @Test
    void lagDuringARun_spoilsItsTimeoutButNotItsRefusal() {
        assign(check(Duration.ofSeconds(10), "x"));
        awaitRun(1);
        clock.advance(Duration.ofMillis(4_200));
        clock.stall(Duration.ofMillis(700));
        probes.get(0).last().end(Outcome.failure(FailureReason.TIMEOUT));
        awaitRun(2);
        clock.stall(Duration.ofMillis(100));
        probes.get(0).last().end(Outcome.failure(FailureReason.CONNECT_REFUSED));
        awaitRun(3);
        clock.advance(Duration.ofSeconds(5));
        probes.get(0).last().end(Outcome.failure(FailureReason.TIMEOUT));

        harvest();

        assertThat(words.values())
                .containsExactly(
                        SlotWord.unknown(UnknownReason.AGENT_STALLED, true),
                        SlotWord.bad(FailureReason.CONNECT_REFUSED),
                        SlotWord.bad(FailureReason.TIMEOUT));
        assertThat(telemetry.durationsLeftOut()).isEqualTo(2);
    }

    @Test
    void stop_tellsRunsInFlightAndLeavesARecordForTheNextLife() {
        assign(check(Duration.ofSeconds(1), "x"));
        clock.advance(Duration.ofSeconds(2));

        StopRecord record = station.stop();
        harvest();

        assertThat(words.values())
                .containsExactly(
                        SlotWord.unknown(UnknownReason.AGENT_STOPPED, true),
                        SlotWord.unknown(UnknownReason.AGENT_STOPPED, true));
        assertThat(record.size()).isEqualTo(1);
        assertThat(clock.armed()).isZero();
    }

    private static AssignedCheck named(String name, String path) {
        return new AssignedCheck(
                Check.of(
                        new CheckName(name),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        HttpTarget.get(URI.create("http://shop.example/" + path))),
                List.of());
    }

    private void assign(ToLongFunction<CheckName> delayNanos, AssignedCheck... checks) {
        AssignedChecks next = new AssignedChecks("r", EU, List.of(checks));
        station.apply(AssignmentDiff.between(current, next), EU, StopRecord.NONE, delayNanos);
        current = next;
    }

    @Test
    void newChecks_leaveTheLoopToOthersEveryMillisecond() {
        creationNanos = 400_000;
        AssignedCheck[] checks =
                IntStream.range(0, 100).mapToObj(i -> named("check-" + i, "x")).toArray(AssignedCheck[]::new);

        assign(checks);

        assertThat(created).hasSize(3);
        List<Integer> createdWhenOthersRan = new ArrayList<>();
        clock.timer().arm(0, () -> createdWhenOthersRan.add(created.size()));
        clock.advance(Duration.ofMillis(100));
        assertThat(createdWhenOthersRan).containsExactly(6);
        assertThat(created).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void checkOnItsWayIn_isNotMadeBeforeItsMomentAndEntersAsItIsThen() {
        ToLongFunction<CheckName> delays =
                name -> Duration.ofSeconds(name.value().length()).toNanos();
        assign(delays, named("a", "old"), named("bb", "old"), named("ccc", "old"));
        assertThat(created).isEmpty();

        clock.advance(Duration.ofMillis(1_500));
        assertThat(created).hasSize(1);
        assign(delays, named("a", "old"), named("ccc", "new"));
        clock.advance(Duration.ofSeconds(5));
        station.stop();
        harvest();

        assertThat(created).hasSize(2);
        assertThat(created.get(0)).startsWith("a ").contains("old");
        assertThat(created.get(1)).startsWith("ccc ").contains("new");
        assertThat(intervals).extracting(interval -> interval.check().value()).containsOnly("a", "ccc");
        assertThat(clock.armed()).isZero();
    }

    @Test
    void harvest_tellsWhatTheLoopUsedAndStarted() {
        assign(check(Duration.ofSeconds(1), "x"));
        clock.advance(Duration.ofSeconds(3));
        cpuNanos = 7;

        assertThat(station.harvest().effort()).isEqualTo(new Effort(7, 3));
    }
}
