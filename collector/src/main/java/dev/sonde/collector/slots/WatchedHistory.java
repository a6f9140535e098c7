package dev.sonde.collector.slots;

import dev.sonde.contract.check.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@link SlotHistory} over the lines of one check. The ledger's thread. */
record WatchedHistory(Map<Location, SlotLine> lines) implements SlotHistory {
    @Override
    public SortedSet<Location> locations() {
        TreeSet<Location> begun = new TreeSet<>();
        lines.forEach((location, line) -> {
            if (line.inForce() != null) {
                begun.add(location);
            }
        });
        return begun;
    }

    @Override
    public List<SlotRun> settledAfter(Location location, Instant cursor) {
        SlotLine line = lines.get(location);
        return line == null ? List.of() : line.settledAfter(SlotLedger.nanos(cursor));
    }

    @Override
    public @Nullable Instant lastBad() {
        long last = lastBadNanos();
        return last == Long.MIN_VALUE ? null : SlotLine.instant(last);
    }

    @Override
    public Duration quiet() {
        long lastBad = lastBadNanos();
        long longest = 0;
        for (SlotLine line : lines.values()) {
            longest = Math.max(longest, line.inForce() == null ? 0 : line.goodNanosAfter(lastBad));
        }
        return Duration.ofNanos(longest);
    }

    private long lastBadNanos() {
        long last = Long.MIN_VALUE;
        for (SlotLine line : lines.values()) {
            last = Math.max(last, line.lastBad());
        }
        return last;
    }
}
