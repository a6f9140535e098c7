package dev.sonde.agent.telemetry;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of its CPU an agent will need for the checks it was given, from how often they run and what a run was measured
 * to cost. Says so in the log before runs have to be shed, and takes it back. Holds no clock; one owner at a time.
 *
 * <p>The forecast is the greatest of what each event loop needs of one core and what the process needs of all. A run costs
 * its event loop's CPU time; what the rest of the process uses is taken to grow with the runs, at most by half of what the
 * loops need. Until a process is warm its runs are taken to cost no more than
 * a tenth of a millisecond: cold ones cost many times what they will.
 */
public final class CapacityForecast {
    /** Of one core: from here on the log warns. */
    public static final double WARN_FROM = 0.7;

    static final double ASSUMED_RUN_NANOS = 100_000;
    static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);
    static final long FEWEST_RUNS = 100;

    /** An event loop without checks uses as much in a second: it measures its own lateness. */
    private static final double IDLE_SHARE = 0.001;

    /** Two measurements that differ by less are of a process that is warm. */
    private static final double WARM = 0.2;

    private static final int WARM_AFTER_WINDOWS = 12;
    private static final double CALM_BELOW = 0.6;
    private static final double BEYOND_FROM = 1;
    private static final double BEYOND_UNTIL = 0.9;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Logger LOG = LoggerFactory.getLogger(CapacityForecast.class);

    private final int cores;
    private final AgentTelemetry telemetry;
    private final Condition scarce = new Condition(LOG);
    private final double[] loopRunNanos;
    private double[] runsPerSecond;
    private long checks;
    private double otherShare;
    private double measuredRunsPerSecond;
    private double newestRunNanos;
    private int windows;
    private boolean warm;
    private @Nullable Warning warning;
    private Reading begin = new Reading(0, 0, List.of());
    private Reading lately = begin;

    /** What the log last warned of. */
    enum Warning {
        /** The forecast is near the limit. */
        NEAR,
        /** It is beyond. */
        BEYOND
    }

    /**
     * What was used and done since the process began.
     *
     * @param nanos monotonic clock
     * @param cpuNanos of the whole process
     * @param loops of each event loop that probes
     */
    public record Reading(long nanos, long cpuNanos, List<Effort> loops) {
        public Reading {
            loops = List.copyOf(loops);
        }

        private long runs() {
            return loops.stream().mapToLong(Effort::runs).sum();
        }
    }

    /**
     * Of one event loop.
     *
     * @param cpuNanos of its thread
     * @param runs started
     */
    public record Effort(long cpuNanos, long runs) {}

    /**
     * @param loops how many event loops probe
     * @param cores that the process may use
     */
    public CapacityForecast(int loops, int cores, AgentTelemetry telemetry) {
        this.cores = cores;
        this.telemetry = telemetry;
        this.loopRunNanos = new double[loops];
        this.runsPerSecond = new double[loops];
    }

    /**
     * These checks are to be run from now on.
     *
     * @param byLoop runs per second of each event loop
     */
    public void assigned(long count, double[] byLoop) {
        checks = count;
        runsPerSecond = byLoop.clone();
        tell();
    }

    /** What was used by now; the more often it is called the sooner a change shows. */
    public void read(Reading now) {
        if (begin.loops().isEmpty()) {
            begin = now;
            lately = now;
            return;
        }
        if (now.nanos() - lately.nanos() >= WINDOW_NANOS) {
            double nanos = now.nanos() - lately.nanos();
            telemetry.utilised((now.cpuNanos() - lately.cpuNanos()) / nanos / cores);
            lately = now;
        }
        if (now.nanos() - begin.nanos() < WINDOW_NANOS || now.runs() - begin.runs() < FEWEST_RUNS) {
            return;
        }
        measure(begin, now);
        begin = now;
        tell();
    }

    /** The share of the CPU that the checks need; above 1 runs are shed. */
    public double forecast() {
        double loops = 0;
        double busiest = 0;
        for (int i = 0; i < loopRunNanos.length; i++) {
            double needed = runNanos(i) * runsPerSecond[i] / NANOS_PER_SECOND;
            loops += needed;
            busiest = Math.max(busiest, needed);
        }
        double all = Arrays.stream(runsPerSecond).sum();
        double scaled = measuredRunsPerSecond == 0 ? 0 : otherShare * all / measuredRunsPerSecond;
        double other = Math.min(scaled, (warm ? otherShare : 0) + loops / 2);
        return Math.max(busiest, (loops + other) / cores);
    }

    /** What the log last warned of and has not taken back; null if nothing. */
    @Nullable
    Warning warning() {
        return warning;
    }

    private double runNanos(int loop) {
        double known = loopRunNanos[loop] > 0
                ? loopRunNanos[loop]
                : Arrays.stream(loopRunNanos)
                        .filter(other -> other > 0)
                        .average()
                        .orElse(ASSUMED_RUN_NANOS);
        return warm ? known : Math.min(known, ASSUMED_RUN_NANOS);
    }

    private void measure(Reading from, Reading to) {
        double nanos = to.nanos() - from.nanos();
        double ofLoops = 0;
        double spent = 0;
        for (int i = 0; i < loopRunNanos.length; i++) {
            long runs = to.loops().get(i).runs() - from.loops().get(i).runs();
            double used = to.loops().get(i).cpuNanos() - from.loops().get(i).cpuNanos();
            ofLoops += used;
            double probing = Math.max(0, used - nanos * IDLE_SHARE);
            spent += probing;
            if (runs >= FEWEST_RUNS / loopRunNanos.length) {
                loopRunNanos[i] = blended(loopRunNanos[i], probing / runs);
            }
        }
        long runs = to.runs() - from.runs();
        measuredRunsPerSecond = runs / nanos * NANOS_PER_SECOND;
        otherShare = Math.max(0, to.cpuNanos() - from.cpuNanos() - ofLoops) / nanos;
        double before = newestRunNanos;
        newestRunNanos = spent / runs;
        windows++;
        warm |= windows >= WARM_AFTER_WINDOWS || Math.abs(newestRunNanos - before) <= WARM * before;
        telemetry.runCost(newestRunNanos / NANOS_PER_SECOND);
    }

    /** One odd window of a warm process counts half; of a cold one the newest is the best. */
    private double blended(double before, double now) {
        return before > 0 && warm ? (before + now) / 2 : now;
    }

    private void tell() {
        double forecast = forecast();
        telemetry.forecast(forecast);
        if (forecast >= (warning == Warning.BEYOND ? BEYOND_UNTIL : BEYOND_FROM)) {
            warning = Warning.BEYOND;
            scarce.meet(
                    "beyond",
                    line(forecast) + "; it will shed the same share of every check's slots (agent_overloaded)");
        } else if (forecast >= (warning == null ? WARN_FROM : CALM_BELOW)) {
            warning = Warning.NEAR;
            scarce.meet("near", line(forecast) + "; beyond 100 % it sheds runs (agent_overloaded)");
        } else {
            warning = null;
            scarce.end(String.format(
                    Locale.ROOT, "the checks of this agent need about %.0f %% of its CPU now", forecast * 100));
        }
    }

    private String line(double forecast) {
        double all = Arrays.stream(runsPerSecond).sum();
        return String.format(
                Locale.ROOT,
                "the %d checks of this agent need about %.0f %% of its CPU (%.0f runs a second, %s %.0f us each; expected: at"
                        + " most %.0f %%, some %d checks like these)",
                checks,
                forecast * 100,
                all,
                warm ? "measured" : "assumed",
                (warm ? newestRunNanos : runNanos(0)) / 1_000,
                WARN_FROM * 100,
                (long) (checks * WARN_FROM / forecast));
    }
}
