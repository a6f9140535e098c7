package dev.sonde.collector.notify;

/** A message cannot be tried for a reason on our side. The message is for people and shows no secret. */
final class HinderedException extends Exception {
    private static final long serialVersionUID = 1L;

    HinderedException(String message) {
        super(message);
    }
}
