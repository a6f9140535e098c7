package dev.sonde.contract.report;

/** A batch over the size limit, packed or unpacked. */
public final class BatchTooLargeException extends MalformedBatchException {
    private static final long serialVersionUID = 1L;

    public BatchTooLargeException(String message) {
        super(message);
    }
}
