package dev.sonde.collector.config;

import dev.sonde.contract.yaml.Place;
import dev.sonde.contract.yaml.Problems;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Values that may be used once each, with the place of their first use. One thread. */
final class UniqueNames {
    private final Problems problems;
    private final Map<String, Place> firsts = new TreeMap<>();

    UniqueNames(Problems problems) {
        this.problems = problems;
    }

    /** Takes a value; notes a problem if it is taken. */
    void take(String key, String value, Place place) {
        take(key + ": " + value + " is taken", value, place, "a unique " + key);
    }

    /** The same in other words, which must not repeat a secret value. */
    void take(String message, String value, Place place, String expected) {
        Place first = firsts.putIfAbsent(value, place);
        if (first != null) {
            problems.error(place, message + ", first on " + first.seenFrom(place), expected);
        }
    }

    /** All values taken, in order. */
    Set<String> values() {
        return firsts.keySet();
    }
}
