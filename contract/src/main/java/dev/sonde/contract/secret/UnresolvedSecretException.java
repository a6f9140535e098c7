package dev.sonde.contract.secret;

import org.jspecify.annotations.Nullable;

/** A referenced secret cannot be had. The message names the reference and never a value. */
public final class UnresolvedSecretException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnresolvedSecretException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
