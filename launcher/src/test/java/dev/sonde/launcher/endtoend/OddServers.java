package dev.sonde.launcher.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Servers on loopback for what real ones do rarely: redirects without end, slow answers, a mail server's banner. */
final class OddServers implements AutoCloseable {
    /** "hello, hello, hello, packed world", as an encoder of br writes it. */
    private static final byte[] BROTLI =
            HexFormat.of().parseHex("1b2000f88d946ede44095286966c2c6f29c820f264022fcc748ec3932a");

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService late = Executors.newSingleThreadScheduledExecutor();
    private final HttpServer web;
    private final ServerSocket banner;

    private OddServers(HttpServer web, ServerSocket banner) {
        this.web = web;
        this.banner = banner;
    }

    static OddServers start() throws IOException {
        OddServers started = new OddServers(
                HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0), new ServerSocket(0, 50, LOOPBACK));
        started.web.setExecutor(started.threads);
        started.web.createContext("/", started::answer);
        started.web.start();
        started.threads.submit(started::greet);
        return started;
    }

    String url(String path) {
        return "http://127.0.0.1:" + web.getAddress().getPort() + path;
    }

    String bannerTarget() {
        return "127.0.0.1:" + banner.getLocalPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/loop")) {
            redirect(exchange, path + "x");
        } else if (path.equals("/hop1")) {
            redirect(exchange, "/hop2");
        } else if (path.equals("/hop2")) {
            redirect(exchange, "/");
        } else if (path.equals("/missing")) {
            send(exchange, 404, "nothing here".getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/gzip")) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            send(exchange, 200, gzipped("all is well"));
        } else if (path.equals("/deflate")) {
            exchange.getResponseHeaders().set("Content-Encoding", "deflate");
            send(exchange, 200, deflated("all is well"));
        } else if (path.equals("/br")) {
            exchange.getResponseHeaders().set("Content-Encoding", "br");
            send(exchange, 200, BROTLI);
        } else if (path.equals("/modified")) {
            exchange.getResponseHeaders().set("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT");
            send(exchange, 200, "all is well".getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/chunked")) {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write("in pieces".getBytes(StandardCharsets.UTF_8));
            }
        } else if (path.equals("/delayed")) {
            late.schedule(
                    () -> {
                        send(exchange, 200, "late".getBytes(StandardCharsets.UTF_8));
                        return null;
                    },
                    300,
                    TimeUnit.MILLISECONDS);
        } else if (!path.equals("/never")) { // that one hangs until the server is closed
            send(exchange, 200, "all is well".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        send(exchange, 302, "elsewhere".getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static byte[] gzipped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Without the wrapping that the standard asks for: so Go reads it. */
    private static byte[] deflated(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes, new Deflater(6, true))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void greet() {
        while (!banner.isClosed()) {
            try {
                Socket guest = banner.accept();
                threads.submit(() -> talk(guest));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static Void talk(Socket guest) throws IOException {
        try (guest) {
            OutputStream out = guest.getOutputStream();
            out.write("220-wait\r\n220 mail.example ESMTP ready\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] line = new byte[1024];
            int read = guest.getInputStream().read(line);
            String said = read < 0 ? "" : new String(line, 0, read, StandardCharsets.US_ASCII);
            String answer = said.equals("EHLO mail.example\n") ? "250-hello\r\n250 OK\r\n" : "500 what?\r\n";
            out.write(answer.getBytes(StandardCharsets.US_ASCII));
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        web.stop(0);
        banner.close();
        threads.shutdownNow();
        late.shutdownNow();
    }
}
