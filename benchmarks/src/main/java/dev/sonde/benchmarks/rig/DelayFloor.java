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
 * What the rig itself adds to the delay server's time: a blocking client that does nothing else, one request at a time, in a
 * process of its own with the priority of the server. No prober's error can be told from the machine's below this.
 *
 * <p>Arguments: port, hold in ms, requests. Prints the error's 99th percentile in microseconds.
 */
public final class DelayFloor {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int UNCOUNTED = 200;

    private DelayFloor() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        long holdNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[1]));
        long[] errors = new long[Integer.parseInt(arguments[2])];
        for (int i = -UNCOUNTED; i < errors.length; i++) {
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
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            out.write(REQUEST);
            long asked = System.nanoTime();
            if (in.read() < 0) {
                throw new IOException("the delay server closed before it answered");
            }
            return System.nanoTime() - asked;
        }
    }
}
