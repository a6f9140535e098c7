package dev.sonde.benchmarks.rig;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** The goals, what was measured against them, and the verdicts, as a Markdown table. Belongs to one thread. */
final class GoalTable {
    private final List<String> rows = new ArrayList<>();

    /** Whether more or less of the measured ratio is better. */
    enum Better {
        MORE,
        LESS
    }

    /** A goal that compares both sides of each round: the ratio's median decides. */
    void ratio(String goal, double[] ours, double[] theirs, String peer, double must, double aim) {
        ratio(goal, ours, theirs, peer, must, aim, Better.MORE);
    }

    /** A goal that compares both sides of each round: the ratio's median decides. */
    void ratio(String goal, double[] ours, double[] theirs, String peer, double must, double aim, Better better) {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, i -> ours[i] / theirs[i]);
        double ratio = median(ratios);
        rows.add(row(
                goal,
                number(median(ours)),
                number(median(theirs)) + " (" + peer + ")",
                number(ratio) + "x",
                number(must) + "x / " + number(aim) + "x",
                verdict(ratio, must, aim, better)));
    }

    /** A goal that is a bound on what was measured; the peer's figure is for information and may be empty. */
    void bound(String goal, double[] ours, String peer, String unit, double must, double aim, Better better) {
        double value = median(ours);
        DoubleFunction<String> withUnit = figure -> number(figure) + " " + unit;
        rows.add(row(
                goal,
                withUnit.apply(value),
                peer.isEmpty() ? "-" : peer,
                "-",
                withUnit.apply(must) + " / " + withUnit.apply(aim),
                verdict(value, must, aim, better)));
    }

    /** A goal that says never: the worst round decides. */
    void never(String goal, double[] ours, String peer, String unit) {
        double[] worst = {Arrays.stream(ours).max().orElseThrow()};
        bound(goal + ", worst round", worst, peer, unit, 0, 0, Better.LESS);
    }

    /** What nobody must promise, and what is aimed at, is never: the worst round decides. */
    void aimAtNever(String goal, double[] ours, String peer, String unit) {
        double worst = Arrays.stream(ours).max().orElseThrow();
        rows.add(row(
                goal + ", worst round",
                number(worst) + " " + unit,
                peer.isEmpty() ? "-" : peer,
                "-",
                "- / 0 " + unit,
                worst == 0 ? "aim" : "aim missed"));
    }

    /** A figure without a goal. */
    void stated(String what, double ours, String unit) {
        rows.add(row(what, (number(ours) + " " + unit).strip(), "-", "-", "-", "stated"));
    }

    /** A goal that was not measured, and why. */
    void skipped(String goal, String why) {
        rows.add(row(goal, "-", "-", "-", "-", "skipped: " + why));
    }

    @Override
    public String toString() {
        return row("goal", "Sonde", "peer", "ratio", "must / aim", "verdict") + "\n|---|---|---|---|---|---|\n"
                + String.join("\n", rows);
    }

    private static String verdict(double value, double must, double aim, Better better) {
        boolean meetsAim = better == Better.MORE ? value >= aim : value <= aim;
        boolean meetsMust = better == Better.MORE ? value >= must : value <= must;
        return meetsAim ? "aim" : meetsMust ? "must" : "**missed**";
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static String number(double value) {
        if (Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }
}
