package dev.sonde.collector.store;

/** The data directory cannot be used; the message is one line for people. */
public final class UnusableStoreException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableStoreException(String message) {
        super(message);
    }

    UnusableStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
