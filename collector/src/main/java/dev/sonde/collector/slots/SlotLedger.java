package dev.sonde.collector.slots;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.result.SlotClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The slots of every watched check, as far back as windows reach: intervals go in, counts come out. What is older stays
 * at rest and is fetched when a late batch speaks of it. After each step the changes are taken and stored; when that
 * fails the ledger is thrown away and loaded again, so that memory never knows more than the disk. One thread.
 */
public final class SlotLedger {
    /** Whole days are put together at rest before memory lets go of them. */
    private static final Duration LEAST_MEMORY = Duration.ofDays(5);

    private final SlotArchive archive;
    private final PageScratch scratch = new PageScratch();
    private final Map<CheckName, WatchedSlots> checks = new HashMap<>();
    private final LinkedHashSet<SlotLine> touched = new LinkedHashSet<>();
    private Set<CheckName> changed = new LinkedHashSet<>();
    private Set<CheckName> eventful = new LinkedHashSet<>();
    private final SilenceCalendar silence = new SilenceCalendar();
    private ExcludedTimes excluded = ExcludedTimes.NONE;
    private Duration memory = LEAST_MEMORY;

    public SlotLedger(SlotArchive archive) {
        this.archive = archive;
    }

    /**
     * Watches these checks from now on. Checks and locations that are no longer among them end their plans; new ones are
     * loaded if they were watched before. All others go on untouched.
     *
     * @param longestWindow the longest window that will be counted
     */
    public void watch(
            Map<CheckName, WatchedCheck> wanted, Duration longestWindow, ExcludedTimes excludedTimes, Instant now) {
        excluded = excludedTimes;
        Duration wantedMemory = longestWindow.compareTo(LEAST_MEMORY) < 0 ? LEAST_MEMORY : longestWindow.plusDays(1);
        boolean remembersLess = wantedMemory.compareTo(memory) > 0;
        memory = wantedMemory;
        if (remembersLess) {
            if (!touched.isEmpty()) {
                throw new IllegalStateException("changes must be stored before more is remembered");
            }
            checks.clear();
            silence.clear();
        }
        Map<CheckName, Set<Location>> stored = storedLocations();
        for (Map.Entry<CheckName, Set<Location>> entry : stored.entrySet()) {
            if (!wanted.containsKey(entry.getKey()) && !checks.containsKey(entry.getKey())) {
                endAtRest(entry.getKey(), entry.getValue(), now);
            }
        }
        checks.entrySet().removeIf(entry -> {
            boolean gone = !wanted.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().lines.values().forEach(line -> {
                    end(line, now);
                    silence.forget(line);
                });
            }
            return gone;
        });
        wanted.forEach((name, check) -> watch(name, check, stored.getOrDefault(name, Set.of()), now));
    }

    /** Takes the words of an interval that an agent at a location reported; one of an unwatched check changes nothing. */
    public IntervalReceipt apply(Location location, CheckInterval interval, Instant now) {
        WatchedSlots check = checks.get(interval.check());
        if (check == null || !check.locations.contains(location)) {
            return IntervalReceipt.NOTHING;
        }
        SlotKey key = new SlotKey(interval.check(), location);
        SlotLine line = check.lines.computeIfAbsent(
                location,
                at -> new SlotLine(
                        key, archive, scratch, check.limitNanos, new KeyTotals(), memoryFromHour(now), nanos(now)));
        IntervalReceipt receipt = line.apply(interval, excluded, nanos(now));
        note(line, receipt.tookAny(), line.wasEventful());
        return receipt;
    }

    /** Settles as silent every slot whose word is overdue; returns how many. */
    public long settleSilent(Instant now) {
        long nowNanos = nanos(now);
        long settled = 0;
        for (SlotLine line : silence.takeDue(nowNanos)) {
            long silent = line.settleSilent(nowNanos, excluded);
            note(line, silent > 0, silent > 0);
            silence.awaitNext(line);
            settled += silent;
        }
        return settled;
    }

    /** Whether a slot's class changed since {@link #takeChanges} was asked last. */
    public boolean hasChanged() {
        return !changed.isEmpty();
    }

    /** A check is to be judged anew although no slot's class changed. */
    public void noteChanged(CheckName check) {
        if (checks.containsKey(check)) {
            changed.add(check);
            eventful.add(check);
        }
    }

    /** What is new since this was asked last. */
    public SlotChanges takeChanges() {
        SlotChanges taken = new SlotChanges(changed, eventful);
        changed = new LinkedHashSet<>();
        eventful = new LinkedHashSet<>();
        return taken;
    }

    /** What differs from the store since this was asked last. */
    public List<UnsavedSlots> takeUnsaved(Instant now) {
        long nowNanos = nanos(now);
        long memoryFrom = memoryFromHour(now);
        List<UnsavedSlots> unsaved = new ArrayList<>();
        for (SlotLine line : touched) {
            unsaved.add(line.unsaved().take(line, nowNanos));
            line.forgetBefore(memoryFrom);
        }
        touched.clear();
        return unsaved;
    }

    /** Counts of an indicator of a watched check; an unwatched one or an unknown limit has no slots. */
    public SlotCounting counting(Indicator indicator) {
        WatchedSlots check = checks.get(indicator.check());
        return new Counting(
                excluded,
                check,
                check == null ? WatchedSlots.NOBODY_ASKED : check.position(indicator.limit()),
                limitNanos(indicator));
    }

    /** The order of events of a watched check. */
    public SlotHistory history(CheckName check) {
        return new WatchedHistory(checks.getOrDefault(check, new WatchedSlots()).lines);
    }

    /** Counts since ever of an indicator, over all locations that ever reported. */
    public SlotTotals totals(Indicator indicator) {
        Map<SlotClass, Long> settled = new EnumMap<>(SlotClass.class);
        Map<SlotTotals.Correction, Long> corrected = new TreeMap<>();
        WatchedSlots check = checks.get(indicator.check());
        if (check != null) {
            check.lines.values().forEach(line -> line.totals().addTo(limitNanos(indicator), settled, corrected));
        }
        return new SlotTotals(settled, corrected);
    }

    /** Counts since ever of a key; null when it never reported or is not watched. */
    public @Nullable RunTotals runTotals(SlotKey key) {
        WatchedSlots check = checks.get(key.check());
        SlotLine line = check == null ? null : check.lines.get(key.location());
        return line == null ? null : line.totals().runTotals(line.newestWord());
    }

    /** Settled slots of a key planned in (from, to], by own outcome, in order; pending ones are left out. */
    public List<SlotRun> settled(SlotKey key, Instant fromExclusive, Instant toInclusive) {
        WatchedSlots check = checks.get(key.check());
        SlotLine line = check == null ? null : check.lines.get(key.location());
        return line == null ? List.of() : line.settled(nanos(fromExclusive), nanos(toInclusive));
    }

    private void watch(CheckName name, WatchedCheck wanted, Set<Location> storedLocations, Instant now) {
        long[] limits = wanted.limits().stream().mapToLong(Duration::toNanos).toArray();
        WatchedSlots check = checks.computeIfAbsent(name, unwatched -> new WatchedSlots());
        boolean otherLimits = !Arrays.equals(check.limitNanos, limits);
        check.limitNanos = limits;
        check.locations = wanted.locations();
        for (Location location : storedLocations) {
            check.lines.computeIfAbsent(location, at -> load(new SlotKey(name, at), limits, memoryFromHour(now), now));
        }
        for (SlotLine line : check.lines.values()) {
            if (otherLimits) {
                line.useLimits(limits);
            }
            for (int limit = 0; limit < limits.length; limit++) {
                line.fillLimit(limit);
            }
            if (!wanted.locations().contains(line.key().location())) {
                end(line, now);
            }
            note(line, line.unsaved().any(), true);
            silence.awaitNext(line);
        }
    }

    private void end(SlotLine line, Instant now) {
        line.end(nanos(now));
        note(line, line.unsaved().any(), true);
    }

    /** Ends plans of a check that left the configuration while nobody watched. */
    private void endAtRest(CheckName check, Set<Location> locations, Instant now) {
        for (Location location : locations) {
            SlotLine line = load(new SlotKey(check, location), new long[0], dayHour(now), now);
            if (line.inForce() != null) {
                end(line, now);
            }
        }
    }

    private SlotLine load(SlotKey key, long[] limits, long fromHour, Instant now) {
        StoredSlots stored = archive.load(key, fromHour);
        SlotLine line = new SlotLine(key, archive, scratch, limits, decodeTotals(stored), fromHour, nanos(now));
        for (PlanSpan span : stored.spans()) {
            List<WordPage> pages = new ArrayList<>();
            for (StoredPage page : stored.closed()) {
                if (page.span() == span.number()) {
                    pages.add(decode(page, span.plan(), limits));
                }
            }
            for (StoredPage page : stored.open()) {
                if (page.span() == span.number()) {
                    pages.add(decode(page, span.plan(), limits));
                    line.unsaved().openFrom(page.hour());
                }
            }
            line.restore(span, pages);
        }
        return line;
    }

    private void note(SlotLine line, boolean classChanged, boolean more) {
        if (line.unsaved().any()) {
            touched.add(line);
        }
        if (line.unsaved().haveSpansChanged()) {
            silence.awaitNext(line);
        }
        if (classChanged) {
            changed.add(line.key().check());
            if (more) {
                eventful.add(line.key().check());
            }
        }
    }

    private Map<CheckName, Set<Location>> storedLocations() {
        Map<CheckName, Set<Location>> locations = new LinkedHashMap<>();
        archive.keys()
                .forEach(key -> locations
                        .computeIfAbsent(key.check(), check -> new HashSet<>())
                        .add(key.location()));
        return locations;
    }

    /** Memory begins at midnight, so that days are never held in part. */
    private long memoryFromHour(Instant now) {
        return dayHour(now.minus(memory));
    }

    /** The first hour of an instant's day. */
    private static long dayHour(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), Duration.ofDays(1).toSeconds()) * WordPage.DAY_HOURS;
    }

    private static long limitNanos(Indicator indicator) {
        Duration limit = indicator.limit();
        return limit == null ? KeyTotals.OWN : limit.toNanos();
    }

    static WordPage decode(StoredPage page, Plan plan, long[] limits) {
        try {
            return WordPage.decode(page, plan, limits);
        } catch (MalformedBytesException e) {
            throw new IllegalStateException("stored slots of hour " + page.hour() + ": " + e.getMessage(), e);
        }
    }

    private static KeyTotals decodeTotals(StoredSlots stored) {
        try {
            return KeyTotals.decode(stored.totals());
        } catch (MalformedBytesException e) {
            throw new IllegalStateException("stored slot totals: " + e.getMessage(), e);
        }
    }

    static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }

    /** A watched check: what is asked of it and its lines, also of locations that left. */
    private static final class WatchedSlots {
        private long[] limitNanos = {};
        private Set<Location> locations = Set.of();
        private final Map<Location, SlotLine> lines = new TreeMap<>();

        static final int OWN = -1;
        static final int NOBODY_ASKED = -2;

        /** A limit's position, {@link #OWN} or {@link #NOBODY_ASKED}. */
        int position(@Nullable Duration limit) {
            if (limit == null) {
                return OWN;
            }
            int position = Arrays.binarySearch(limitNanos, limit.toNanos());
            return position < 0 ? NOBODY_ASKED : position;
        }
    }

    /** Sums over the lines of a check. */
    private record Counting(
            ExcludedTimes excluded, @Nullable WatchedSlots check, int limit, long indicator) implements SlotCounting {
        @Override
        public SlotCounts count(Instant fromExclusive, Instant toInclusive) {
            SlotCounts sum = SlotCounts.NONE;
            if (check == null || limit == WatchedSlots.NOBODY_ASKED) {
                return sum;
            }
            long from = nanos(fromExclusive);
            long to = nanos(toInclusive);
            for (SlotLine line : check.lines.values()) {
                sum = sum.plus(line.count(limit, from, to, excluded));
            }
            return sum;
        }

        @Override
        public @Nullable Instant exactSince() {
            long last = Long.MIN_VALUE;
            if (check != null) {
                for (SlotLine line : check.lines.values()) {
                    KeyTotals.Counts counts = line.totals().indicatorOrNull(indicator);
                    last = Math.max(last, counts == null ? Long.MIN_VALUE : counts.lastApproximate);
                }
            }
            return last == Long.MIN_VALUE ? null : SlotLine.instant(last + 1);
        }
    }
}
