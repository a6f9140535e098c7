package dev.sonde.collector.notify;

import dev.sonde.collector.slo.DurationText;
import java.time.Duration;

/** A receiver has not answered in time. */
final class AttemptTimeoutException extends Exception {
    private static final long serialVersionUID = 1L;

    AttemptTimeoutException(Duration timeout) {
        super("no answer within " + DurationText.of(timeout));
    }
}
