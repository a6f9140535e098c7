package dev.sonde.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutPacerTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private final HandClock clock = new HandClock(START);
    private final List<Long> cuts = new ArrayList<>();
    private final CutPacer pacer = new CutPacer(
            clock.timer(), () -> cuts.add(Duration.between(START, clock.now()).toMillis()));

    @Test
    void cut_isEveryFiveSeconds() {
        pacer.start();

        clock.advance(Duration.ofSeconds(16));

        assertThat(cuts).containsExactly(5_000L, 10_000L, 15_000L);
    }

    @Test
    void news_isCutWithinASecondTogetherWithWhatFollows() {
        pacer.start();
        clock.advance(Duration.ofSeconds(1));

        pacer.news();
        clock.advance(Duration.ofMillis(300));
        pacer.news();
        clock.advance(Duration.ofSeconds(6));

        assertThat(cuts).containsExactly(1_700L, 6_700L);
    }

    @Test
    void newsJustBeforeTheRegularCut_travelsWithIt() {
        pacer.start();
        clock.advance(Duration.ofMillis(4_900));

        pacer.news();
        clock.advance(Duration.ofSeconds(2));

        assertThat(cuts).containsExactly(5_000L);
    }

    @Test
    void stoppedPacer_cutsNoMore() {
        pacer.start();
        pacer.news();

        pacer.stop();
        pacer.news();
        clock.advance(Duration.ofSeconds(20));

        assertThat(cuts).isEmpty();
        assertThat(clock.armed()).isZero();
    }
}
