package dev.sonde.collector.watch;

import dev.sonde.collector.incident.IncidentEvent;
import dev.sonde.collector.incident.IncidentEvidence;
import dev.sonde.collector.notify.OutboxMessage;
import dev.sonde.collector.slo.CheckMemory;
import dev.sonde.collector.slots.HeldSlots;
import dev.sonde.collector.slots.SlotLedger;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one round reads and writes, inside one transaction: all of it is kept, or none. Valid during the transaction only,
 * on its thread.
 */
public interface RoundBook {
    /** The slots; what the round changes in them is part of the transaction. */
    SlotLedger slots();

    /**
     * Bad slots of a check that do not count towards a page.
     *
     * @param patience from a slot's planned time on, its confirming run is awaited so long
     */
    HeldSlots held(CheckName check, Duration patience, Instant now);

    /** Certificate expiry last reported, by location. */
    Map<Location, Instant> certificateExpiries(CheckName check);

    /** What the round before left. */
    CheckMemory memory(CheckName check);

    /** Keeps what the next round must know. */
    void remember(CheckName check, CheckMemory memory);

    /** Forgets the memory of every other check. */
    void forgetAllBut(Set<CheckName> checks);

    /** Every open incident, at most one per check. */
    Collection<FollowedIncident> openIncidents();

    /** The check's open incident; null when there is none. */
    @Nullable
    FollowedIncident openIncident(CheckName check);

    /** Keeps an incident as it is now; a resolved one is open no longer. */
    void keep(FollowedIncident followed);

    /** Adds an event to its incident's history. */
    void record(IncidentEvent event);

    /** Puts messages into the outbox. */
    void owe(List<OutboxMessage> messages);

    /** What the agents saw of a check in the last hour. */
    IncidentEvidence evidence(CheckName check, Instant now);
}
