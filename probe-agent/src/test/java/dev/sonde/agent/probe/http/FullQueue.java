package dev.sonde.agent.probe.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** Fills the accept queue of a listening socket that nobody accepts from, until the kernel drops further SYNs. */
final class FullQueue implements AutoCloseable {
    private static final int ENOUGH = 64;

    private final List<Socket> waiting = new ArrayList<>();

    FullQueue(int port) throws IOException {
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

    @Override
    public void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
    }
}
