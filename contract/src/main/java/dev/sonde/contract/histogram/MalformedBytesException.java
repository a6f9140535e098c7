package dev.sonde.contract.histogram;

/**
 * Bytes that are not what they claim to be. The message is one line: what, the value found, what was expected, and the
 * byte where it was found.
 */
public class MalformedBytesException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String message;

    public MalformedBytesException(String message) {
        super(message);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
