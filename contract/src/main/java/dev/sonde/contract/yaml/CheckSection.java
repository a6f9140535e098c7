package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The sections {@code defaults} and {@code checks} as records. Immutable.
 *
 * @param entries the checks with nothing wrong, in the order written
 * @param names all names written, those of checks with something wrong included
 */
public record CheckSection(List<CheckEntry> entries, Set<CheckName> names) {
    public CheckSection {
        entries = List.copyOf(entries);
        names = Set.copyOf(names);
    }

    /** Maps both sections, noting what is wrong. One bad check hides no other's problems. */
    public static CheckSection read(ConfigDirectory directory, Problems problems) {
        MappingView defaults = directory.block(SectionName.DEFAULTS, CheckKeys.DEFAULTS);
        Map<CheckName, Place> firsts = new HashMap<>();
        List<CheckEntry> entries = new ArrayList<>();
        for (MappingView written : directory.items(SectionName.CHECKS, CheckKeys.CHECK)) {
            CheckName name = written.find(CheckKeys.NAME);
            boolean unique = name == null || isUnique(name, written.place(CheckKeys.NAME), firsts, problems);
            // What a check is as a whole shows only when its defaults are known.
            if (unique && written.isSound() && (defaults == null || defaults.isSound())) {
                entries.add(new CheckEntry(check(written, defaults, problems), written));
            }
        }
        return new CheckSection(entries, firsts.keySet());
    }

    /** The checks alone, in order of name. */
    public List<Check> checks() {
        List<Check> checks =
                new ArrayList<>(entries.stream().map(CheckEntry::check).toList());
        checks.sort((a, b) -> a.name().compareTo(b.name()));
        return Collections.unmodifiableList(checks);
    }

    private static boolean isUnique(CheckName name, Place place, Map<CheckName, Place> firsts, Problems problems) {
        Place first = firsts.putIfAbsent(name, place);
        if (first == null) {
            return true;
        }
        problems.error(place, "name: " + name + " is taken, first on " + first.seenFrom(place), "a unique name");
        return false;
    }

    private static Check check(MappingView written, @Nullable MappingView defaults, Problems problems) {
        MappingView view = defaults == null ? written : written.over(defaults);
        MappingView certificate = view.find(CheckKeys.CERTIFICATE);
        Duration timeout = view.get(CheckKeys.TIMEOUT);
        List<Location> locations = view.find(CheckKeys.LOCATIONS);
        return new Check(
                view.get(CheckKeys.NAME),
                view.find(CheckKeys.SERVICE),
                view.find(CheckKeys.OWNER),
                view.find(CheckKeys.PURPOSE),
                view.find(CheckKeys.RUNBOOK),
                view.get(CheckKeys.PRIORITY),
                labels(written, defaults),
                view.get(CheckKeys.INTERVAL),
                timeout,
                new TreeSet<>(locations == null ? List.of() : locations),
                view.get(CheckKeys.HARD_DOWN),
                certificate == null ? Check.DEFAULT_CERTIFICATE_WARN : certificate.get(CheckKeys.WARN),
                target(written, defaults, timeout, problems),
                ConductSection.read(view, written, problems));
    }

    private static Target target(
            MappingView written, @Nullable MappingView defaults, Duration timeout, Problems problems) {
        for (Protocol protocol : Protocols.ALL) {
            MappingView block = written.find(protocol.key());
            if (block != null) {
                MappingView below = defaults == null ? null : defaults.find(protocol.defaults());
                return protocol.mapper().target(below == null ? block : block.over(below), timeout, problems);
            }
        }
        throw new IllegalStateException("a check without protocol is not sound");
    }

    private static SortedMap<String, String> labels(MappingView written, @Nullable MappingView defaults) {
        SortedMap<String, String> labels = new TreeMap<>();
        Map<String, String> general = defaults == null ? null : defaults.find(CheckKeys.LABELS);
        Map<String, String> own = written.find(CheckKeys.LABELS);
        labels.putAll(general == null ? Map.of() : general);
        labels.putAll(own == null ? Map.of() : own);
        return labels;
    }
}
