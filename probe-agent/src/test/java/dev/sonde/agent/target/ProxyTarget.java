package dev.sonde.agent.target;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** An HTTP proxy on loopback that gives tunnels to ports of loopback, whatever name they are asked for by. */
public final class ProxyTarget implements AutoCloseable {
    private final TcpTarget server;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicLong heldNanos = new AtomicLong();
    private volatile String answer = "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n";
    private volatile long delayNanos;

    public ProxyTarget() {
        server = new TcpTarget(this::lead);
    }

    /** In place of 200; the tunnel is then not given. */
    public ProxyTarget answering(String head) {
        answer = head;
        return this;
    }

    /** How long the answer to CONNECT is held back. */
    public ProxyTarget delaying(long nanos) {
        delayNanos = nanos;
        return this;
    }

    public int port() {
        return server.port();
    }

    /** The heads of the requests that came. */
    public List<String> asked() {
        return asked;
    }

    /** From the newest request to its answer, by System.nanoTime. */
    public long heldNanos() {
        return heldNanos.get();
    }

    private void lead(Socket client) throws Exception {
        String head = TcpTarget.readHead(client.getInputStream());
        if (head.isEmpty()) {
            return;
        }
        long came = System.nanoTime();
        asked.add(head);
        int port = Integer.parseInt(head.substring(head.indexOf(':') + 1, head.indexOf(" HTTP/")));
        if (delayNanos > 0) {
            ExactDelay.until(came + delayNanos);
        }
        client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        heldNanos.set(System.nanoTime() - came);
        if (!answer.startsWith("HTTP/1.1 200")) {
            TcpTarget.awaitClose(client);
            return;
        }
        try (Socket target = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            target.setTcpNoDelay(true);
            Thread back = new Thread(() -> copy(target, client));
            back.setDaemon(true);
            back.start();
            copy(client, target);
            back.join();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[8192];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                out.write(chunk, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One side left, which ends the tunnel.
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
