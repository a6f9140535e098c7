package dev.sonde.agent.schedule;

import dev.sonde.agent.telemetry.Condition;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many of their slots the checks of one event loop may run: all while the loop keeps up, else a share that is the
 * same for every check. Belongs to its event loop.
 *
 * <p>A loop that was never on time for {@link #PATIENCE_NANOS} is given a fifth less, and again a fifth less every
 * {@link #LOOK_NANOS} until it is on time; from then on a little more at every look, until it has all of them again or is
 * late again, which costs a twentieth. From a share of a hundredth back to all takes some seven seconds. A process that
 * stood still was not overloaded: of the time between two ticks at most {@link #LOOK_NANOS} counts.
 */
final class Shedding {
    /** A tick or a due run that waited longer than this is late. */
    static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** So long it must run everything before it says so; at the edge of what it can do it would say so all the time. */
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int LOOKS_OF_MEAN = 10;
    private static final double LESS = 0.8;
    private static final double LITTLE_LESS = 0.95;
    private static final double MORE = 1 + 1.0 / 32;
    private static final double LEAST_MORE = 1.0 / 256;
    private static final double LEAST = 1.0 / 1024;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Logger LOG = LoggerFactory.getLogger(Shedding.class);

    private final Condition overload = new Condition(LOG);
    private final double[] newest = new double[LOOKS_OF_MEAN];
    private int looks;
    private double share = 1;
    private double mean = 1;
    private long tickedNanos;
    private long lateNanos;
    private long sinceLookNanos;
    private long calmNanos;
    private long begunNanos;
    private long shed;

    Shedding() {
        Arrays.fill(newest, 1);
    }

    /** The share of its slots that every check may run now: above 0, at most 1. */
    double share() {
        return share;
    }

    /** The mean share of the second before the last look. */
    double meanShare() {
        return mean;
    }

    /** A slot was shed. */
    void shed() {
        shed++;
    }

    /** Begins to look. */
    void start(long nowNanos) {
        tickedNanos = nowNanos;
    }

    /**
     * Called with every tick of the loop, some 100 times a second.
     *
     * @param onTime whether the loop serves its timers and starts its runs on time
     */
    void tick(long nowNanos, boolean onTime) {
        long passed = Math.min(nowNanos - tickedNanos, LOOK_NANOS);
        tickedNanos = nowNanos;
        lateNanos = onTime ? 0 : lateNanos + passed;
        sinceLookNanos += passed;
        if (sinceLookNanos >= LOOK_NANOS) {
            sinceLookNanos = 0;
            look(nowNanos);
        }
    }

    private void look(long nowNanos) {
        if (lateNanos > PATIENCE_NANOS) {
            share = Math.max(LEAST, share * LESS);
        } else if (lateNanos > LOOK_NANOS && share < 1) {
            share = Math.max(LEAST, share * LITTLE_LESS);
        } else if (lateNanos == 0 && share < 1) {
            share = Math.min(1, share * MORE + LEAST_MORE);
        }
        newest[looks++ % LOOKS_OF_MEAN] = share;
        mean = Arrays.stream(newest).sum() / LOOKS_OF_MEAN;
        report(nowNanos);
    }

    private void report(long nowNanos) {
        calmNanos = share < 1 ? 0 : calmNanos + LOOK_NANOS;
        if (share < 1 && !overload.lasts()) {
            begunNanos = nowNanos;
            shed = 0;
            overload.meet(
                    "overload",
                    "an event loop of this agent cannot keep up: it sheds the same share of every check's slots, which count"
                            + " as agent_overloaded (expected: fewer or rarer checks, more cores, or one more agent)");
        } else if (calmNanos >= CALM_NANOS && overload.lasts()) {
            overload.end(String.format(
                    Locale.ROOT,
                    "the event loop keeps up again: it shed %d slots within %.0f s",
                    shed,
                    (nowNanos - begunNanos - CALM_NANOS) / NANOS_PER_SECOND));
        }
    }
}
