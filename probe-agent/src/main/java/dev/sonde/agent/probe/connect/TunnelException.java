package dev.sonde.agent.probe.connect;

import java.io.IOException;

/** A proxy gave no tunnel. The message is for people: what was asked, and what came. */
public final class TunnelException extends IOException {
    private static final long serialVersionUID = 1L;

    TunnelException(String message) {
        super(message);
    }
}
