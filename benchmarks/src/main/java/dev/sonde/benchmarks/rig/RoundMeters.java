package dev.sonde.benchmarks.rig;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a collector's page says of its evaluation rounds, by kind: {@code full} and {@code quick}. Immutable.
 *
 * @param values since its start, or since an earlier page; seconds for durations
 */
record RoundMeters(Map<String, Double> values) {
    private static final String COUNT = "sonde_collector_round_duration_seconds_count";
    private static final String SUM = "sonde_collector_round_duration_seconds_sum";
    private static final String WITHIN = "sonde_collector_round_duration_seconds_bucket";
    private static final String JUDGED = "sonde_collector_checks_judged_total";

    /** Of a page of metrics as text. */
    static RoundMeters of(String page) {
        Map<String, Double> values = new TreeMap<>();
        page.lines()
                .filter(line -> line.startsWith(COUNT)
                        || line.startsWith(SUM)
                        || line.startsWith(JUDGED)
                        || (line.startsWith(WITHIN) && line.contains("le=\"0.05\"")))
                .forEach(line -> {
                    String name = line.substring(0, line.indexOf('{'));
                    String kind = line.replaceAll(".*kind=\"([a-z]+)\".*", "$1");
                    values.put(name + kind, Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
                });
        return new RoundMeters(values);
    }

    /** What came since an earlier page. */
    RoundMeters since(RoundMeters earlier) {
        Map<String, Double> more = new TreeMap<>();
        values.forEach((name, value) -> more.put(name, value - earlier.values.getOrDefault(name, 0.0)));
        return new RoundMeters(more);
    }

    double count(String kind) {
        return values.getOrDefault(COUNT + kind, 0.0);
    }

    /** How many took longer than 50 ms. */
    double late(String kind) {
        return count(kind) - values.getOrDefault(WITHIN + kind, 0.0);
    }

    double judged(String kind) {
        return values.getOrDefault(JUDGED + kind, 0.0);
    }

    double meanJudged(String kind) {
        return judged(kind) / count(kind);
    }

    double meanMillis(String kind) {
        return values.getOrDefault(SUM + kind, 0.0) / count(kind) * 1000;
    }

    /** All rounds together. */
    double millis() {
        return (values.getOrDefault(SUM + "full", 0.0) + values.getOrDefault(SUM + "quick", 0.0)) * 1000;
    }
}
