package dev.sonde.collector.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.incident.IncidentEvent;
import dev.sonde.collector.incident.IncidentEvidence;
import dev.sonde.collector.notify.OutboxMessage;
import dev.sonde.collector.slo.CheckMemory;
import dev.sonde.collector.slots.ExcludedTimes;
import dev.sonde.collector.slots.HeldSlots;
import dev.sonde.collector.slots.SlotArchive;
import dev.sonde.collector.slots.SlotKey;
import dev.sonde.collector.slots.SlotLedger;
import dev.sonde.collector.slots.StoredPage;
import dev.sonde.collector.slots.StoredSlots;
import dev.sonde.collector.slots.WatchedCheck;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.SlotWord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A round's book in memory, of checks at one location, that counts how often a check was judged. Keeps no incidents. */
final class MemoryBook implements RoundBook {
    private static final Location EU = new Location("eu");

    /** Checks that were ever judged, and how often any was. */
    final Set<CheckName> judged = new HashSet<>();

    int judgements;

    private final SlotLedger slots = new SlotLedger(new NothingStored());
    private final Map<CheckName, CheckMemory> memory = new HashMap<>();

    MemoryBook(List<Check> checks, Instant now) {
        Map<CheckName, WatchedCheck> watched = new HashMap<>();
        checks.forEach(check -> watched.put(check.name(), new WatchedCheck(List.of(), Set.of(EU))));
        slots.watch(watched, Duration.ofDays(30), ExcludedTimes.NONE, now);
    }

    /** The word on the slot that was due last. */
    void report(Check check, Instant now, SlotWord word) {
        Plan plan = check.planAt(EU);
        slots.apply(
                EU,
                new CheckInterval(
                        check.name(),
                        plan,
                        plan.slotAtOrBefore(now.getEpochSecond() * 1_000_000_000L),
                        SlotWords.of(word),
                        List.of(),
                        Latencies.EMPTY,
                        Latencies.EMPTY,
                        0,
                        null,
                        List.of(),
                        List.of()),
                now);
    }

    /** As a store does after each step. */
    void commit(Instant now) {
        slots.takeUnsaved(now);
    }

    @Override
    public SlotLedger slots() {
        return slots;
    }

    @Override
    public HeldSlots held(CheckName check, Duration patience, Instant now) {
        return HeldSlots.NONE;
    }

    @Override
    public Map<Location, Instant> certificateExpiries(CheckName check) {
        return Map.of();
    }

    /** Asked once for each judgement. */
    @Override
    public CheckMemory memory(CheckName check) {
        judged.add(check);
        judgements++;
        return memory.getOrDefault(check, CheckMemory.EMPTY);
    }

    @Override
    public void remember(CheckName check, CheckMemory after) {
        memory.put(check, after);
    }

    @Override
    public void forgetAllBut(Set<CheckName> checks) {
        memory.keySet().retainAll(checks);
    }

    @Override
    public Collection<FollowedIncident> openIncidents() {
        return List.of();
    }

    @Override
    public FollowedIncident openIncident(CheckName check) {
        return null;
    }

    @Override
    public void keep(FollowedIncident followed) {
        throw new AssertionError("an incident: " + followed);
    }

    @Override
    public void record(IncidentEvent event) {
        throw new AssertionError("an event: " + event);
    }

    @Override
    public void owe(List<OutboxMessage> messages) {
        assertThat(messages).isEmpty();
    }

    @Override
    public IncidentEvidence evidence(CheckName check, Instant now) {
        return IncidentEvidence.NONE;
    }

    /** A store in which nothing ever was. */
    private static final class NothingStored implements SlotArchive {
        @Override
        public Set<SlotKey> keys() {
            return Set.of();
        }

        @Override
        public StoredSlots load(SlotKey key, long fromHour) {
            return new StoredSlots(List.of(), new byte[0], List.of(), List.of());
        }

        @Override
        public StoredPage page(SlotKey key, int span, long hour) {
            return null;
        }

        @Override
        public List<DurationCell> durationsOver(SlotKey key, long limitNanos, long fromNanos, long toNanos) {
            return List.of();
        }
    }
}
