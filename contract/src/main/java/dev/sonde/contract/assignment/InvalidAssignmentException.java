package dev.sonde.contract.assignment;

/** An assignment that cannot be read. One line: the JSON path, the value found, what was expected. */
public final class InvalidAssignmentException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidAssignmentException(String message) {
        super(message);
    }
}
