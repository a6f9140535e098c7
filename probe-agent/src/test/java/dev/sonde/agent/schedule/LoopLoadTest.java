package dev.sonde.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopLoadTest {
    private static LoopLoad with(int maxInFlight, int inFlight) {
        LoopLoad load = new LoopLoad(maxInFlight);
        for (int i = 0; i < inFlight; i++) {
            load.started();
        }
        return load;
    }

    @Test
    void place_isForAnybodyWhileThereAreMany() {
        assertThat(with(100, 74).hasPlaceFor(50, 50)).isTrue();
    }

    @Test
    void scarcePlaces_areForThoseThatHoldLessThanTheirPart() {
        LoopLoad load = with(100, 75);

        assertThat(load.hasPlaceFor(1, 50)).isTrue();
        assertThat(load.hasPlaceFor(2, 50)).isFalse();
        assertThat(load.hasPlaceFor(0, 1_000)).isTrue();
        assertThat(load.hasPlaceFor(1, 1_000)).isFalse();
        assertThat(load.hasPlaceFor(99, 1)).isTrue();
    }

    @Test
    void fullLoop_hasNoPlace() {
        assertThat(with(100, 100).hasPlaceFor(0, 50)).isFalse();
    }
}
