package dev.sonde.benchmarks.rig;

import java.io.IOException;
import java.net.ServerSocket;

/** The one network that the rig touches. */
final class Loopback {
    private Loopback() {}

    /** A port that was free just now. */
    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
