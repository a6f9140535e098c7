package dev.sonde.benchmarks.rig;

import dev.sonde.benchmarks.rig.AgentUnderTest.Stretch;
import dev.sonde.benchmarks.rig.GoalTable.Better;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * More than one core can do, of targets that are all well: past the limit, and by a process that has just started. Belongs
 * to one thread.
 */
final class Overload {
    /** nginx answers within a millisecond; who calls it slower than this blames it for our load. */
    private static final List<Duration> LIMITS = List.of(Duration.ofMillis(100));

    private static final int STEADY = 100;
    private static final int SETTLING_SECONDS = 15;
    private static final int RECOVERY_SECONDS = 10;
    private static final int TOLD_SECONDS = 8;
    private static final int COLD_TARGETS = 5000;
    private static final int COLD_SECONDS = 60;

    private final Bench bench;

    Overload(Bench bench) {
        this.bench = bench;
    }

    /** A hundred checks of every second, joined for a while by a multiple of what the core can do. */
    void pastTheLimit() throws IOException, InterruptedException {
        RigOptions options = bench.options();
        NginxTarget nginx = bench.nginx();
        GoalTable table = bench.table();
        List<Check> steady = RigChecks.of(STEADY, 1000, i -> nginx.plainUrl(), nginx.certificate(), "steady");
        List<Check> all = new ArrayList<>(steady);
        all.addAll(RigChecks.of(options.pastLimitRate() / 10, 100, i -> nginx.plainUrl(), nginx.certificate(), "load"));
        double[] unaccounted = new double[options.rounds()];
        double[] blamed = new double[options.rounds()];
        double[] unfair = new double[options.rounds()];
        double[] afterwards = new double[options.rounds()];
        for (int round = 0; round < options.rounds(); round++) {
            try (AgentUnderTest agent = bench.agent(steady, LIMITS)) {
                agent.warmUp(options.warmUpSeconds());
                agent.standIn().assign(all, LIMITS);
                Waiting.seconds(SETTLING_SECONDS);
                long from = now();
                Stretch stretch = agent.measure(options.seconds());
                long to = now();
                agent.standIn().assign(steady, LIMITS);
                long recovered = now() + RECOVERY_SECONDS;
                Waiting.seconds(RECOVERY_SECONDS + options.seconds() + TOLD_SECONDS);
                Map<CheckName, SlotLedger> slots = agent.standIn().takeLedgers();
                stretch.say("past the limit");
                agent.printLog("CPU", "keep");
                requireAll(slots, all);
                unaccounted[round] = sum(slots.values(), SlotLedger::unaccounted);
                blamed[round] = sum(slots.values(), SlotLedger::bad);
                sayWhoIsBlamed(slots.values());
                unfair[round] = spread(slots, from, to);
                afterwards[round] = sum(slots.values(), ledger -> ledger.unknown(recovered, Long.MAX_VALUE));
                System.err.printf(
                        "  past the limit: %,d slots in all, %,.0f runs a second; last unknown slot %d s after its end%n",
                        sum(slots.values(), SlotLedger::slots),
                        (double) sum(slots.values(), ledger -> ledger.run(from, to)) / (to - from),
                        slots.values().stream()
                                        .mapToLong(SlotLedger::lastUnknownSecond)
                                        .max()
                                        .orElse(0)
                                - to);
            }
        }
        String what = "past the limit, %,d runs a second asked: ".formatted(options.pastLimitRate() + STEADY);
        table.never(what + "slots without exactly one word", unaccounted, "", "slots");
        table.aimAtNever(what + "healthy targets called slow or down", blamed, "", "runs");
        table.bound(
                what + "share of slots run by checks of 100 ms, most minus least", unfair, "", "%", 10, 5, Better.LESS);
        table.never("unknown slots from 10 s after the load's end", afterwards, "", "slots");
    }

    /** A process that has just started is given 5,000 targets at 1 s. */
    void coldStart() throws IOException, InterruptedException {
        NginxTarget nginx = bench.nginx();
        int rounds = bench.options().rounds();
        List<Check> checks = RigChecks.of(COLD_TARGETS, 1000, i -> nginx.plainUrl(), nginx.certificate());
        double[] blamed = new double[rounds];
        double[] untilAllRun = new double[rounds];
        double[] shed = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            long started = now();
            try (AgentUnderTest agent = bench.agent(checks, LIMITS)) {
                Stretch stretch = agent.measure(COLD_SECONDS);
                long end = now();
                Waiting.seconds(TOLD_SECONDS);
                Map<CheckName, SlotLedger> slots = agent.standIn().takeLedgers();
                stretch.say("cold start");
                agent.printLog("CPU", "keep");
                blamed[round] = sum(slots.values(), SlotLedger::bad);
                sayWhoIsBlamed(slots.values());
                long unknown = sum(slots.values(), ledger -> ledger.unknown(started, end));
                shed[round] = 100.0 * unknown / (unknown + sum(slots.values(), ledger -> ledger.run(started, end)));
                untilAllRun[round] = Math.max(
                        0,
                        slots.values().stream()
                                        .mapToLong(SlotLedger::lastUnknownSecond)
                                        .max()
                                        .orElse(0)
                                + 1
                                - started);
                System.err.printf(
                        "  cold start: %d checks heard of, %d slots unknown, the last %.0f s after the start%n",
                        slots.size(), unknown, untilAllRun[round]);
            }
        }
        String info = "%.1f %% of the first minute's slots unknown, the last one after %.0f s"
                .formatted(GoalTable.median(shed), GoalTable.median(untilAllRun));
        bench.table().aimAtNever("cold start, 5,000 targets at 1 s: called slow or down", blamed, info, "runs");
    }

    private static void requireAll(Map<CheckName, SlotLedger> heard, List<Check> checks) {
        if (heard.size() != checks.size()) {
            throw new IllegalStateException(
                    "%,d checks were heard of (expected: %,d)".formatted(heard.size(), checks.size()));
        }
    }

    private interface Count {
        long of(SlotLedger slots);
    }

    private static long sum(Collection<SlotLedger> ledgers, Count count) {
        return ledgers.stream().mapToLong(count::of).sum();
    }

    private static void sayWhoIsBlamed(Collection<SlotLedger> ledgers) {
        ledgers.stream()
                .map(SlotLedger::blame)
                .filter(Objects::nonNull)
                .limit(10)
                .forEach(line -> System.err.println("  blamed: " + line));
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }

    private static double spread(Map<CheckName, SlotLedger> ledgers, long from, long to) {
        double[] shares = ledgers.entrySet().stream()
                .filter(entry -> RigChecks.prefixOf(entry.getKey()).equals("load"))
                .mapToDouble(entry -> entry.getValue().shareRun(from, to))
                .sorted()
                .toArray();
        System.err.printf(
                "  past the limit: checks ran %.1f %% to %.1f %% of their slots%n",
                shares[0] * 100, shares[shares.length - 1] * 100);
        return (shares[shares.length - 1] - shares[0]) * 100;
    }
}
