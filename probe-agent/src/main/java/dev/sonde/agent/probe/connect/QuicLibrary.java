package dev.sonde.agent.probe.connect;

import io.netty.handler.codec.quic.Quic;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * QUIC's native library, loaded with the first check that wants it: most agents have none. That it does not load is logged
 * once, and each run that wants it says so. One per process; any thread.
 */
public final class QuicLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(QuicLibrary.class);

    private final AtomicBoolean missing = new AtomicBoolean();

    /**
     * Loads it when it is called first, which blocks.
     *
     * @throws IOException with a message for people if it does not load
     */
    void demand() throws IOException {
        if (!Quic.isAvailable()) {
            String message = message(Quic.unavailabilityCause());
            if (missing.compareAndSet(false, true)) {
                LOG.warn("{}; checks of HTTP/3 end as unknown, agent_misconfigured", message);
            }
            throw new IOException(message);
        }
    }

    /** Whether a check wanted it and it did not load. */
    public boolean isMissing() {
        return missing.get();
    }

    static String message(@Nullable Throwable cause) {
        String why = "";
        for (Throwable at = cause; at != null; at = at.getCause()) {
            String said = at.getMessage();
            if (said != null && !said.startsWith("Exception ") && !said.startsWith("Could not initialize class ")) {
                why = " (" + said.lines().findFirst().orElse("") + ")";
            }
        }
        return "QUIC's native library does not load here" + why
                + " (expected: Linux with glibc on x86_64 or aarch64, and a temporary directory that may hold libraries)";
    }
}
