package dev.sonde.collector.slots;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An archive in memory that keeps what a store would keep, bytes included. */
final class MemoryArchive implements SlotArchive {
    private final Map<SlotKey, Stored> stored = new HashMap<>();
    List<DurationCell> durations = List.of();

    private static final class Stored {
        List<PlanSpan> spans = List.of();
        byte[] totals = {};
        List<StoredPage> open = List.of();
        final Map<UnsavedSlots.PageId, StoredPage> closed = new HashMap<>();
    }

    void save(List<UnsavedSlots> unsaved) {
        for (UnsavedSlots each : unsaved) {
            Stored row = stored.computeIfAbsent(each.key(), key -> new Stored());
            row.spans = each.spans().isEmpty() ? row.spans : each.spans();
            row.totals = each.totals();
            row.open = each.open();
            each.closed().forEach(page -> row.closed.put(new UnsavedSlots.PageId(page.span(), page.hour()), page));
            each.removed().forEach(row.closed::remove);
        }
    }

    /** How many pages are at rest. */
    long pages() {
        return stored.values().stream().mapToLong(row -> row.closed.size()).sum();
    }

    @Override
    public Set<SlotKey> keys() {
        return Set.copyOf(stored.keySet());
    }

    @Override
    public StoredSlots load(SlotKey key, long fromHour) {
        Stored row = stored.getOrDefault(key, new Stored());
        List<StoredPage> closed = new ArrayList<>();
        row.closed.values().stream()
                .filter(page -> page.hour() + page.hours() > fromHour)
                .forEach(closed::add);
        return new StoredSlots(row.spans, row.totals, row.open, closed);
    }

    @Override
    public StoredPage page(SlotKey key, int span, long hour) {
        return stored.getOrDefault(key, new Stored()).closed.values().stream()
                .filter(page -> page.span() == span && page.hour() <= hour && hour < page.hour() + page.hours())
                .findFirst()
                .orElse(null);
    }

    @Override
    public List<DurationCell> durationsOver(SlotKey key, long limitNanos, long fromNanos, long toNanos) {
        return durations.stream()
                .filter(cell -> cell.from() < toNanos && cell.to() > fromNanos)
                .toList();
    }
}
