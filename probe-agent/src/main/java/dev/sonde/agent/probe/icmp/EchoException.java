package dev.sonde.agent.probe.icmp;

import java.io.IOException;

/** An echo could not be sent; the message is for people. */
public final class EchoException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean notPermitted;

    EchoException(String message, boolean notPermitted) {
        super(message);
        this.notPermitted = notPermitted;
    }

    /** Whether this process lacks the right, whatever the target. */
    public boolean isNotPermitted() {
        return notPermitted;
    }
}
