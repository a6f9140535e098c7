package dev.sonde.contract.report;

/** A batch that cannot be read. One line: what, the value found, what was expected, and at which byte. */
public class MalformedBatchException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedBatchException(String message) {
        super(message);
    }
}
