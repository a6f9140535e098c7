package dev.sonde.collector.api;

import dev.sonde.collector.incident.Incident;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Port: incidents past and present, and what people do with them. Blocks; workers, several at once. */
public interface IncidentDesk {
    /** Those that match, newest opening first, at most {@link Query#limit}. */
    List<Incident> find(Query query);

    /** The one with this id. */
    Optional<Incident> find(String id);

    /**
     * Somebody takes it on. Committed, and owed to its receivers, when this returns.
     *
     * @param by who
     */
    Answered acknowledge(String id, String by);

    /**
     * Somebody says that it is over. Committed, and owed to its receivers, when this returns.
     *
     * @param by who
     */
    Answered resolve(String id, String by);

    /**
     * What is looked for; null asks for any.
     *
     * @param state {@code open}, {@code acknowledged} or {@code resolved}
     * @param handler who acknowledged it
     * @param from opened then or later
     * @param to opened before then
     * @param limit most incidents returned
     */
    record Query(
            @Nullable String state,
            @Nullable String priority,
            @Nullable String handler,
            @Nullable Instant from,
            @Nullable Instant to,
            int limit) {}

    /** What became of a person's word. */
    sealed interface Answered {
        /** It holds now, or held already. */
        record Done(Incident incident) implements Answered {}

        /** There is no such incident. */
        record Unknown() implements Answered {}

        /**
         * The incident does not allow it.
         *
         * @param reason one line for people
         */
        record Refused(String reason) implements Answered {}
    }
}
