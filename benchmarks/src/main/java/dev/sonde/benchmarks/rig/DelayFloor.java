package dev.sonde.benchmarks.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * What the rig itself adds to the delay server's time: a blocking client that does nothing else, one request at a time and as
 * often as a prober, in a process of its own with the priority of the server. It counts as probers do, from when the
 * connection stands. No prober's error can be told from the machine's below this.
 *
 * <p>Arguments: port, hold in ms, requests, from one to the next in ms. Prints the error's 99th percentile in microseconds.
 */
public final class DelayFloor {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int UNCOUNTED = 50;

    private DelayFloor() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        long holdNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[1]));
        long[] errors = new long[Integer.parseInt(arguments[2])];
        long intervalNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[3]));
        long due = System.nanoTime();
        for (int i = -UNCOUNTED; i < errors.length; i++) {
            due += intervalNanos;
            Waiting.until(due);
            long error = ask(port) - holdNanos;
            if (i >= 0) {
                errors[i] = error;
            }
        }
        Arrays.sort(errors);
        System.out.println(TimeUnit.NANOSECONDS.toMicros(errors[(int) (errors.length * 0.99)]));
    }

    private static long ask(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            long connected = System.nanoTime();
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            out.write(REQUEST);
            if (in.read() < 0) {
                throw new IOException("the delay server closed before it answered");
            }
            return System.nanoTime() - connected;
        }
    }
}
