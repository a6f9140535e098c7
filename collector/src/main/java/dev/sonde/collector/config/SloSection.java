package dev.sonde.collector.config;

import dev.sonde.collector.slo.BurnRule;
import dev.sonde.collector.slo.Severity;
import dev.sonde.collector.slo.Slo;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.yaml.Block;
import dev.sonde.contract.yaml.Durations;
import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.ListShape;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.Problems;
import dev.sonde.contract.yaml.Scalars;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The section {@code slos}: its keys, described once, and their records. */
final class SloSection {
    private static final Duration MAX_WINDOW = Duration.ofDays(90);

    static final Key<String> NAME =
            Key.required("name", Scalars.name(Function.identity()), "unique among all SLOs; a label of its metrics");
    static final Key<CheckName> CHECK =
            Key.required("check", Scalars.name(CheckName::new), "the check whose runs it judges");
    static final Key<BigDecimal> OBJECTIVE = Key.required(
            "objective", Scalars.percentageBetween(), "the share of runs that must be good; kept exactly as written");
    static final Key<Duration> THRESHOLD = Key.optional(
            "threshold",
            Scalars.duration(Duration.ofMillis(1), Duration.ofMinutes(10)),
            "a run that takes longer is bad too; left out: availability alone");
    static final Key<Duration> WINDOW = Key.withDefault(
            "window",
            Scalars.duration(Duration.ofDays(1), MAX_WINDOW),
            Durations.format(Slo.DEFAULT_WINDOW),
            "the period of the error budget, rolling");
    static final Key<Integer> BAD_FLOOR = Key.withDefault(
            "bad_floor",
            Scalars.whole(1, 1000),
            String.valueOf(Slo.DEFAULT_BAD_FLOOR),
            "least bad runs in a rule's long window for it to fire");

    static final Key<Severity> SEVERITY = Key.required(
            "severity",
            Scalars.word(Severity::label, List.of(Severity.PAGE, Severity.TICKET)),
            "how loudly it is told");
    static final Key<Duration> LONG = Key.required(
            "long", Scalars.duration(Duration.ofMinutes(1), MAX_WINDOW), "the window over which the budget must burn");
    static final Key<Duration> SHORT = Key.required(
            "short",
            Scalars.duration(Duration.ofSeconds(1), MAX_WINDOW),
            "the window over which it must still burn, so that a rule clears soon after the outage");
    static final Key<BigDecimal> SHARE = Key.required(
            "share",
            Scalars.percentageUpToWhole(),
            "fires when more than this share of the period's budget burns in one long window");
    static final Block RULE = Block.of("a rule", SEVERITY, LONG, SHORT, SHARE);
    static final Key<List<MappingView>> RULES = Key.optional(
            "rules",
            ListShape.orNone(RULE),
            "burn-rate rules in place of the usual four (page 1h/5m at 2%, page 6h/30m at 5%, ticket 1d/2h at 10%, "
                    + "ticket 3d/6h at 10%); an empty list shows the SLO and never tells anybody");

    static final Block SLO = Block.of("an SLO", NAME, CHECK, OBJECTIVE, THRESHOLD, WINDOW, BAD_FLOOR, RULES);

    private SloSection() {}

    /** The SLOs with nothing wrong, in the order written; notes what is wrong. */
    static List<Entry<Slo>> read(List<MappingView> views, BigDecimal minCoverage, Problems problems) {
        UniqueNames names = new UniqueNames(problems);
        List<Entry<Slo>> slos = new ArrayList<>();
        for (MappingView written : views) {
            String name = written.find(NAME);
            if (name != null) {
                names.take("name", name, written.place(NAME));
            }
            List<BurnRule> rules = rules(written.find(RULES), problems);
            if (written.isSound() && rules != null) {
                slos.add(new Entry<>(slo(written, rules, minCoverage), written));
            }
        }
        return slos;
    }

    private static Slo slo(MappingView written, List<BurnRule> rules, BigDecimal minCoverage) {
        return new Slo(
                written.get(NAME),
                written.get(CHECK),
                written.get(OBJECTIVE),
                written.find(THRESHOLD),
                written.get(WINDOW),
                rules,
                written.get(BAD_FLOOR),
                minCoverage);
    }

    /** Null if something is wrong with one of them. */
    private static @Nullable List<BurnRule> rules(@Nullable List<MappingView> written, Problems problems) {
        if (written == null) {
            return BurnRule.DEFAULTS;
        }
        boolean right = true;
        List<BurnRule> rules = new ArrayList<>();
        for (MappingView view : written) {
            Duration longWindow = view.find(LONG);
            Duration shortWindow = view.find(SHORT);
            if (longWindow != null && shortWindow != null && shortWindow.compareTo(longWindow) > 0) {
                problems.error(
                        view.place(SHORT),
                        "short: " + Durations.format(shortWindow) + " exceeds the long window",
                        "at most " + Durations.format(longWindow));
                right = false;
            } else if (view.isSound()) {
                BurnRule rule = new BurnRule(view.get(SEVERITY), view.get(LONG), view.get(SHORT), view.get(SHARE));
                if (rules.contains(rule)) {
                    problems.error(view.place(), "rules: the same rule again", "each only once");
                    right = false;
                }
                rules.add(rule);
            }
        }
        return right ? rules : null;
    }
}
