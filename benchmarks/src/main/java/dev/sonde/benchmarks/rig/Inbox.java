package dev.sonde.benchmarks.rig;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.time.Instant;

/**
 * Reads a socket of {@link CSockets}, and knows since when the kernel had what was read: on loopback that is when the peer
 * sent it, whenever a thread of ours came to read it. One thread.
 */
final class Inbox {
    private static final int BYTES = 8192;
    private static final int CONTROL_BYTES = 64;
    private static final int CONTROL_HEAD_BYTES = 16;
    private static final int STAMP_BYTES = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** A clock that was set meanwhile shows as an age that no request has. */
    private static final long OLDEST_NANOS = NANOS_PER_SECOND;

    private final Memory bytes = new Memory(BYTES);
    private final Memory control = new Memory(CONTROL_BYTES);
    private final Memory vector = new Memory(16);
    private final Memory message = new Memory(56);
    private long arrivedNanos;

    Inbox() {
        vector.setPointer(0, bytes);
        vector.setLong(8, BYTES);
        message.clear();
        message.setPointer(16, vector);
        message.setLong(24, 1);
        message.setPointer(32, control);
    }

    /** Blocks until there is something, and says how many bytes of it; IOException at the end. */
    int read(int socket) throws IOException {
        message.setLong(40, CONTROL_BYTES);
        int read = (int) CSockets.recvmsg(socket, Pointer.nativeValue(message), 0);
        if (read <= 0) {
            throw new IOException("closed before the end of the request");
        }
        long age = ageNanos(epochNanos());
        // After the other clock, so that a pause between the two makes a hold longer, which is told, and never shorter.
        arrivedNanos = System.nanoTime() - age;
        return read;
    }

    byte at(int index) {
        return bytes.getByte(index);
    }

    /** When the last of what was read was there, on the monotonic clock. */
    long arrivedNanos() {
        return arrivedNanos;
    }

    /** Since when the kernel had it; 0 if it did not say. */
    private long ageNanos(long nowEpochNanos) {
        boolean stamped = message.getLong(40) >= CONTROL_HEAD_BYTES + STAMP_BYTES
                && control.getInt(8) == CSockets.SOL_SOCKET
                && control.getInt(12) == CSockets.SO_TIMESTAMPNS;
        if (!stamped) {
            return 0;
        }
        long age = nowEpochNanos - control.getLong(16) * NANOS_PER_SECOND - control.getLong(24);
        return age < 0 || age > OLDEST_NANOS ? 0 : age;
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    }
}
