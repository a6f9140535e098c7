package dev.sonde.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class DelayServerTest {
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void serve_holdsFromWhenTheKernelHadTheRequest_howeverLateItIsRead() throws Exception {
        DelayServer server = new DelayServer(600, 0, 0);
        int port = Loopback.freePort();
        int listening = DelayServer.listen(port);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            long asked = System.nanoTime();
            client.getOutputStream().write(REQUEST);
            Waiting.until(asked + TimeUnit.MILLISECONDS.toNanos(400)); // nobody has accepted it yet

            server.serve(CSockets.accept(listening, 0, 0));

            assertThat(client.getInputStream().read()).isEqualTo('H');
            long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
            assertThat(tookMillis).isBetween(599L, 950L);
        } finally {
            CSockets.close(listening);
        }
    }

    @Test
    void serve_waitsForTheEndOfTheRequest() throws Exception {
        DelayServer server = new DelayServer(100, 0, 0);
        int port = Loopback.freePort();
        int listening = DelayServer.listen(port);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write(REQUEST, 0, REQUEST.length - 1);
            Thread serving = new Thread(() -> server.serve(CSockets.accept(listening, 0, 0)));
            serving.start();
            Waiting.until(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(client.getInputStream().available()).isZero();
            long asked = System.nanoTime();
            client.getOutputStream().write('\n');

            assertThat(client.getInputStream().read()).isEqualTo('H');
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked)).isGreaterThanOrEqualTo(99);
            serving.join();
        } finally {
            CSockets.close(listening);
        }
    }
}
