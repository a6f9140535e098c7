package dev.sonde.agent.probe.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Fills the accept queue of a listening socket that nobody accepts from, until the kernel drops further SYNs. */
final class FullQueue implements AutoCloseable {
    private static final int ENOUGH = 64;

    private final int port;
    private final List<Socket> waiting = new ArrayList<>();

    FullQueue(int port) throws IOException {
        this.port = port;
        for (int i = 0; i < ENOUGH; i++) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 150);
                waiting.add(socket);
            } catch (SocketTimeoutException e) {
                socket.close();
                return;
            }
        }
        throw new IllegalStateException("the accept queue took " + ENOUGH + " connections");
    }

    /** Returns once so many connections are under way whose first SYN was dropped and whose repetition is planned. */
    void awaitDropped(int connections) {
        Awaitility.await().until(() -> dropped() == connections);
    }

    /** Of the kernel's tables: this remote port, state SYN_SENT, timer of repetition running. */
    private long dropped() throws IOException {
        Pattern repeating =
                Pattern.compile(String.format(" *\\d+: [0-9A-F:]+ [0-9A-F]+:%04X 02 [0-9A-F:]+ 01:.*", port));
        long found = 0;
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                found += lines.filter(line -> repeating.matcher(line).matches()).count();
            }
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
    }
}
