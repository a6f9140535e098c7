package dev.sonde.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GiveWayTest {
    private long nowNanos = 5_000;
    private int turns;
    private final GiveWay giveWay = new GiveWay(() -> nowNanos, () -> turns++);

    @Test
    void othersRun_afterEverySixteenSteps() {
        for (int i = 0; i < 3 * GiveWay.STEPS - 1; i++) {
            giveWay.step();
        }
        assertThat(turns).isEqualTo(2);

        giveWay.step();

        assertThat(turns).isEqualTo(3);
    }

    @Test
    void othersRunNoMore_whenItGaveWayForLong() {
        nowNanos += GiveWay.MOST_NANOS - 1;
        giveWay.pieceDone();
        nowNanos++;
        giveWay.pieceDone();

        assertThat(turns).isEqualTo(1);
    }
}
