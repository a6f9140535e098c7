package dev.sonde.contract.report;

/** A batch in a version of the binary form that this process does not read. */
public final class UnsupportedVersionException extends MalformedBatchException {
    private static final long serialVersionUID = 1L;

    public UnsupportedVersionException(String message) {
        super(message);
    }
}
