package dev.sonde.benchmarks.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** Waiting for other processes: the rig's only clock is the wall's. */
final class Waiting {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private Waiting() {}

    /** Until somebody listens on the loopback port. */
    static void untilListening(int port, Child child) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_NANOS;
        while (true) {
            child.mustRun();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("nobody listens on port " + port + " after a minute", notYet);
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** Until {@link System#nanoTime} shows this. */
    static void until(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
    }

    static void seconds(double seconds) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
    }
}
