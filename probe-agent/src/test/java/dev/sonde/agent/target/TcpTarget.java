package dev.sonde.agent.target;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that holds one conversation per connection, each on a thread of its own that may block. */
public final class TcpTarget implements AutoCloseable {
    private final ServerSocket server;
    private final Conversation conversation;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final ExecutorService talkers = Executors.newCachedThreadPool(talk -> thread(talk, "talk"));

    /** What is done with a connection; it is closed afterwards. */
    public interface Conversation {
        void with(Socket socket) throws Exception;
    }

    public TcpTarget(Conversation conversation) {
        this("127.0.0.1", conversation);
    }

    public TcpTarget(String address, Conversation conversation) {
        this(address, 0, conversation);
    }

    /** @param port 0 for any */
    public TcpTarget(String address, int port, Conversation conversation) {
        this.conversation = conversation;
        try {
            server = new ServerSocket(port, 200, InetAddress.getByName(address));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        thread(this::accept, "target").start();
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
        return thread;
    }

    public int port() {
        return server.getLocalPort();
    }

    public int accepted() {
        return accepted.get();
    }

    /** Connections whose conversation is not over. */
    public int open() {
        return open.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                accepted.incrementAndGet();
                open.add(socket);
                talkers.execute(() -> talk(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            conversation.with(socket);
        } catch (Exception e) {
            // The other side left, which is its right.
        } finally {
            open.remove(socket);
        }
    }

    /** Reads up to the empty line that ends a request head; its text, empty if the peer closed first. */
    public static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        int last = 0;
        while (last < 4) {
            int octet = in.read();
            if (octet < 0) {
                return "";
            }
            head.append((char) octet);
            last = octet == (last % 2 == 0 ? '\r' : '\n') ? last + 1 : octet == '\r' ? 1 : 0;
        }
        return head.toString();
    }

    /** A conversation that answers every request alike: the text as it is, then it closes. */
    public static Conversation answering(String response) {
        return socket -> {
            if (!readHead(socket.getInputStream()).isEmpty()) {
                socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                awaitClose(socket);
            }
        };
    }

    /** A complete response with a body. */
    public static String ok(String body) {
        return response("200 OK", "", body);
    }

    /** A complete response; {@code headers} are lines that each end in CRLF. */
    public static String response(String status, String headers, String body) {
        return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Reads until the peer closes. */
    public static void awaitClose(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        while (in.read() >= 0) {
            continue;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        talkers.shutdown();
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
