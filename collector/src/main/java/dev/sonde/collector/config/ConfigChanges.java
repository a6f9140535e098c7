package dev.sonde.collector.config;

import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.notify.Receiver;
import dev.sonde.collector.slo.Slo;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** What differs between two configurations, by name; what is in none of the sets goes on untouched. Immutable. */
public record ConfigChanges(
        Names<CheckName> checks, Names<String> slos, Names<String> receivers, Names<String> agents, boolean routes) {
    /**
     * Names of one kind, each in one of the sets at most and in order.
     *
     * @param changed there before and after, but not equal
     */
    public record Names<K extends Comparable<K>>(SortedSet<K> added, SortedSet<K> removed, SortedSet<K> changed) {
        public Names {
            added = Collections.unmodifiableSortedSet(new TreeSet<>(added));
            removed = Collections.unmodifiableSortedSet(new TreeSet<>(removed));
            changed = Collections.unmodifiableSortedSet(new TreeSet<>(changed));
        }

        /** Whether nothing differs. */
        public boolean isEmpty() {
            return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
        }

        static <K extends Comparable<K>, V> Names<K> between(
                Collection<V> before, Collection<V> after, Function<V, K> name) {
            Map<K, V> old = new HashMap<>();
            before.forEach(value -> old.put(name.apply(value), value));
            SortedSet<K> added = new TreeSet<>();
            SortedSet<K> changed = new TreeSet<>();
            for (V value : after) {
                K key = name.apply(value);
                V was = old.remove(key);
                if (was == null) {
                    added.add(key);
                } else if (!was.equals(value)) {
                    changed.add(key);
                }
            }
            return new Names<>(added, new TreeSet<>(old.keySet()), changed);
        }
    }

    /** What has to be done to go from one configuration to the other. */
    public static ConfigChanges between(SondeConfig before, SondeConfig after) {
        return new ConfigChanges(
                Names.between(before.checks(), after.checks(), Check::name),
                Names.between(before.slos(), after.slos(), Slo::name),
                Names.between(before.receivers(), after.receivers(), Receiver::name),
                Names.between(before.fleet().agents(), after.fleet().agents(), AgentEntry::name),
                !before.routes().equals(after.routes()));
    }

    /** Whether nothing of it differs. */
    public boolean isEmpty() {
        return checks.isEmpty() && slos.isEmpty() && receivers.isEmpty() && agents.isEmpty() && !routes;
    }

    /** For one line of a log: {@code checks +2 -1 ~3, routes}; {@code nothing} if nothing differs. */
    public String summary() {
        List<String> parts = new ArrayList<>();
        summarize("checks", checks, parts);
        summarize("slos", slos, parts);
        summarize("receivers", receivers, parts);
        summarize("agents", agents, parts);
        if (routes) {
            parts.add("routes");
        }
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }

    private static void summarize(String kind, Names<?> names, List<String> parts) {
        if (!names.isEmpty()) {
            parts.add(kind + count(" +", names.added()) + count(" -", names.removed()) + count(" ~", names.changed()));
        }
    }

    private static String count(String sign, SortedSet<?> names) {
        return names.isEmpty() ? "" : sign + names.size();
    }
}
