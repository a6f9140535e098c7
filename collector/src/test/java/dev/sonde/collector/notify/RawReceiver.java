package dev.sonde.collector.notify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Takes one connection and answers byte by byte as it is told. */
final class RawReceiver implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final ServerSocket listener;
    private final CompletableFuture<Socket> request = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final AtomicLong written = new AtomicLong();

    RawReceiver() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "raw-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/hook";
    }

    private void serve() {
        try {
            Socket socket = listener.accept();
            InputStream in = socket.getInputStream();
            StringBuilder seen = new StringBuilder();
            while (!seen.toString().contains("\"}")) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("closed before the body came");
                }
                seen.append((char) next);
            }
            request.complete(socket);
            while (in.read() >= 0) {
                // only its end matters
            }
            closed.complete(null);
        } catch (IOException e) {
            request.completeExceptionally(e);
            closed.complete(null);
        }
    }

    void awaitRequest() throws Exception {
        request.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void awaitClosed() throws Exception {
        closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void answer(String text) throws Exception {
        OutputStream out = request.get(PATIENCE_SECONDS, TimeUnit.SECONDS).getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** The head, then the same text until the other side hangs up. */
    void answerEndlessly(String head, String text) throws Exception {
        answer(head);
        byte[] block = text.repeat(2048).getBytes(StandardCharsets.UTF_8);
        OutputStream out = request.get(PATIENCE_SECONDS, TimeUnit.SECONDS).getOutputStream();
        Thread writer = new Thread(
                () -> {
                    try {
                        while (true) {
                            out.write(block);
                            written.addAndGet(block.length);
                        }
                    } catch (IOException e) {
                        // hung up, as is expected
                    }
                },
                "raw-writer");
        writer.setDaemon(true);
        writer.start();
    }

    long bytesWritten() {
        return written.get();
    }

    void hangUp() throws Exception {
        request.get(PATIENCE_SECONDS, TimeUnit.SECONDS).close();
    }

    @Override
    public void close() throws Exception {
        listener.close();
        if (request.isDone() && !request.isCompletedExceptionally()) {
            request.get().close();
        }
    }
}
