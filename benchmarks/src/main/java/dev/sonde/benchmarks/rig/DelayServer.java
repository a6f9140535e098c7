package dev.sonde.benchmarks.rig;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server whose response time is known: it answers each request a fixed time after the kernel had it, and for the first
 * part of every period not at all until that part is over. The time begins with the kernel's own stamp and not when a thread
 * came to read the request, and the answer is sent by a thread that was awake before it was due: what the server needs for
 * itself is no prober's error. A process of its own, so that neither the agent's nor the rig's pauses are its own; started
 * with real-time priority where the machine allows it.
 *
 * <p>Arguments: port, hold in ms, stall in ms, period of the stalls in ms (0: never). When it is asked to end it prints how
 * late it was.
 */
public final class DelayServer {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);
    /** A parked thread wakes late by some 50 us, on a core that slept by more; the last part is waited out awake. */
    private static final long AWAKE_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

    private static final int BACKLOG = 8192;

    private final ThreadLocal<Inbox> inboxes = ThreadLocal.withInitial(Inbox::new);
    private final Lateness lateness = new Lateness();
    private final Memory answer = new Memory(ANSWER.length);
    private final long holdNanos;
    private final long stallMillis;
    private final long periodMillis;

    DelayServer(long holdMillis, long stallMillis, long periodMillis) {
        this.holdNanos = TimeUnit.MILLISECONDS.toNanos(holdMillis);
        this.stallMillis = stallMillis;
        this.periodMillis = periodMillis;
        answer.write(0, ANSWER, 0, ANSWER.length);
    }

    public static void main(String[] arguments) throws IOException {
        DelayServer server = new DelayServer(
                Long.parseLong(arguments[1]), Long.parseLong(arguments[2]), Long.parseLong(arguments[3]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(server.lateness)));
        int listening = listen(Integer.parseInt(arguments[0]));
        ExecutorService threads = Executors.newCachedThreadPool();
        while (true) {
            int socket = CSockets.accept(listening, 0, 0);
            threads.execute(() -> server.serve(socket));
        }
    }

    /** A socket on 127.0.0.1; what it accepts has its stamps. */
    static int listen(int port) throws IOException {
        try {
            int server = CSockets.socket(CSockets.AF_INET, CSockets.SOCK_STREAM, 0);
            byte[] yes = {1, 0, 0, 0};
            CSockets.setsockopt(server, CSockets.SOL_SOCKET, CSockets.SO_REUSEADDR, yes, yes.length);
            CSockets.setsockopt(server, CSockets.SOL_SOCKET, CSockets.SO_TIMESTAMPNS, yes, yes.length);
            byte[] address = new byte[16];
            address[0] = CSockets.AF_INET;
            address[2] = (byte) (port >> 8);
            address[3] = (byte) port;
            address[4] = 127;
            address[7] = 1;
            CSockets.bind(server, address, address.length);
            CSockets.listen(server, BACKLOG);
            return server;
        } catch (LastErrorException e) {
            throw new IOException("127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
    }

    /** Answers the one request on a connection, and closes it. */
    void serve(int socket) {
        try {
            long arrived = readHead(inboxes.get(), socket);
            long due = arrived + holdNanos;
            if (periodMillis > 0) {
                long ageMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - arrived);
                long into = Math.floorMod(System.currentTimeMillis() - ageMillis, periodMillis);
                due += TimeUnit.MILLISECONDS.toNanos(Math.max(0, stallMillis - into));
            }
            long bytes = Pointer.nativeValue(answer);
            waitUntil(due);
            long now = System.nanoTime();
            CSockets.send(socket, bytes, ANSWER.length, CSockets.MSG_NOSIGNAL);
            lateness.add(now - due);
        } catch (IOException | LastErrorException gone) {
            // The client gave up: its business.
        } finally {
            CSockets.close(socket);
        }
    }

    private static void waitUntil(long due) {
        long left = due - System.nanoTime();
        while (left > 0) {
            if (left > AWAKE_NANOS) {
                LockSupport.parkNanos(left - AWAKE_NANOS);
            } else {
                Thread.onSpinWait();
            }
            left = due - System.nanoTime();
        }
    }

    /** Returns when its end was there. */
    private static long readHead(Inbox inbox, int socket) throws IOException {
        int state = 0;
        while (true) {
            int read = inbox.read(socket);
            for (int i = 0; i < read; i++) {
                byte next = inbox.at(i);
                boolean expected = next == (state % 2 == 0 ? '\r' : '\n');
                state = expected ? state + 1 : next == '\r' ? 1 : 0;
                if (state == 4) {
                    return inbox.arrivedNanos();
                }
            }
        }
    }

    /** How long after they were due answers were sent. Any thread. */
    private static final class Lateness {
        private static final int LONGEST_MICROS = 10_000;
        private final int[] counts = new int[LONGEST_MICROS + 1];
        private int all;

        synchronized void add(long nanos) {
            counts[(int) Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(nanos))]++;
            all++;
        }

        private int quantileMicros(double share) {
            int seen = 0;
            for (int i = 0; i < counts.length; i++) {
                seen += counts[i];
                if (seen >= share * all) {
                    return i;
                }
            }
            return LONGEST_MICROS;
        }

        @Override
        public synchronized String toString() {
            return "%d answers sent after they were due by %d us (p50), %d us (p99), %d us (at most)"
                    .formatted(all, quantileMicros(0.5), quantileMicros(0.99), quantileMicros(1));
        }
    }
}
