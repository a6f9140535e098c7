package dev.sonde.agent.probe.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.result.Phase;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhaseClockTest {
    @Test
    void phases_sumToTheDuration() {
        PhaseClock clock = new PhaseClock(Phase.RESOLVE, 1_000);

        clock.enter(Phase.CONNECT, 1_010);
        clock.enter(Phase.PROCESSING, 1_030);
        clock.enter(Phase.TRANSFER, 1_100);
        long duration = clock.end(1_105);

        assertThat(duration).isEqualTo(105);
        assertThat(clock.timings().toMap())
                .isEqualTo(Map.of(Phase.RESOLVE, 10L, Phase.CONNECT, 20L, Phase.PROCESSING, 70L, Phase.TRANSFER, 5L));
    }

    @Test
    void phase_enteredAgainGoesOn() {
        PhaseClock clock = new PhaseClock(Phase.RESOLVE, 0);

        clock.enter(Phase.CONNECT, 5);
        clock.enter(Phase.RESOLVE, 7);
        clock.enter(Phase.CONNECT, 8);
        long duration = clock.end(20);

        assertThat(duration).isEqualTo(20);
        assertThat(clock.timings().toMap()).isEqualTo(Map.of(Phase.RESOLVE, 6L, Phase.CONNECT, 14L));
    }

    @Test
    void phase_reachedInNoTimeIsReached() {
        PhaseClock clock = new PhaseClock(Phase.RESOLVE, 3);

        clock.enter(Phase.CONNECT, 3);
        clock.end(3);

        assertThat(clock.timings().toMap()).isEqualTo(Map.of(Phase.RESOLVE, 0L, Phase.CONNECT, 0L));
    }

    @Test
    void instant_beforeTheLastOneNeverMakesAPhaseNegative() {
        PhaseClock clock = new PhaseClock(Phase.RESOLVE, 100);

        clock.enter(Phase.CONNECT, 150);
        clock.enter(Phase.PROCESSING, 140);
        long duration = clock.end(170);

        assertThat(duration).isEqualTo(70);
        assertThat(clock.timings().toMap())
                .isEqualTo(Map.of(Phase.RESOLVE, 50L, Phase.CONNECT, 0L, Phase.PROCESSING, 20L));
    }

    @Test
    void resume_leavesTheAgentsOwnTimeOut() {
        PhaseClock clock = new PhaseClock(Phase.RESOLVE, 100);
        clock.enter(Phase.PROCESSING, 110);
        assertThat(clock.end(150)).isEqualTo(50);

        clock.resume(Phase.RESOLVE, 1_150);
        clock.enter(Phase.PROCESSING, 1_155);

        assertThat(clock.end(1_165)).isEqualTo(65);
        assertThat(clock.timings().toMap()).isEqualTo(java.util.Map.of(Phase.RESOLVE, 15L, Phase.PROCESSING, 50L));
    }
}
