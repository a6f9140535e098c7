package dev.sonde.launcher.command;

/**
 * A command cannot do what it was asked, for a reason its user can mend. The message is one line with the value, what was
 * expected and where; it is all that is shown, and the exit status is 1.
 */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
