package dev.sonde.collector.api;

import org.jspecify.annotations.Nullable;

/** The server cannot listen. The message is one line for people: what, and what to do about it. */
public final class ListenException extends Exception {
    private static final long serialVersionUID = 1L;

    ListenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
