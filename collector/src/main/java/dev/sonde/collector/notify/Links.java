package dev.sonde.collector.notify;

import dev.sonde.collector.incident.Incident;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a person can go from a message. Immutable.
 *
 * @param collector how people reach the collector, without a trailing slash; null when not known, then there are no
 *     links to it
 */
public record Links(@Nullable URI collector) {
    /** No links to the collector. */
    public static final Links NONE = new Links(null);

    /** POST here to acknowledge. */
    @Nullable
    String acknowledge(Incident incident) {
        return under("/api/v1/incidents/" + incident.id() + "/acknowledge");
    }

    /** The check as the collector shows it. */
    @Nullable
    String dashboard(Incident incident) {
        return under("/api/v1/checks/" + incident.subject().check().value());
    }

    private @Nullable String under(String path) {
        return collector == null ? null : collector + path;
    }
}
