package dev.sonde.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.HandClock;
import dev.sonde.contract.check.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WheelTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private final HandClock clock = new HandClock(START);
    private final Wheel wheel = new Wheel(clock.clocks(), clock.timer());
    private final List<Fired> fired = new ArrayList<>();

    private record Fired(String who, long plannedEpochNanos, long atEpochNanos, long delayNanos) {}

    /** Fires every slot of a plan, or only the newest one after a pause. */
    private class Slots implements Wheel.Timed {
        private final String who;
        private final Plan plan;
        private long next;

        Slots(String who, Duration interval, Duration offset) {
            this.who = who;
            this.plan = new Plan(interval.toNanos(), offset.toNanos(), 1);
            this.next = plan.slotAfter(clock.epochNanos());
        }

        @Override
        public long dueEpochNanos() {
            return plan.plannedEpochNanos(next);
        }

        @Override
        public void fire(long epochNanos, long delayNanos) {
            fired.add(new Fired(who, dueEpochNanos(), epochNanos, delayNanos));
            next = Math.max(next, plan.slotAtOrBefore(epochNanos)) + 1;
        }
    }

    @Test
    void wheel_firesEachSlotAtItsExactTime() {
        wheel.add(new Slots("a", Duration.ofMillis(333), Duration.ofMillis(7)));

        clock.advance(Duration.ofSeconds(10));

        assertThat(fired).hasSize(30).allSatisfy(slot -> {
            assertThat(slot.atEpochNanos()).isEqualTo(slot.plannedEpochNanos());
            assertThat(slot.delayNanos()).isZero();
        });
    }

    @Test
    void wheel_armsOneTimerHoweverManyChecksItHolds() {
        for (int i = 0; i < 1_000; i++) {
            wheel.add(new Slots("check-" + i, Duration.ofSeconds(30), Duration.ofMillis(29 * i)));
        }

        assertThat(clock.armed()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(31));
        assertThat(clock.armed()).isEqualTo(1);
        assertThat(fired).hasSizeGreaterThanOrEqualTo(1_000);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5, 6})
    void wheel_firesInOrderOfDueTimeAndNothingTwice(long seed) {
        Random random = new Random(seed);
        long expected = 0;
        Duration span = Duration.ofMinutes(2);
        long end = clock.epochNanos() + span.toNanos();
        for (int i = 0; i < 200; i++) {
            Duration interval = Duration.ofMillis(100 + random.nextInt(20_000));
            Slots slots = new Slots("check-" + i, interval, Duration.ofNanos(random.nextLong(interval.toNanos())));
            expected += slots.plan.slotsBetween(clock.epochNanos(), end);
            wheel.add(slots);
        }

        clock.advance(span);

        assertThat(fired).hasSize(Math.toIntExact(expected)).doesNotHaveDuplicates();
        assertThat(fired.stream().map(Fired::plannedEpochNanos)).isSorted();
    }

    @Test
    void wheel_leavesTheLoopToOthersBetweenHandfulsOfStarts() {
        for (int i = 0; i < 100; i++) {
            wheel.add(new Slots("check-" + i, Duration.ofSeconds(1), Duration.ofMillis(500)));
        }
        List<Integer> firedWhenOthersRan = new ArrayList<>();
        clock.pass(Duration.ofMillis(500).toNanos());

        clock.timer().arm(0, () -> firedWhenOthersRan.add(fired.size()));
        clock.advance(Duration.ZERO);

        assertThat(firedWhenOthersRan).containsExactly(Wheel.MAX_STARTS_PER_TURN);
        assertThat(fired).hasSize(100);
    }

    @Test
    void delay_isMeasuredFromTheDueTimeAfterAStall() {
        wheel.add(new Slots("a", Duration.ofSeconds(10), Duration.ofSeconds(1)));
        clock.advance(Duration.ofMillis(900));

        clock.stall(Duration.ofMillis(350));

        assertThat(fired)
                .singleElement()
                .satisfies(slot -> assertThat(slot.delayNanos()).isEqualTo(250_000_000));
    }

    @Test
    void wheel_followsAForwardStepWithinASecondAndDoesNotTakeItForADelay() {
        wheel.add(new Slots("a", Duration.ofHours(1), Duration.ofMinutes(30)));
        clock.advance(Duration.ofSeconds(10));

        clock.step(Duration.ofMinutes(29).plusSeconds(55));
        clock.advance(Duration.ofSeconds(1));

        assertThat(fired).singleElement().satisfies(slot -> {
            assertThat(slot.delayNanos()).isZero();
            assertThat(slot.atEpochNanos())
                    .isBetween(slot.plannedEpochNanos(), slot.plannedEpochNanos() + 6_000_000_000L);
        });
    }

    @Test
    void wheel_waitsAfterABackwardStepAndRunsNoSlotTwice() {
        wheel.add(new Slots("a", Duration.ofSeconds(1), Duration.ofMillis(100)));
        clock.advance(Duration.ofSeconds(10));

        clock.step(Duration.ofSeconds(-5));
        clock.advance(Duration.ofSeconds(5));
        assertThat(fired).hasSize(10);
        clock.advance(Duration.ofSeconds(5));

        assertThat(fired).hasSize(15);
        assertThat(fired.stream().map(Fired::plannedEpochNanos))
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void wheel_turnsOnWhenOneOfItsChecksIsDefective() {
        wheel.add(new Slots("a", Duration.ofSeconds(1), Duration.ofMillis(100)) {
            @Override
            public void fire(long epochNanos, long delayNanos) {
                super.fire(epochNanos, delayNanos);
                throw new IllegalStateException("broken");
            }
        });
        wheel.add(new Slots("b", Duration.ofSeconds(1), Duration.ofMillis(100)));

        clock.advance(Duration.ofSeconds(3));

        assertThat(fired).hasSize(6);
    }

    @Test
    void wheel_forgetsWhatWasTakenOff() {
        DueQueue.Entry entry = wheel.add(new Slots("a", Duration.ofSeconds(1), Duration.ofMillis(100)));
        clock.advance(Duration.ofSeconds(2));

        wheel.remove(entry);
        clock.advance(Duration.ofSeconds(2));

        assertThat(fired).hasSize(2);
        assertThat(wheel.size()).isZero();
    }
}
