package dev.sonde.agent.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How one attempt to deliver a batch ended. */
public sealed interface Delivery {
    /** The collector has it for good, now or since an earlier attempt. */
    record Accepted() implements Delivery {}

    /**
     * The collector will never take this batch; the next one may be fine.
     *
     * @param why for people
     */
    record Refused(String why) implements Delivery {}

    /**
     * The collector takes nothing from this agent until somebody changes something.
     *
     * @param why for people
     */
    record Barred(String why) implements Delivery {}

    /**
     * Not now.
     *
     * @param why for people
     * @param notBefore how long the collector asked to wait; null if it did not say
     */
    record Postponed(String why, @Nullable Duration notBefore) implements Delivery {}
}
