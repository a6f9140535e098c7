package dev.sonde.collector.notify;

/** How an attempt to deliver a message ended. */
public enum DeliveryResult {
    /** The receiver answered 2xx. */
    DELIVERED("delivered"),
    /** It did not, and is tried again. */
    RETRIED("retried"),
    /** It did not for the last time, or said it is gone: the message is kept as a dead letter. */
    GIVEN_UP("given_up");

    private final String label;

    DeliveryResult(String label) {
        this.label = label;
    }

    /** The word in metrics. */
    public String label() {
        return label;
    }
}
