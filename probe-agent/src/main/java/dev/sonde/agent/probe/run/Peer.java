package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.connect.Dial;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a run has seen by now of whoever it talks to, for its sample; of several, the address and status are the last one's.
 * Belongs to one run.
 */
final class Peer {
    private @Nullable Dial dial;
    private @Nullable Object shown;
    private @Nullable Instant certificateExpiry;
    private int status;

    /** @param next null if nothing is dialled any more */
    void dialling(@Nullable Dial next) {
        noteCertificate();
        dial = next;
        shown = next;
    }

    void address(String address) {
        shown = address;
    }

    /** What says by its text where the peer is; null if there is none. */
    @Nullable
    Object shown() {
        return shown;
    }

    /** Address, or address and port; null if there is none. */
    @Nullable
    String address() {
        return shown == null ? null : shown.toString();
    }

    void status(int code) {
        status = code;
    }

    /** The protocol's status code; 0 is none. */
    int status() {
        return status;
    }

    /** The earliest end of the certificates shown by now; null if none was. */
    @Nullable
    Instant certificateExpiry() {
        noteCertificate();
        return certificateExpiry;
    }

    private void noteCertificate() {
        X509Certificate shown = dial == null ? null : dial.certificate();
        if (shown != null) {
            Instant until = shown.getNotAfter().toInstant();
            certificateExpiry =
                    certificateExpiry == null || until.isBefore(certificateExpiry) ? until : certificateExpiry;
        }
    }
}
