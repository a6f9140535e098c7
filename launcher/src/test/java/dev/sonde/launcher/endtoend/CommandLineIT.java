package dev.sonde.launcher.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sonde.launcher.endtoend.Jar.Ended;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users meet when they type: exit status and one clear line, from the packaged jar. */
class CommandLineIT {
    private static final String CONFIG = """
            checks:
              - {name: shop, interval: 1s, timeout: 1s, http: {url: http://127.0.0.1:1/}}
            """;

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "run",
                "collector",
                "agent",
                "check",
                "validate",
                "import",
                "schema",
                "token",
                "completion",
                "help"
            })
    void help_isPrintedForEveryCommand(String command) throws Exception {
        Ended ended = Jar.run(home, command, "--help");

        assertThat(ended.status()).isZero();
        assertThat(ended.out()).contains("Usage: sonde " + command + " ");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void validate_listsWhatIsWrong() throws Exception {
        Path config = config(CONFIG.replace("1s, timeout", "1y, timeout"));

        Ended ended = Jar.run(home, "validate", config.toString());

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.outLines()).hasSize(1);
        assertThat(ended.out()).startsWith(config.resolve("sonde.yaml") + ":2:28: interval: 1y (expected: ");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void run_endsWithTheListWhenTheConfigurationIsBad() throws Exception {
        Path config = config(CONFIG.replace("name: shop", "name: Shop").replace("http:", "htp:"));

        Ended ended = Jar.run(home, "run", "--config", config.toString(), "--listen", "127.0.0.1:0");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.errLines())
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(line -> line.startsWith(config.resolve("sonde.yaml") + ":2:"));
    }

    @Test
    void run_endsWithOneLineWhenThereIsNoConfiguration() throws Exception {
        Ended ended = Jar.run(home, "run", "--config", "nowhere", "--listen", "127.0.0.1:0");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.errLines())
                .containsExactly("nowhere:1:1: does not exist (expected: a directory of *.yaml files)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "collector"})
    void server_endsWithOneLineWhenItsPortIsInUse(String command) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            Ended ended = Jar.run(
                    home, command, "--config", config(CONFIG).toString(), "--listen", address, "--log-level", "error");

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.errLines())
                    .containsExactly("sonde: " + address
                            + " is in use (expected: a free port; --listen HOST:PORT takes another)");
        }
    }

    @Test
    void agent_endsWithOneLineWhenItsPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            Ended ended = Jar.run(
                    home, "agent", "--config", config(CONFIG).toString(), "--location", "eu", "--listen", address);

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.errLines()).hasSize(1);
            assertThat(ended.err()).startsWith("sonde: ").contains(address);
        }
    }

    @Test
    void run_endsWithOneLineWhenItsDataCannotBeKept() throws Exception {
        Path file = Files.writeString(home.resolve("file"), "not a directory");
        Path data = file.resolve("data");

        Ended ended = Jar.run(
                home,
                "run",
                "--config",
                config(CONFIG).toString(),
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:0");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.errLines()).hasSize(1);
        assertThat(ended.err()).startsWith("sonde: ").contains(data.toString());
    }

    @Test
    void check_showsARunAndWhetherItSucceeded() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.createContext("/good", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();

            Ended good = Jar.run(home, "check", url + "/good");
            assertThat(good.status()).isZero();
            assertThat(good.outLines()).first().isEqualTo("GET " + url + "/good");
            assertThat(good.outLines()).last().isEqualTo("  success");
            assertThat(good.out())
                    .containsPattern("(?m)^  processing +[0-9.]+ ms ")
                    .doesNotContain("\u001b");

            Ended bad = Jar.run(home, "check", "--json", url + "/bad");
            assertThat(bad.status()).isEqualTo(1);
            JsonObject json = new JsonObject(bad.out());
            assertThat(json.getString("reason")).isEqualTo("http_status");
            assertThat(json.getInteger("status")).isEqualTo(404);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void check_takesItsExpectationsFromTheConfiguration() throws Exception {
        Ended known = Jar.run(home, "check", "shop", "--config", config(CONFIG).toString());
        assertThat(known.status()).isEqualTo(1);
        assertThat(known.outLines()).last().asString().startsWith("  failure: connect_refused: ");

        Ended unknown = Jar.run(home, "check", "shp", "--config", config(CONFIG).toString());
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("did you mean shop?");
    }

    @Test
    void logs_areOneJsonObjectALineWhenAsked() throws Exception {
        Path config = config(CONFIG);
        try (Sonde sonde = Sonde.start(
                home, RealProgram.freePort(), "run", "--config", config.toString(), "--log-format", "json")) {
            assertThat(sonde.program().terminate()).isZero();

            assertThat(sonde.program().output().lines())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(new JsonObject(line).fieldNames())
                            .contains("time", "level", "logger", "message"));
        }
    }

    private Path config(String yaml) throws Exception {
        Path directory = Files.createDirectories(home.resolve("config"));
        Files.writeString(directory.resolve("sonde.yaml"), yaml);
        return directory;
    }
}
