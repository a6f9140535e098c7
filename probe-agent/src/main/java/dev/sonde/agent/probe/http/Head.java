package dev.sonde.agent.probe.http;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The head of an answer, by whatever way it came. Names of headers are looked up in any case. Not changed any more. */
interface Head {
    int status();

    /** The first value of a header; null if it is absent. */
    @Nullable
    String get(CharSequence name);

    /** Every value of a header, in order; empty if it is absent. */
    List<String> all(CharSequence name);

    /** Told every header, in order: name and value. */
    void each(BiConsumer<String, String> header);

    /** Whether the answer looks well by its status. */
    default boolean isGood() {
        return status() / 100 == 2;
    }
}
