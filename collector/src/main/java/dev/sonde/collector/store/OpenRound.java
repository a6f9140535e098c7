package dev.sonde.collector.store;

import dev.sonde.collector.incident.IncidentEvent;
import dev.sonde.collector.incident.IncidentEvidence;
import dev.sonde.collector.notify.OutboxMessage;
import dev.sonde.collector.slo.CheckMemory;
import dev.sonde.collector.slots.HeldSlots;
import dev.sonde.collector.slots.SlotKey;
import dev.sonde.collector.slots.SlotLedger;
import dev.sonde.collector.slots.SlotRun;
import dev.sonde.collector.watch.FollowedIncident;
import dev.sonde.collector.watch.RoundBook;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.result.SlotWord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The book of one round over what is remembered. The writer's thread, within one transaction. */
record OpenRound(Remembered remembered) implements RoundBook {
    private static final Duration EVIDENCE_WINDOW = Duration.ofHours(1);

    /** Of each location; among them are runs that our own side spoiled. */
    private static final int FAILURES_LOOKED_AT = 2 * IncidentEvidence.MAX_FAILURES;

    @Override
    public SlotLedger slots() {
        return remembered.slots;
    }

    @Override
    public HeldSlots held(CheckName check, Duration patience, Instant now) {
        return remembered.confirmations.held(check, patience, now);
    }

    @Override
    public Map<Location, Instant> certificateExpiries(CheckName check) {
        Map<Location, Instant> expiries = new TreeMap<>();
        for (Location location : slots().history(check).locations()) {
            Instant expiry = remembered.evidence.certificateExpiry(new SlotKey(check, location));
            if (expiry != null) {
                expiries.put(location, expiry);
            }
        }
        return expiries;
    }

    @Override
    public CheckMemory memory(CheckName check) {
        return remembered.incidents.memory(check);
    }

    @Override
    public void remember(CheckName check, CheckMemory memory) {
        remembered.incidents.remember(check, memory);
    }

    @Override
    public void forgetAllBut(Set<CheckName> checks) {
        remembered.incidents.forgetAllBut(checks);
    }

    @Override
    public Collection<FollowedIncident> openIncidents() {
        return remembered.incidents.open();
    }

    @Override
    public @Nullable FollowedIncident openIncident(CheckName check) {
        return remembered.incidents.open(check);
    }

    @Override
    public void keep(FollowedIncident followed) {
        remembered.incidents.keep(followed);
    }

    @Override
    public void record(IncidentEvent event) {
        remembered.incidents.record(event);
    }

    @Override
    public void owe(List<OutboxMessage> messages) {
        OutboxTable.append(remembered.sql, messages);
    }

    @Override
    public IncidentEvidence evidence(CheckName check, Instant now) {
        SortedMap<Location, IncidentEvidence.LocationState> locations = new TreeMap<>();
        SortedMap<String, Long> reasons = new TreeMap<>();
        List<IncidentEvidence.Failure> failures = new ArrayList<>();
        Instant since = now.minus(EVIDENCE_WINDOW);
        for (Location location : slots().history(check).locations()) {
            SlotKey key = new SlotKey(check, location);
            List<SlotRun> runs = slots().settled(key, since, now);
            locations.put(location, state(runs));
            for (SlotRun run : runs) {
                if (run.word().slotClass() == SlotClass.BAD) {
                    reasons.merge(run.word().reason(), run.count(), Long::sum);
                }
            }
            for (Evidence evidence : remembered.evidence.newestFailures(key, FAILURES_LOOKED_AT)) {
                if (evidence.outcome() instanceof Outcome.Failure) {
                    Outcome confirmation = remembered.evidence.confirmation(key, evidence);
                    failures.add(new IncidentEvidence.Failure(location, evidence, confirmation));
                }
            }
        }
        failures.sort(Comparator.comparing(
                        (IncidentEvidence.Failure failure) -> failure.evidence().startedAt())
                .reversed());
        return new IncidentEvidence(locations, reasons, phases(check, now), failures);
    }

    private SortedMap<Phase, Duration> phases(CheckName check, Instant now) {
        SortedMap<Phase, Duration> medians = new TreeMap<>();
        remembered
                .latency
                .recentFailures(check, EVIDENCE_WINDOW, now)
                .phases()
                .forEach((phase, histogram) ->
                        medians.put(phase, Duration.ofNanos(histogram.percentileMicros(50) * 1_000)));
        return medians;
    }

    private static IncidentEvidence.LocationState state(List<SlotRun> runs) {
        long good = 0;
        long bad = 0;
        long unknown = 0;
        Boolean up = null;
        String reason = null;
        for (SlotRun run : runs) {
            SlotWord word = run.word();
            switch (word.slotClass()) {
                case GOOD -> {
                    good += run.count();
                    up = true;
                }
                case BAD -> {
                    bad += run.count();
                    up = false;
                }
                case UNKNOWN -> {
                    unknown += run.count();
                    up = null;
                }
                case EXCLUDED -> up = null;
            }
            reason = word.reason().isEmpty() ? null : word.reason();
        }
        return new IncidentEvidence.LocationState(up, reason, good, bad, unknown);
    }
}
