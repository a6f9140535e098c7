package dev.sonde.collector.slo;

import dev.sonde.collector.slots.HeldSlots;
import dev.sonde.collector.slots.SlotCounting;
import dev.sonde.collector.slots.SlotCounts;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges one SLO in one round: multi-window multi-burn-rate over slots.
 *
 * <p>Burn divides bad slots by the slots the schedule holds in the whole window without the excluded ones, so neither a
 * silent agent nor a young check makes one failure look like a fire. A rule fires when both its windows burn faster than
 * its factor and the long one holds enough bad slots. It clears only when one of the windows would not, even if every
 * unknown and pending slot were bad: silence never resolves. A rule that pages does not begin to fire while each bad slot of
 * its short window was refuted by a confirming run, or its confirming run is awaited.
 *
 * <p>Each distinct window is counted once, so the cost is the number of rules, whatever the slots. Stateless; any thread.
 */
public final class SloEvaluator {
    /** The window whose burn rate the time to exhaustion goes by. */
    public static final Duration EXHAUSTION_WINDOW = Duration.ofHours(6);

    private SloEvaluator() {}

    /**
     * @param interval of the check's present plan
     * @param locations that hold slots of the check, at least 1
     * @param counting the slots of the SLO's indicator
     * @param held bad slots that do not count towards a page
     * @param now end of every window
     * @param previous what the rules remember from the round before; absent rules start quiet
     */
    public static SloStatus evaluate(
            Slo slo,
            Duration interval,
            int locations,
            SlotCounting counting,
            HeldSlots held,
            Instant now,
            Map<BurnRule, RuleState> previous) {
        Windows windows = new Windows(counting, now);
        TreeMap<Duration, Double> burnRates = new TreeMap<>();
        List<RuleStatus> rules = new ArrayList<>(slo.rules().size());
        for (BurnRule rule : slo.rules()) {
            BurnLimit limit = new BurnLimit(slo, rule);
            Duration shortWindow = rule.shortWindow(interval);
            boolean on = BurnLimit.isOn(slo, rule, interval, locations);
            RuleState state = RuleState.QUIET;
            boolean isHeld = false;
            if (on) {
                SlotCounts overLong = windows.count(rule.longWindow());
                SlotCounts overShort = windows.count(shortWindow);
                burnRates.put(rule.longWindow(), burnRate(slo, overLong));
                burnRates.put(shortWindow, burnRate(slo, overShort));
                RuleState before = previous.getOrDefault(rule, RuleState.QUIET);
                state = next(before, limit, overLong, overShort, slo.badFloor(), now);
                isHeld = rule.severity() == Severity.PAGE
                        && state.firing()
                        && !before.firing()
                        && overShort.bad() <= held.badIn(now.minus(shortWindow), now);
                state = isHeld ? RuleState.QUIET : state;
            }
            rules.add(new RuleStatus(rule, shortWindow, limit.factor(), on, state, isHeld));
        }
        Duration exhaustionWindow = EXHAUSTION_WINDOW.compareTo(slo.window()) <= 0 ? EXHAUSTION_WINDOW : slo.window();
        double recentBurn = burnRate(slo, windows.count(exhaustionWindow));
        burnRates.put(exhaustionWindow, recentBurn);
        SlotCounts period = windows.count(slo.window());
        double remaining = 1 - burnRate(slo, period);
        return new SloStatus(
                slo,
                now,
                period,
                isNoData(slo, period),
                remaining,
                burnRates,
                rules,
                timeToExhaustion(slo, remaining, recentBurn));
    }

    /** As above for a check that does not confirm its failures. */
    public static SloStatus evaluate(
            Slo slo,
            Duration interval,
            int locations,
            SlotCounting counting,
            Instant now,
            Map<BurnRule, RuleState> previous) {
        return evaluate(slo, interval, locations, counting, HeldSlots.NONE, now, previous);
    }

    private static RuleState next(
            RuleState previous, BurnLimit limit, SlotCounts overLong, SlotCounts overShort, int floor, Instant now) {
        if (!previous.firing()) {
            boolean fires = overLong.bad() >= floor && limit.isExceeded(overLong) && limit.isExceeded(overShort);
            return fires ? new RuleState(true, false, now) : RuleState.QUIET;
        }
        if (!couldBurn(limit, overLong, overLong.unknown()) || !couldBurn(limit, overShort, overShort.unknown())) {
            return RuleState.QUIET;
        }
        boolean noData = !couldBurn(limit, overLong, 0) || !couldBurn(limit, overShort, 0);
        return new RuleState(true, noData, previous.since());
    }

    /** Whether the window exceeds the limit if every pending slot and so many unknown ones were bad. */
    private static boolean couldBurn(BurnLimit limit, SlotCounts window, long unknown) {
        return limit.isExceeded(window.bad() + window.pending() + unknown, window.expected());
    }

    private static boolean isNoData(Slo slo, SlotCounts period) {
        if (period.valid() == 0) {
            return true;
        }
        BigDecimal settled = BigDecimal.valueOf(period.valid() + period.unknown());
        return BigDecimal.valueOf(period.valid()).compareTo(slo.minCoverage().multiply(settled)) < 0;
    }

    /** (bad / slots) / e, for display; 0 for a window without slots. Over the period it is the consumed share. */
    private static double burnRate(Slo slo, SlotCounts window) {
        return window.expected() <= 0 ? 0 : window.bad() / (slo.errorBudget().doubleValue() * window.expected());
    }

    private static @Nullable Duration timeToExhaustion(Slo slo, double remaining, double burn) {
        if (remaining <= 0) {
            return Duration.ZERO;
        }
        if (burn <= 0) {
            return null;
        }
        double seconds = remaining * Nanos.of(slo.window()).doubleValue() / 1e9 / burn;
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** Counts each window once. */
    private static final class Windows {
        private final SlotCounting counting;
        private final Instant now;
        private final Map<Duration, SlotCounts> counted = new TreeMap<>();

        Windows(SlotCounting counting, Instant now) {
            this.counting = counting;
            this.now = now;
        }

        SlotCounts count(Duration window) {
            return counted.computeIfAbsent(window, each -> counting.count(now.minus(each), now));
        }
    }
}
