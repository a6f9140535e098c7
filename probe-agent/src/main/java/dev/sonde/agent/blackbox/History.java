package dev.sonde.agent.blackbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The probes of late: as many as the limit says, and as many failures again that were pushed out by newer ones. Belongs
 * to one event loop.
 */
final class History {
    private final int limit;
    private final Deque<Entry> recent = new ArrayDeque<>();
    private final Deque<Entry> failures = new ArrayDeque<>();
    private long next;

    /**
     * One probe.
     *
     * @param page what {@code debug=true} shows of it
     */
    record Entry(long id, String module, String target, boolean success, String page) {}

    History(int limit) {
        this.limit = limit;
    }

    void add(String module, String target, boolean success, String page) {
        recent.addLast(new Entry(next++, module, target, success, page));
        if (recent.size() > limit) {
            Entry pushedOut = recent.removeFirst();
            if (!pushedOut.success()) {
                failures.addLast(pushedOut);
            }
            if (failures.size() > limit) {
                failures.removeFirst();
            }
        }
    }

    /** The oldest first, failures that were pushed out before all others. */
    List<Entry> entries() {
        List<Entry> all = new ArrayList<>(failures);
        all.addAll(recent);
        return all;
    }

    @Nullable
    Entry byId(long id) {
        return first(entry -> entry.id() == id);
    }

    /**
     * The first that was added of those kept.
     *
     * @param module null takes any
     */
    @Nullable
    Entry byTarget(String target, @Nullable String module) {
        return first(entry -> entry.target().equals(target)
                && (module == null || entry.module().equals(module)));
    }

    private @Nullable Entry first(java.util.function.Predicate<Entry> wanted) {
        return Stream.concat(failures.stream(), recent.stream())
                .filter(wanted)
                .findFirst()
                .orElse(null);
    }
}
