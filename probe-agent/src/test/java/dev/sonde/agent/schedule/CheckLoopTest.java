package dev.sonde.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.FakeProbe;
import dev.sonde.agent.HandClock;
import dev.sonde.agent.probe.MissedRun;
import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.GcPauses;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HoursWindow;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.check.ProbeHours;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CheckLoopTest {
    private static final CheckName NAME = new CheckName("checkout-api");
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private final HandClock clock = new HandClock(START);
    private final AgentTelemetry telemetry = new AgentTelemetry();
    private final FakeProbe probe = new FakeProbe(clock::nanos);
    private final Told told = new Told();

    private static final class Told implements RunSink {
        private final List<Long> ended = new ArrayList<>();
        private final List<Outcome> outcomes = new ArrayList<>();
        private final List<Long> startedEpochNanos = new ArrayList<>();
        private final List<MissedRun> missed = new ArrayList<>();
        private final List<String> confirmed = new ArrayList<>();

        @Override
        public void confirmed(long slot, long started, Sample sample) {
            confirmed.add(slot + " " + sample.outcome().label() + " "
                    + sample.outcome().reasonLabel());
        }

        @Override
        public void ended(long slot, long started, Sample sample) {
            ended.add(slot);
            outcomes.add(sample.outcome());
            startedEpochNanos.add(started);
        }

        @Override
        public void missed(MissedRun run) {
            missed.add(run);
        }

        private List<Long> slots() {
            return LongStream.concat(
                            ended.stream().mapToLong(Long::longValue),
                            missed.stream()
                                    .flatMapToLong(
                                            run -> LongStream.range(run.firstSlot(), run.firstSlot() + run.count())))
                    .sorted()
                    .boxed()
                    .toList();
        }
    }

    private Loop loop(int maxInFlight) {
        Loop loop = new Loop(
                clock.clocks(),
                clock.timer(),
                new LoopLoad(maxInFlight),
                new GcPauses(clock::nanos, () -> 0),
                Duration.ofMillis(50).toNanos(),
                telemetry);
        loop.start();
        return loop;
    }

    private CheckLoop start(Loop loop, Duration interval, Duration timeout) {
        Plan plan = new Plan(interval.toNanos(), 0, timeout.toNanos());
        CheckLoop check = new CheckLoop(NAME, plan, probe, told, loop);
        check.start(plan.slotAfter(clock.epochNanos()));
        return check;
    }

    private static long slotAt(String instant, Duration interval) {
        return Clocks.epochNanos(Instant.parse(instant)) / interval.toNanos();
    }

    @Test
    void run_startsAtEachPlannedTimeHoweverLongTheOnesBeforeTake() {
        CheckLoop check = start(loop(100), Duration.ofSeconds(1), Duration.ofSeconds(5));

        clock.advance(Duration.ofSeconds(4));

        assertThat(probe.runs).hasSize(4);
        assertThat(check.inFlight()).isEqualTo(4);
        assertThat(telemetry.runsInFlight()).isEqualTo(4);
        probe.runs.get(2).end(Outcome.SUCCESS);
        probe.runs.get(0).end(Outcome.failure(FailureReason.HTTP_STATUS));
        long first = slotAt("2026-11-22T10:00:01Z", Duration.ofSeconds(1));
        assertThat(told.ended).containsExactly(first + 2, first);
        assertThat(told.startedEpochNanos.get(0)).isEqualTo(Clocks.epochNanos(Instant.parse("2026-11-22T10:00:03Z")));
    }

    @Test
    void slotsBeforeTheStart_areNotClaimed() {
        start(loop(100), Duration.ofSeconds(10), Duration.ofSeconds(5));

        clock.advance(Duration.ofSeconds(10));

        assertThat(probe.runs).hasSize(1);
        assertThat(told.missed).isEmpty();
    }

    @Test
    void run_countsAsMissedWhenInFlightLimitReached() {
        start(loop(100), Duration.ofSeconds(1), Duration.ofMillis(2_500));

        clock.advance(Duration.ofSeconds(6));

        // ceil(2.5 / 1) + 1 = 4 runs may be in flight
        assertThat(probe.runs).hasSize(4);
        long first = slotAt("2026-11-22T10:00:01Z", Duration.ofSeconds(1));
        assertThat(told.missed)
                .containsExactly(
                        new MissedRun(first + 4, 1, UnknownReason.IN_FLIGHT_LIMIT),
                        new MissedRun(first + 5, 1, UnknownReason.IN_FLIGHT_LIMIT));
        assertThat(telemetry.runsMissed(UnknownReason.IN_FLIGHT_LIMIT)).isEqualTo(2);
    }

    @Test
    void confirmingRun_isMadeAfterItsDelayAndToldApart() {
        CheckLoop check = start(loop(100), Duration.ofSeconds(10), Duration.ofSeconds(5));
        clock.advance(Duration.ofSeconds(10));
        probe.last().end(Outcome.failure(FailureReason.HTTP_STATUS));

        assertThat(check.confirm(7, Duration.ofSeconds(2).toNanos())).isTrue();
        clock.advance(Duration.ofMillis(1_900));
        assertThat(probe.runs).hasSize(1);
        clock.advance(Duration.ofMillis(200));
        assertThat(probe.runs).hasSize(2);
        assertThat(telemetry.runsInFlight()).isEqualTo(1);
        probe.last().end(Outcome.SUCCESS);

        assertThat(told.confirmed).containsExactly("7 success ");
        assertThat(told.ended).hasSize(1);
        assertThat(telemetry.runsInFlight()).isZero();
        assertThat(check.inFlight()).isZero();
    }

    @Test
    void confirmingRuns_areNoMoreThanRunsMayBeInFlight() {
        CheckLoop check = start(loop(100), Duration.ofSeconds(10), Duration.ofSeconds(5));

        // ceil(5 / 10) + 1 = 2
        assertThat(check.confirm(1, 0)).isTrue();
        assertThat(check.confirm(2, 0)).isTrue();
        assertThat(check.confirm(3, 0)).isFalse();
    }

    @Test
    void confirmingRun_thatCannotBeMadeOrEndsWithTheAgentIsUnknown() {
        Loop loop = loop(1);
        CheckLoop check = start(loop, Duration.ofSeconds(10), Duration.ofSeconds(5));
        clock.advance(Duration.ofSeconds(10));
        check.confirm(1, 0);
        clock.advance(Duration.ofMillis(1));
        probe.last().end(Outcome.SUCCESS);
        check.confirm(2, 0);
        clock.advance(Duration.ofMillis(1));
        check.confirm(3, Duration.ofSeconds(60).toNanos());

        check.stop();

        assertThat(told.confirmed)
                .containsExactly("1 unknown agent_overloaded", "2 unknown agent_stopped", "3 unknown agent_stopped");
        assertThat(telemetry.runsInFlight()).isZero();
        assertThat(check.confirm(4, 0)).isFalse();
    }

    @Test
    void retiring_waitsForTheConfirmingRunUnderWay() {
        CheckLoop check = start(loop(100), Duration.ofSeconds(10), Duration.ofSeconds(5));
        check.confirm(1, 0);
        clock.advance(Duration.ofMillis(1));
        check.confirm(2, Duration.ofSeconds(1).toNanos());

        Future<Void> drained = check.retire();

        assertThat(told.confirmed).containsExactly("2 unknown agent_stopped");
        assertThat(drained.isComplete()).isFalse();
        probe.last().end(Outcome.SUCCESS);
        assertThat(drained.isComplete()).isTrue();
        assertThat(probe.closed).isTrue();
    }

    @Test
    void outsideOfItsHours_nothingRunsAndNothingIsMissed() {
        Plan plan = new Plan(
                Duration.ofMinutes(10).toNanos(), 0, Duration.ofSeconds(5).toNanos());
        ProbeHours hours =
                new ProbeHours(ZoneId.of("UTC"), List.of(new HoursWindow("30 10 * * *", Duration.ofMinutes(30))));
        CheckLoop check = new CheckLoop(NAME, plan, new DueHours(plan, hours), probe, told, loop(100));
        check.start(plan.slotAfter(clock.epochNanos()));

        clock.advance(Duration.ofMinutes(25));
        assertThat(probe.runs).isEmpty();
        clock.advance(Duration.ofMinutes(30));
        assertThat(probe.runs).hasSize(3);
        probe.runs.forEach(run -> run.end(Outcome.SUCCESS));
        clock.step(Duration.ofHours(2));
        clock.advance(Duration.ofMinutes(10));

        assertThat(probe.runs).hasSize(3);
        assertThat(told.missed).isEmpty();
    }

    @Test
    void afterAStall_onlySlotsWithinTheHoursAreMissed() {
        Plan plan = new Plan(
                Duration.ofMinutes(10).toNanos(), 0, Duration.ofSeconds(5).toNanos());
        DueHours hours = new DueHours(
                plan,
                new ProbeHours(
                        ZoneId.of("UTC"),
                        List.of(
                                new HoursWindow("0 10 * * *", Duration.ofMinutes(20)),
                                new HoursWindow("40 10 * * *", Duration.ofMinutes(20)))));
        long ten = slotAt("2026-11-22T10:00:00Z", Duration.ofMinutes(10));

        assertThat(hours.missed(new MissedRun(ten - 2, 9, UnknownReason.AGENT_STALLED)))
                .containsExactly(
                        new MissedRun(ten, 2, UnknownReason.AGENT_STALLED),
                        new MissedRun(ten + 4, 2, UnknownReason.AGENT_STALLED));
    }

    @Test
    void run_isShedWhenTheWholeLoopIsFull() {
        start(loop(2), Duration.ofSeconds(1), Duration.ofSeconds(30));

        clock.advance(Duration.ofSeconds(3));

        assertThat(probe.runs).hasSize(2);
        assertThat(told.missed)
                .singleElement()
                .satisfies(run -> assertThat(run.reason()).isEqualTo(UnknownReason.AGENT_OVERLOADED));
    }

    @Test
    void afterAStall_onlyTheNewestDueSlotRunsAndTheOthersAreMissed() {
        Loop loop = loop(100);
        start(loop, Duration.ofSeconds(1), Duration.ofSeconds(5));
        clock.advance(Duration.ofMillis(1_500));
        loop.drainScheduleDelays();

        clock.stall(Duration.ofMillis(3_750));

        long first = slotAt("2026-11-22T10:00:01Z", Duration.ofSeconds(1));
        assertThat(probe.runs).hasSize(2);
        assertThat(told.missed).containsExactly(new MissedRun(first + 1, 3, UnknownReason.AGENT_STALLED));
        assertThat(loop.drainScheduleDelays()).isEqualTo(SparseHistogram.ofMicros(250_000));
        probe.last().end(Outcome.SUCCESS);
        assertThat(told.ended).containsExactly(first + 4);
    }

    @Test
    void everySlot_getsExactlyOneWordOverStallsStepsAndAStop() {
        CheckLoop check = start(loop(100), Duration.ofSeconds(1), Duration.ofSeconds(2));
        long first = check.nextSlot();

        clock.advance(Duration.ofSeconds(5));
        probe.runs.get(1).end(Outcome.SUCCESS);
        clock.stall(Duration.ofSeconds(4));
        clock.step(Duration.ofSeconds(-3));
        clock.advance(Duration.ofSeconds(6));
        clock.step(Duration.ofSeconds(20));
        clock.advance(Duration.ofSeconds(3));
        check.stop();

        assertThat(told.slots())
                .isEqualTo(LongStream.range(first, check.nextSlot()).boxed().toList());
        assertThat(check.nextSlot()).isGreaterThan(first + 25);
    }

    @Test
    void afterAYearSleptThrough_onlyTheNewestHourIsTold() {
        start(loop(100), Duration.ofMillis(100), Duration.ofSeconds(2));
        clock.advance(Duration.ofMillis(100));

        clock.step(Duration.ofDays(365));
        clock.advance(Duration.ofSeconds(1));

        assertThat(told.missed.get(0).count()).isEqualTo(36_000);
        assertThat(told.slots()).doesNotHaveDuplicates();
        assertThat(probe.runs).hasSizeGreaterThan(2);
    }

    @Test
    void stop_endsRunsInFlightAsStoppedAndIgnoresWhatTheProbeSaysLater() {
        CheckLoop check = start(loop(100), Duration.ofSeconds(1), Duration.ofSeconds(5));
        clock.advance(Duration.ofSeconds(2));

        check.stop();
        clock.advance(Duration.ofSeconds(5));

        assertThat(probe.closed).isTrue();
        assertThat(probe.runs).hasSize(2);
        assertThat(told.outcomes)
                .containsExactly(
                        Outcome.unknown(UnknownReason.AGENT_STOPPED), Outcome.unknown(UnknownReason.AGENT_STOPPED));
        assertThat(telemetry.runsInFlight()).isZero();
    }

    @Test
    void retire_letsRunsInFlightEndAndThenClosesTheProbe() {
        CheckLoop check = start(loop(100), Duration.ofSeconds(1), Duration.ofSeconds(5));
        clock.advance(Duration.ofSeconds(1));

        Future<Void> drained = check.retire();
        clock.advance(Duration.ofSeconds(3));
        assertThat(drained.isComplete()).isFalse();
        assertThat(probe.closed).isFalse();
        probe.last().end(Outcome.SUCCESS);

        assertThat(drained.succeeded()).isTrue();
        assertThat(probe.closed).isTrue();
        assertThat(told.outcomes).containsExactly(Outcome.SUCCESS);
    }

    @Test
    void replacedProbe_endsItsRunsWhileTheNewOneTakesTheNextSlot() {
        CheckLoop check = start(loop(100), Duration.ofSeconds(1), Duration.ofSeconds(5));
        clock.advance(Duration.ofSeconds(1));
        FakeProbe second = new FakeProbe(clock::nanos);

        check.replaceProbe(second);
        clock.advance(Duration.ofSeconds(1));

        assertThat(probe.closed).isFalse();
        assertThat(second.runs).hasSize(1);
        probe.last().end(Outcome.SUCCESS);
        second.last().end(Outcome.SUCCESS);
        assertThat(probe.closed).isTrue();
        assertThat(second.closed).isFalse();
        assertThat(told.ended).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void failedFuture_isADefectOfTheAgentAndNotOfTheTarget() {
        start(loop(100), Duration.ofSeconds(1), Duration.ofSeconds(5));
        clock.advance(Duration.ofSeconds(1));

        probe.last().fail(new IllegalStateException("broken"));

        assertThat(told.outcomes).containsExactly(Outcome.unknown(UnknownReason.AGENT_ERROR));
    }

    @Test
    void runThatItsProbeLost_isEndedAsADefectAndBlocksNoSlotForEver() {
        start(loop(100), Duration.ofSeconds(1), Duration.ofSeconds(1));

        clock.advance(Duration.ofSeconds(30));

        assertThat(told.outcomes).contains(Outcome.unknown(UnknownReason.AGENT_ERROR));
        assertThat(probe.runs).hasSizeGreaterThan(2);
    }

    /** A target that stalls 2 s of every 20 s: whoever asks in the meantime waits for the rest of the stall. */
    @Test
    void stallingTarget_showsTheSlowShareItReallyHas() {
        Plan plan = new Plan(
                Duration.ofMillis(100).toNanos(), 0, Duration.ofSeconds(5).toNanos());
        List<Long> waitedMillis = new ArrayList<>();
        Probe stalling = new Probe() {
            @Override
            public Future<Sample> run() {
                long sinceStall = Duration.between(START, clock.now()).toMillis() % 20_000;
                long wait = Math.max(2_000 - sinceStall, 1);
                Promise<Sample> sample = Promise.promise();
                clock.timer().arm(Duration.ofMillis(wait).toNanos(), () -> {
                    waitedMillis.add(wait);
                    sample.complete(FakeProbe.sample(Outcome.SUCCESS, Duration.ofMillis(wait)));
                });
                return sample.future();
            }

            @Override
            public void close() {}
        };
        new CheckLoop(NAME, plan, stalling, told, loop(1_000)).start(plan.slotAfter(clock.epochNanos()));

        clock.advance(Duration.ofSeconds(202));

        // 10 stalls of 2 s, 10 starts a second; the first stall's first slot was due before the start
        assertThat(told.missed).isEmpty();
        assertThat(waitedMillis.stream().filter(wait -> wait > 1)).hasSize(10 * 20 + 20 - 1);
        assertThat(waitedMillis.stream().filter(wait -> wait >= 1_000)).hasSize(11 * 11 - 1);
        assertThat(waitedMillis).contains(2_000L);
    }
}
