package dev.sonde.collector;

import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.fleet.Assignment;
import dev.sonde.collector.fleet.Attendance;
import dev.sonde.collector.ingest.AgentIdentity;
import dev.sonde.collector.ingest.BatchIntake;
import dev.sonde.collector.ingest.Receipt;
import dev.sonde.contract.assignment.AssignedChecks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the agent in this process uses where others use HTTP: no token, no port, the same rules. Any thread. */
public final class LocalDoor {
    private final String name;
    private final Assignment assignment;
    private final Attendance attendance;
    private final BatchIntake intake;
    private final InstantSource clock;

    LocalDoor(String name, Assignment assignment, Attendance attendance, BatchIntake intake, InstantSource clock) {
        this.name = name;
        this.assignment = assignment;
        this.attendance = attendance;
        this.intake = intake;
        this.clock = clock;
    }

    /** How a batch fared. */
    public enum Taken {
        /** Committed, now or before. */
        ACCEPTED,
        /** It will never be taken. */
        REFUSED,
        /** Not now. */
        POSTPONED
    }

    /**
     * An answer to a batch.
     *
     * @param why for people; empty when accepted
     */
    public record Answer(Taken taken, String why) {}

    /** What the agent is to run; empty before the collector has started. */
    public Optional<AssignedChecks> checks() {
        Optional<AssignedChecks> checks = assignment.of(name);
        checks.ifPresent(known -> attendance.knows(name, known.revision()));
        return checks;
    }

    /**
     * Runs {@code wake} once, as soon as there is something else to run than at the revision known; at once if there is
     * now. It must be quick.
     *
     * @return stops waiting
     */
    public Runnable whenChanged(String knownRevision, Runnable wake) {
        return assignment.whenChanged(name, knownRevision, wake)::cancel;
    }

    /**
     * Takes a batch. The stage completes on a thread of the collector.
     *
     * @param gzipped the encoded batch, packed; not to be modified
     */
    public CompletionStage<Answer> deliver(byte[] gzipped) {
        Optional<AgentEntry> entry = assignment.fleet().agent(name);
        if (entry.isEmpty()) {
            return CompletableFuture.completedFuture(new Answer(Taken.POSTPONED, "no configuration is in force"));
        }
        Instant receivedAt = clock.instant();
        return intake.accept(new AgentIdentity(name, entry.get().location()), gzipped)
                .thenApply(receipt -> answer(receipt, receivedAt));
    }

    private Answer answer(Receipt receipt, Instant receivedAt) {
        if (receipt instanceof Receipt.Rejected rejected) {
            return new Answer(Taken.REFUSED, rejected.detail());
        }
        if (receipt instanceof Receipt.Unavailable unavailable) {
            return new Answer(Taken.POSTPONED, unavailable.detail());
        }
        // One clock in one process: its agent sends when it is heard.
        attendance.batchFrom(name, receivedAt, receivedAt);
        return new Answer(Taken.ACCEPTED, "");
    }
}
