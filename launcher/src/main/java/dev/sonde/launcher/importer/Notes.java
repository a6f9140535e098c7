package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.Place;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What an import leaves to its reader, each with its place in the foreign files; the same thing once. One thread. */
final class Notes {
    /**
     * One of them.
     *
     * @param what the key or value it is about
     * @param why what becomes of it
     */
    record Note(Place place, String what, String why) implements Comparable<Note> {
        @Override
        public int compareTo(Note other) {
            return place.compareTo(other.place);
        }

        @Override
        public String toString() {
            return place.file() + ":" + place.line() + ": " + what + ": " + why;
        }
    }

    private final Set<Note> lost = new LinkedHashSet<>();
    private final Set<Note> secrets = new LinkedHashSet<>();

    /** Something is not carried over. */
    void lost(Place place, String what, String why) {
        lost.add(new Note(place, what, why));
    }

    /** A secret is not copied, but named. */
    void secret(Place place, String what, String why) {
        secrets.add(new Note(place, what, why));
    }

    /** One line each, by place: what is not carried over. */
    List<String> lostLines() {
        return lines(lost);
    }

    /** One line each, by place: which secrets are to be put where. */
    List<String> secretLines() {
        return lines(secrets);
    }

    private static List<String> lines(Collection<Note> notes) {
        return notes.stream().sorted().map(Note::toString).distinct().toList();
    }
}
