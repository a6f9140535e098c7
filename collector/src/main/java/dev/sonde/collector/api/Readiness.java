package dev.sonde.collector.api;

import org.jspecify.annotations.Nullable;

/** Port: whether the collector can do its work. Quick; any thread. */
@FunctionalInterface
public interface Readiness {
    /** One line for people on what it waits for; null when it is ready. */
    @Nullable
    String obstacle();
}
