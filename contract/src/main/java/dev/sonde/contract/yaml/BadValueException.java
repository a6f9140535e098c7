package dev.sonde.contract.yaml;

import org.jspecify.annotations.Nullable;

/**
 * A text is not a value of its type. Unless it says otherwise, the reader's message is the text and what is expected
 * there. Cheap: no stack trace.
 */
public final class BadValueException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String complaint;
    private final @Nullable String expected;

    /** The text itself says what is wrong. */
    public BadValueException() {
        this(null, null);
    }

    /**
     * @param complaint stands in place of the text, which may be too long or secret; null shows the text
     * @param expected stands in place of what is usually expected; null says the usual
     */
    public BadValueException(@Nullable String complaint, @Nullable String expected) {
        super(complaint, null, false, false);
        this.complaint = complaint;
        this.expected = expected;
    }

    @Nullable
    String complaint() {
        return complaint;
    }

    @Nullable
    String expected() {
        return expected;
    }
}
