package dev.sonde.agent.target;

import dev.sonde.agent.target.TcpTarget.Conversation;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

/** HTTP/1.1 that holds back head and body by known times, and stamps what it did when. */
public final class HttpConversation implements Conversation {
    private final LongUnaryOperator headNanos;
    private final long bodyNanos;
    private final String body;
    private Consumer<Stamps> listener = stamps -> {};

    /**
     * When the steps of one conversation were done, by System.nanoTime.
     *
     * @param request the request had come
     * @param head was written
     * @param end the last byte was written
     */
    public record Stamps(long request, long head, long end) {}

    public HttpConversation(long headNanos, long bodyNanos, int bodyBytes) {
        this(request -> headNanos, bodyNanos, bodyBytes);
    }

    private HttpConversation(LongUnaryOperator headNanos, long bodyNanos, int bodyBytes) {
        this.headNanos = headNanos;
        this.bodyNanos = bodyNanos;
        this.body = "x".repeat(bodyBytes);
    }

    /**
     * Answers at once, but stands still for the first {@code stallNanos} of every {@code periodNanos} since an epoch:
     * requests that come meanwhile are answered when the stall ends.
     *
     * @param epochNanos when a stall began, by System.nanoTime
     */
    public static HttpConversation stalling(long epochNanos, long periodNanos, long stallNanos) {
        return new HttpConversation(
                request -> Math.max(0, stallNanos - Math.floorMod(request - epochNanos, periodNanos)), 0, 2);
    }

    public HttpConversation stamping(Consumer<Stamps> told) {
        listener = told;
        return this;
    }

    @Override
    public void with(Socket socket) throws Exception {
        if (TcpTarget.readHead(socket.getInputStream()).isEmpty()) {
            return;
        }
        OutputStream out = socket.getOutputStream();
        long request = System.nanoTime();
        ExactDelay.until(request + headNanos.applyAsLong(request));
        out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        long head = System.nanoTime();
        ExactDelay.until(head + bodyNanos);
        out.write(body.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        listener.accept(new Stamps(request, head, System.nanoTime()));
        TcpTarget.awaitClose(socket);
    }
}
