package dev.sonde.launcher.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A real nginx on loopback: clear text, and TLS with HTTP/1.1 and HTTP/2. Its certificate is signed by itself. */
final class Nginx implements AutoCloseable {
    private final RealProgram program;
    private final int port;
    private final int tlsPort;
    private final Path certificate;

    private Nginx(RealProgram program, int port, int tlsPort, Path certificate) {
        this.program = program;
        this.port = port;
        this.tlsPort = tlsPort;
        this.certificate = certificate;
    }

    static Nginx start(Path home) throws IOException, InterruptedException {
        Path nginx = RealProgram.find("nginx");
        Files.createDirectories(home);
        LocalCertificate identity = LocalCertificate.make(home);
        int port = RealProgram.freePort();
        int tlsPort = RealProgram.freePort();
        Path configuration = home.resolve("nginx.conf");
        Files.writeString(configuration, """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log stderr warn;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  default_type application/json;
                  server { listen 127.0.0.1:%2$d backlog=4096; return 200 '{"status":"ok"}'; }
                  server {
                    listen 127.0.0.1:%3$d ssl http2;
                    ssl_certificate %4$s;
                    ssl_certificate_key %5$s;
                    return 200 '{"status":"ok"}';
                  }
                }
                """.formatted(home, port, tlsPort, identity.certificate(), identity.key()));
        RealProgram program = RealProgram.start(
                "nginx",
                home,
                List.of(nginx.toString(), "-e", "stderr", "-p", home.toString(), "-c", configuration.toString()));
        Nginx started = new Nginx(program, port, tlsPort, identity.certificate());
        Awaitility.await("nginx answers")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Http.isUp(started.url("/")) || failed(program));
        return started;
    }

    private static boolean failed(RealProgram program) {
        if (!program.isAlive()) {
            throw new AssertionError("nginx ended:\n" + program.output());
        }
        return false;
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    String tlsUrl(String path) {
        return "https://localhost:" + tlsPort + path;
    }

    /** What a client must trust. */
    Path certificate() {
        return certificate;
    }

    @Override
    public void close() {
        try {
            program.terminate();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            program.close();
        }
    }
}
