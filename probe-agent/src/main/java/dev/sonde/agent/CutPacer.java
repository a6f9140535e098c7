package dev.sonde.agent;

import dev.sonde.agent.schedule.LoopTimer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says when to cut: every {@link #PERIOD}, and {@link #AFTER_NEWS} after somebody had news, so that what happens together
 * travels together and nobody waits longer than a second. Belongs to the agent's own event loop.
 */
final class CutPacer {
    static final Duration PERIOD = Duration.ofSeconds(5);
    static final Duration AFTER_NEWS = Duration.ofMillis(700);

    private final LoopTimer timer;
    private final Runnable cut;
    private LoopTimer.@Nullable Armed periodic;
    private LoopTimer.@Nullable Armed soon;

    CutPacer(LoopTimer timer, Runnable cut) {
        this.timer = timer;
        this.cut = cut;
    }

    void start() {
        arm();
    }

    /** A run ended bad, or good after a bad one. */
    void news() {
        if (periodic != null && soon == null) {
            soon = timer.arm(AFTER_NEWS.toNanos(), this::cutNow);
        }
    }

    void stop() {
        disarm();
    }

    private void cutNow() {
        disarm();
        arm();
        cut.run();
    }

    private void arm() {
        periodic = timer.arm(PERIOD.toNanos(), this::cutNow);
    }

    private void disarm() {
        if (periodic != null) {
            periodic.cancel();
            periodic = null;
        }
        if (soon != null) {
            soon.cancel();
            soon = null;
        }
    }
}
