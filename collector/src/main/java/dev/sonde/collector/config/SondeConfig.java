package dev.sonde.collector.config;

import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.fleet.Fleet;
import dev.sonde.collector.notify.Receiver;
import dev.sonde.collector.notify.Route;
import dev.sonde.collector.slo.Slo;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.yaml.ConfigDirectory;
import dev.sonde.contract.yaml.ExpressionCheck;
import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.Problem;
import dev.sonde.contract.yaml.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration, valid in itself. A value: it holds nothing that happens while it is in force, and two that were
 * written to the same effect have equal parts. Immutable.
 *
 * @param checks in order of name
 * @param slos in order of name; their checks are among the checks
 * @param receivers in order of name
 * @param routes in the order written; their receivers are among the receivers
 * @param fleet the agents, with the one of this process if there is one
 * @param quiet how long all causes must have been clear before an incident falls or ends
 * @param warnings what is doubtful in it, in order of place
 * @param revision changes with any byte of the files it was read from
 */
public record SondeConfig(
        List<Check> checks,
        List<Slo> slos,
        List<Receiver> receivers,
        List<Route> routes,
        Fleet fleet,
        Duration quiet,
        List<Problem> warnings,
        String revision) {
    public static final Duration DEFAULT_QUIET = Duration.ofMinutes(5);

    public SondeConfig {
        checks = List.copyOf(checks);
        slos = List.copyOf(slos);
        receivers = List.copyOf(receivers);
        routes = List.copyOf(routes);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads a directory whole, or ends with all of its problems. Blocks on file reads.
     *
     * @param own the agent that this process carries; null if it carries none
     */
    public static SondeConfig read(Path directory, @Nullable AgentEntry own) throws InvalidConfigException {
        return read(directory, own, ExpressionCheck.NONE);
    }

    /**
     * The same.
     *
     * @param expressions looks at CEL expressions
     */
    public static SondeConfig read(Path directory, @Nullable AgentEntry own, ExpressionCheck expressions)
            throws InvalidConfigException {
        Problems problems = new Problems(expressions);
        ConfigDirectory files = ConfigDirectory.read(directory, problems);
        Draft draft = Draft.read(files, own, problems);
        CrossChecks.check(draft, files.isComplete(), problems);
        problems.throwIfAny();
        return draft.config(problems.warnings(), files.revision());
    }

    /** The distinct latency thresholds that the SLOs ask about, ascending, by check; checks without any are absent. */
    public Map<CheckName, List<Duration>> limits() {
        SortedMap<CheckName, SortedSet<Duration>> distinct = new TreeMap<>();
        for (Slo slo : slos) {
            Duration threshold = slo.threshold();
            if (threshold != null) {
                distinct.computeIfAbsent(slo.check(), name -> new TreeSet<>()).add(threshold);
            }
        }
        SortedMap<CheckName, List<Duration>> limits = new TreeMap<>();
        distinct.forEach((name, thresholds) -> limits.put(name, List.copyOf(thresholds)));
        return Collections.unmodifiableSortedMap(limits);
    }
}
