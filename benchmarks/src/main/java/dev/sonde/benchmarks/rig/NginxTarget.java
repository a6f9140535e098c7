package dev.sonde.benchmarks.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * nginx with one worker on the servers' core: 1 KiB in clear text and over TLS with an ECDSA P-256 certificate, no
 * resumption; below {@code /logged/} each request leaves the instant of its end and its path in a log.
 */
final class NginxTarget implements AutoCloseable {
    private final Child nginx;
    private final Path log;
    private final Path certificate;
    private final int plainPort;
    private final int tlsPort;

    private NginxTarget(Child nginx, Path log, Path certificate, int plainPort, int tlsPort) {
        this.nginx = nginx;
        this.log = log;
        this.certificate = certificate;
        this.plainPort = plainPort;
        this.tlsPort = tlsPort;
    }

    /** @param chain whether its certificate is signed by an intermediate authority, and not its own root */
    static NginxTarget start(Path directory, String cores, boolean chain) throws IOException, InterruptedException {
        Path log = directory.resolve("requests.log");
        ServerIdentity identity =
                chain ? ServerIdentity.underAnIntermediate(directory) : ServerIdentity.selfSigned(directory);
        int plain = Loopback.freePort();
        int tls = Loopback.freePort();
        Path configuration = Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                pid %1$s/nginx.pid;
                worker_processes 1;
                worker_rlimit_nofile 65536;
                error_log %1$s/error.log warn;
                events { worker_connections 32768; }
                http {
                  access_log off;
                  log_format instants '$msec $uri';
                  keepalive_requests 1000000000;
                  keepalive_timeout 1h;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  server {
                    listen 127.0.0.1:%2$d backlog=16384;
                    location / { return 200 '%4$s'; }
                    location /logged/ { access_log %1$s/requests.log instants buffer=64k flush=1s; return 200 '%4$s'; }
                  }
                  server {
                    listen 127.0.0.1:%3$d ssl backlog=16384;
                    ssl_certificate %5$s; ssl_certificate_key %6$s;
                    ssl_session_cache off; ssl_session_tickets off;
                    location / { return 200 '%4$s'; }
                  }
                }
                """.formatted(
                        directory, plain, tls, "x".repeat(1024), identity.chain(), identity.key()));
        Child nginx = Child.start(
                "nginx",
                cores,
                directory.resolve("nginx.log"),
                Map.of(),
                List.of(Programs.required("nginx"), "-p", directory.toString(), "-c", configuration.toString()));
        NginxTarget target = new NginxTarget(nginx, log, identity.root(), plain, tls);
        Waiting.untilListening(plain, nginx);
        return target;
    }

    String plainUrl() {
        return "http://127.0.0.1:" + plainPort + "/";
    }

    String tlsUrl() {
        return "https://127.0.0.1:" + tlsPort + "/";
    }

    /** The PEM file with the root of the server's certificate. */
    Path certificate() {
        return certificate;
    }

    /** A path of its own whose requests are logged. */
    String loggedUrl(int number) {
        return "http://127.0.0.1:" + plainPort + "/logged/" + number;
    }

    /** Forgets the requests logged so far. */
    void forgetRequests() throws IOException {
        Files.writeString(log, "");
    }

    /** Requests logged since; those of the last second may be missing. */
    long requests() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.count();
        }
    }

    /**
     * How far the time between two requests of one path was from the interval, for every pair, in milliseconds, ascending.
     * nginx writes milliseconds, so a figure is exact to 1 ms.
     */
    double[] jitterMillis(long intervalMillis) throws IOException {
        Map<String, List<Double>> instants = new HashMap<>();
        try (Stream<String> lines = Files.lines(log)) {
            lines.map(line -> line.split(" ", 2))
                    .filter(parts -> parts.length == 2)
                    .forEach(parts -> instants.computeIfAbsent(parts[1], path -> new ArrayList<>())
                            .add(Double.parseDouble(parts[0]) * 1000));
        }
        return instants.values().stream()
                .flatMap(of -> IntStream.range(1, of.size())
                        .mapToObj(i -> Math.abs(of.get(i) - of.get(i - 1) - intervalMillis)))
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
    }

    @Override
    public void close() {
        nginx.close();
    }
}
