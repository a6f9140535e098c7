package dev.sonde.collector.slots;

import dev.sonde.contract.check.Location;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

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
}
