package dev.sonde.collector.notify;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How one attempt to deliver a message went. Immutable. */
sealed interface Attempt {
    /**
     * The receiver answered.
     *
     * @param retryAfter the header as sent; null if absent
     * @param excerpt the beginning of the body, on one line
     */
    record Answered(int status, @Nullable String retryAfter, String excerpt) implements Attempt {}

    /** There was no answer: no address, no connection, no TLS, no time. */
    record Failed(String error) implements Attempt {}

    /** It could not be tried for a reason on our side: a secret is missing, an address is denied. */
    record Hindered(String error) implements Attempt {}

    /** It was not tried, because nobody wants it any more. */
    record Unwanted(String error) implements Attempt {}

    /** What follows from it. */
    sealed interface Consequence {}

    /** The message is delivered. */
    record Done() implements Consequence {}

    /**
     * The message is tried again.
     *
     * @param attempts so far, for the outbox
     * @param pauseReceiverUntil nothing is sent to the receiver before; null to go on with its other messages
     */
    record Again(
            int attempts,
            Instant dueAt,
            String error,
            @Nullable Instant pauseReceiverUntil) implements Consequence {}

    /** The message becomes a dead letter. */
    record GivenUp(int attempts, String error) implements Consequence {}

    /** Time between two tries of what is hindered on our side. */
    Duration HINDERED_DELAY = Duration.ofMinutes(1);

    /** Longest pause of a receiver that throttles without saying for how long. */
    Duration MAX_UNASKED_PAUSE = Duration.ofMinutes(1);

    /**
     * What follows. 2xx alone is success; 410 is final; all else is tried again, not before the receiver asks for it.
     * 429, 502, 503 and 504 hold the receiver's other messages back as well.
     *
     * @param chance 0 (inclusive) to 1 (exclusive)
     */
    default Consequence consequence(OutboxMessage message, Instant now, double chance) {
        if (this instanceof Answered answered) {
            return answered(answered, message, now, chance);
        } else if (this instanceof Failed failed) {
            return again(message, now, chance, failed.error(), null, false);
        } else if (this instanceof Hindered hindered) {
            return hindered(message, now, hindered.error());
        } else if (this instanceof Unwanted unwanted) {
            return new GivenUp(message.attempts(), unwanted.error());
        }
        throw new IllegalStateException("an attempt without consequence: " + this);
    }

    private static Consequence answered(Answered answered, OutboxMessage message, Instant now, double chance) {
        int status = answered.status();
        if (status >= 200 && status <= 299) {
            return new Done();
        }
        String error = "HTTP " + status + (answered.excerpt().isEmpty() ? "" : ": " + answered.excerpt());
        if (status == 410) {
            return new GivenUp(message.attempts() + 1, error);
        }
        boolean throttles = status == 429 || status == 502 || status == 503 || status == 504;
        return again(message, now, chance, error, RetryAfter.parse(answered.retryAfter(), now), throttles);
    }

    private static Consequence again(
            OutboxMessage message,
            Instant now,
            double chance,
            String error,
            @Nullable Duration retryAfter,
            boolean throttles) {
        int attempts = message.attempts() + 1;
        Duration delay = RetrySchedule.delayAfter(attempts, Duration.between(message.createdAt(), now), chance);
        if (delay == null) {
            return new GivenUp(attempts, error);
        }
        if (retryAfter != null && retryAfter.compareTo(delay) > 0) {
            delay = retryAfter;
        }
        return new Again(attempts, now.plus(delay), error, throttles ? now.plus(pause(delay, retryAfter)) : null);
    }

    private static Duration pause(Duration delay, @Nullable Duration retryAfter) {
        if (retryAfter != null) {
            return retryAfter;
        }
        return delay.compareTo(MAX_UNASKED_PAUSE) < 0 ? delay : MAX_UNASKED_PAUSE;
    }

    private static Consequence hindered(OutboxMessage message, Instant now, String error) {
        if (Duration.between(message.createdAt(), now).compareTo(RetrySchedule.WHOLE) >= 0) {
            return new GivenUp(message.attempts(), error);
        }
        return new Again(message.attempts(), now.plus(HINDERED_DELAY), error, null);
    }
}
