package dev.sonde.collector.watch;

import dev.sonde.collector.slo.Slo;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What rounds judge: the checks with their objectives. Immutable.
 *
 * @param checks by name, in the order given
 * @param slos by check; absent for a check without any
 * @param quiet how long causes must be clear
 */
public record Judged(Map<CheckName, Check> checks, Map<CheckName, List<Slo>> slos, Duration quiet) {
    public static final Judged NOTHING = of(List.of(), List.of(), Duration.ofMinutes(5));

    public Judged {
        checks = Collections.unmodifiableMap(new LinkedHashMap<>(checks));
        slos = Map.copyOf(slos);
    }

    /** Checks and objectives of a configuration. */
    public static Judged of(Collection<Check> checks, Collection<Slo> slos, Duration quiet) {
        Map<CheckName, Check> byName = new LinkedHashMap<>();
        checks.forEach(check -> byName.put(check.name(), check));
        Map<CheckName, List<Slo>> byCheck = new LinkedHashMap<>();
        slos.forEach(slo ->
                byCheck.computeIfAbsent(slo.check(), check -> new ArrayList<>()).add(slo));
        byCheck.replaceAll((check, ofCheck) -> List.copyOf(ofCheck));
        return new Judged(byName, byCheck, quiet);
    }

    /** The check's objectives. */
    public List<Slo> slosOf(CheckName check) {
        return slos.getOrDefault(check, List.of());
    }
}
