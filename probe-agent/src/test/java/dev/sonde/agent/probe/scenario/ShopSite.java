package dev.sonde.agent.probe.scenario;

import dev.sonde.agent.target.ExactDelay;
import dev.sonde.agent.target.TcpTarget;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A site whose answers a test lays down by path; it notes every request, and holds back heads and bodies. */
final class ShopSite implements AutoCloseable {
    final List<String> requests = new CopyOnWriteArrayList<>();
    final TcpTarget server = new TcpTarget(this::answer);
    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    private record Page(String head, String body, long headNanos, long bodyNanos) {}

    void page(String path, String status, String headers, String body) {
        page(path, status, headers, body, 0, 0);
    }

    void page(String path, String status, String headers, String body, long headMillis, long bodyMillis) {
        String head = "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n" + headers + "\r\n";
        pages.put(path, new Page(head, body, headMillis * 1_000_000, bodyMillis * 1_000_000));
    }

    String url() {
        return "http://shop.test:" + server.port();
    }

    private void answer(Socket socket) throws Exception {
        InputStream in = socket.getInputStream();
        String head = TcpTarget.readHead(in);
        if (head.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        int length = head.lines()
                .filter(line -> line.toLowerCase().startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        requests.add(head + body);
        Page page = pages.get(head.split(" ")[1]);
        if (page == null) {
            page = new Page("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "", 0, 0);
        }
        ExactDelay.until(now + page.headNanos);
        socket.getOutputStream().write(page.head.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        ExactDelay.until(System.nanoTime() + page.bodyNanos);
        socket.getOutputStream().write(page.body.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        TcpTarget.awaitClose(socket);
    }

    @Override
    public void close() {
        server.close();
    }
}
