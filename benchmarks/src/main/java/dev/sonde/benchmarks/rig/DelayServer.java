package dev.sonde.benchmarks.rig;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server whose response time is known: it answers each request a fixed time after it has read it, and for the first
 * part of every period not at all until that part is over. A process of its own, so that neither the agent's nor the
 * rig's pauses are its own; started with real-time priority where the machine allows it.
 *
 * <p>Arguments: port, hold in ms, stall in ms, period of the stalls in ms (0: never).
 */
public final class DelayServer {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);
    /** A parked thread wakes late by some 50 us; the last part is waited out awake. */
    private static final long AWAKE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private DelayServer() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        long holdNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[1]));
        long stallMillis = Long.parseLong(arguments[2]);
        long periodMillis = Long.parseLong(arguments[3]);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServerSocket server = new ServerSocket(port, 8192, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket socket = server.accept();
                threads.execute(() -> answer(socket, holdNanos, stallMillis, periodMillis));
            }
        }
    }

    private static void answer(Socket socket, long holdNanos, long stallMillis, long periodMillis) {
        try (socket) {
            socket.setTcpNoDelay(true);
            readHead(new BufferedInputStream(socket.getInputStream()));
            long due = System.nanoTime() + holdNanos;
            if (periodMillis > 0) {
                long into = Math.floorMod(System.currentTimeMillis(), periodMillis);
                due += TimeUnit.MILLISECONDS.toNanos(Math.max(0, stallMillis - into));
            }
            waitUntil(due);
            OutputStream out = socket.getOutputStream();
            out.write(ANSWER);
            out.flush();
        } catch (IOException gone) {
            // The client gave up: its business.
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

    private static void readHead(InputStream in) throws IOException {
        int state = 0;
        while (state < 4) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("closed before the end of the request");
            }
            boolean expected = read == (state % 2 == 0 ? '\r' : '\n');
            state = expected ? state + 1 : read == '\r' ? 1 : 0;
        }
    }
}
