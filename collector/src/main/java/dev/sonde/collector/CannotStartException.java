package dev.sonde.collector;

/** The collector cannot start; the message is one line for people. */
public final class CannotStartException extends Exception {
    private static final long serialVersionUID = 1L;

    CannotStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
