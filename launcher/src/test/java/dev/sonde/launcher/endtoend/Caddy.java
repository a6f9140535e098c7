package dev.sonde.launcher.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A real Caddy on loopback, which speaks HTTP/3 by quic-go. It asks nobody for certificates and has no port to steer it by. */
final class Caddy implements AutoCloseable {
    private static final String CONFIGURATION = """
            {
              admin off
              auto_https off
              storage file_system %1$s/storage
              grace_period 1s
            }
            https://localhost:%2$d, https://127.0.0.1:%2$d {
              bind 127.0.0.1
              tls %3$s %4$s
              redir /moved /ok 302
              respond /ok "fine"
              respond /echo "{http.request.method} {http.request.header.X-Shop} {http.request.body}"
              respond /broken "down" 503
              reverse_proxy /slow 127.0.0.1:%5$d {
                flush_interval -1
              }
              root * %1$s/www
              file_server
            }
            """;

    private final RealProgram program;
    private final int port;

    private Caddy(RealProgram program, int port) {
        this.program = program;
        this.port = port;
    }

    /**
     * @param certificate for localhost and 127.0.0.1
     * @param slow the port of loopback that answers {@code /slow}
     */
    static Caddy start(Path home, Path certificate, Path key, int slow) throws IOException {
        Path caddy = RealProgram.find("caddy");
        Files.createDirectories(home.resolve("www"));
        Files.writeString(home.resolve("www/big"), "x".repeat(3_000_000));
        int port = RealProgram.freePort();
        Path configuration = home.resolve("Caddyfile");
        Files.writeString(configuration, CONFIGURATION.formatted(home, port, certificate, key, slow));
        RealProgram program = RealProgram.start(
                "caddy",
                home,
                List.of(
                        "env",
                        "HOME=" + home, // it writes down there what it runs with
                        "XDG_CONFIG_HOME=" + home,
                        "XDG_DATA_HOME=" + home,
                        caddy.toString(),
                        "run",
                        "--config",
                        configuration.toString(),
                        "--adapter",
                        "caddyfile"));
        Caddy started = new Caddy(program, port);
        try {
            // It says so when the sockets, that of UDP too, are open.
            Awaitility.await("caddy serves")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> program.printed("serving initial configuration") || !program.isAlive());
            if (!program.isAlive()) {
                throw new IOException("caddy ended: " + program.lastWords());
            }
        } catch (RuntimeException | IOException e) {
            program.close();
            throw e;
        }
        return started;
    }

    int port() {
        return port;
    }

    /** SIGKILL: nobody is told. */
    void kill() throws InterruptedException {
        program.kill();
    }

    @Override
    public void close() {
        program.close();
    }
}
