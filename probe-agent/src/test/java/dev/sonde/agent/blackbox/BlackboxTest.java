package dev.sonde.agent.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.blackbox.prober.ProbeFence;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.contract.secret.SecretResolver;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlackboxTest {
    private static final String MODULES = """
            modules:
              http_2xx: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4}}
              named: {prober: http, http: {headers: {Host: shop.example}}}
              carrier: {prober: pigeon}
              line: {prober: tcp, timeout: 2s, tcp: {query_response: [{expect: "^hello (.*)$"}]}}
              hidden: {prober: http, http: {bearer_token: hunter2}}
              patient: {prober: http, timeout: 60s}
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Vertx vertx = Engines.PORTABLE.vertx(new VertxOptions().setEventLoopPoolSize(2));

    @TempDir
    private Path home;

    private final List<String> hosts = new CopyOnWriteArrayList<>();
    private int port;
    private int target;
    private Blackbox blackbox;

    @BeforeEach
    void start() throws IOException {
        Path file = Files.writeString(home.resolve("blackbox.yml"), MODULES);
        HttpServer server = await(vertx.createHttpServer()
                .requestHandler(request -> {
                    hosts.add(request.getHeader("Host"));
                    request.response().end("hello");
                })
                .listen(0, "127.0.0.1"));
        target = server.actualPort();
        ProbeSettings settings =
                ProbeSettings.system(Engines.PORTABLE, new SecretResolver(home, Map.of(), List.of()), "9.9.9");
        BlackboxOptions options = new BlackboxOptions(
                file, 0.5, 30, ProbeFence.of(List.of("127.0.0.0/8"), List.of("*.corp.example")), "9.9.9");
        Router router = Router.router(vertx);
        Future<Integer> listening = onLoop(() -> Blackbox.open(vertx, options, settings)
                .compose(opened -> {
                    blackbox = opened;
                    opened.mount(router);
                    return vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1");
                })
                .map(HttpServer::actualPort));
        port = await(listening);
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    @Test
    void probe_answersWithGaugesInOrderOfName() throws Exception {
        HttpResponse<String> answer = get("/probe?target=127.0.0.1:" + target);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body()).contains("probe_success 1", "probe_http_status_code 200", "probe_ip_protocol 4");
        assertThat(answer.body()).contains("probe_http_duration_seconds{phase=\"transfer\"}");
        List<String> names = answer.body()
                .lines()
                .filter(line -> line.startsWith("# TYPE"))
                .map(line -> line.split(" ")[2])
                .toList();
        assertThat(names).isSorted().contains("probe_duration_seconds", "probe_dns_lookup_time_seconds");
        assertThat(answer.body().lines().filter(line -> line.startsWith("# TYPE")))
                .allMatch(line -> line.endsWith(" gauge"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /probe?module=nobody                                | 400 | Unknown module "nobody"
            /probe                                              | 400 | Target parameter is missing
            /probe?module=carrier&target=x                      | 400 | Unknown prober "pigeon"
            /probe?module=carrier                               | 400 | Target parameter is missing
            /probe?module=named&target=x&hostname=other.example | 400 | The parameter hostname is other.example
            /logs                                               | 400 | Either id or target must be given
            /logs?id=1&target=x                                 | 400 | Either id or target must be given, not both
            /logs?module=x                                      | 400 | Either id or target
            /logs?id=1&module=x                                 | 400 | The parameter module goes with target only
            /logs?id=abc&target=x                               | 400 | The parameter id is not a probe's number
            /logs?id=-1                                         | 400 | The parameter id is not a probe's number
            /logs?id=99                                         | 404 | Probe id not found
            /logs?target=unseen                                 | 404 | Probe target not found
            /-/reload                                           | 405 | This endpoint takes POST only
            /-/healthy                                          | 200 | Healthy
            """)
    void request_isAnsweredWithStatusAndText(String path, int status, String text) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).startsWith(text);
    }

    @Test
    void request_whoseQueryCannotBeReadIsAnswered() throws Exception {
        for (String path : List.of("/probe?target=%zz", "/logs?target=%zz")) {
            try (Socket raw = new Socket("127.0.0.1", port)) {
                raw.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(raw.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 400 ")
                        .endsWith("The query cannot be read\n");
            }
        }
    }

    @Test
    void probe_looksAtTheTimeoutBeforeTheTarget() throws Exception {
        HttpResponse<String> answer = get("/probe", "X-Prometheus-Scrape-Timeout-Seconds", "soon");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).startsWith("Failed to parse timeout from Prometheus header: ");
    }

    @Test
    void probe_tellsTheTimeoutItTook() throws Exception {
        HttpResponse<String> answer =
                get("/probe?target=127.0.0.1:" + target, "X-Prometheus-Scrape-Timeout-Seconds", "3");

        assertThat(answer.body()).contains("probe_timeout_seconds 2.5\n");
    }

    @Test
    void probe_decodesTheTargetOnceMore() throws Exception {
        String once = URLEncoder.encode("http://127.0.0.1:" + target + "/a b", StandardCharsets.UTF_8);
        String twice = URLEncoder.encode(once, StandardCharsets.UTF_8);

        assertThat(get("/probe?target=" + twice).body()).contains("probe_success 1");
        assertThat(get("/probe?target=" + once).body()).contains("probe_success 1");
    }

    @Test
    void probe_sendsTheHostThatIsAskedFor() throws Exception {
        String page = get("/probe?debug=true&hostname=shop.example&target=127.0.0.1:" + target)
                .body();

        assertThat(page).contains("probe_success 1");
        assertThat(hosts).last().isEqualTo("shop.example");
        assertThat(get("/probe?hostname=shop.example:81&target=127.0.0.1:" + target)
                        .body())
                .contains("probe_success 1");
        assertThat(hosts).last().isEqualTo("shop.example:81");
        assertThat(get("/probe?target=127.0.0.1:" + target).body()).contains("probe_success 1");
        assertThat(hosts).last().isEqualTo("127.0.0.1:" + target);
        HttpResponse<String> equal = get("/probe?module=named&hostname=shop.example&target=127.0.0.1:" + target);
        assertThat(equal.statusCode()).isEqualTo(200);
    }

    @Test
    void probe_showsWhatHappenedIfAskedTo() throws Exception {
        HttpResponse<String> answer = get("/probe?debug=true&target=127.0.0.1:1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("Logs for the probe:\ntime=")
                .contains("level=ERROR", "module=http_2xx", "refused")
                .contains("\n\n\nMetrics that would have been returned:\n# HELP")
                .contains("probe_success 0")
                .contains("\n\n\nModule configuration:\nprober: http\n");
        assertThat(get("/probe?debug=TRUE&target=127.0.0.1:1").body()).startsWith("# HELP");
    }

    @Test
    void probe_refusesWhatTheFenceDenies() throws Exception {
        String page = get("/probe?debug=true&target=http://10.0.0.1/").body();

        assertThat(page).contains("reason=blocked").contains("probe_success 0");
    }

    @Test
    void probe_refusesAHostnameThatTheFenceDenies() throws Exception {
        String denied = get("/probe?debug=true&hostname=wiki.corp.example:8080&target=127.0.0.1:" + target)
                .body();
        String internal = get("/probe?debug=true&hostname=169.254.169.254&target=127.0.0.1:" + target)
                .body();

        assertThat(denied).contains("wiki.corp.example:8080 may not be probed", "reason=blocked", "probe_success 0");
        assertThat(internal).contains("reason=blocked", "probe_success 0");
    }

    @Test
    void probe_showsNoPasswordOfATarget() throws Exception {
        String where = URLEncoder.encode(
                "http://me:hunter2@127.0.0.1:" + target + "/a?access_token=hunter3", StandardCharsets.UTF_8);

        String page = get("/probe?module=line&debug=true&target=" + where).body();
        String followed = get("/probe?debug=true&target=" + where).body();

        assertThat(page).contains("level=ERROR", "me:xxxxx@127.0.0.1").doesNotContain("hunter");
        assertThat(followed).contains("probe_success 1").doesNotContain("hunter");
        assertThat(get("/").body()).contains("me:xxxxx@127.0.0.1").doesNotContain("hunter");
        assertThat(get("/logs?target=" + where).body())
                .contains("probe_success")
                .doesNotContain("hunter");
    }

    @Test
    void probe_endsWhenItsClientLeaves() throws Exception {
        Promise<Void> left = Promise.promise();
        int silent = await(vertx.createNetServer()
                        .connectHandler(socket -> socket.closeHandler(closed -> left.tryComplete()))
                        .listen(0, "127.0.0.1"))
                .actualPort();

        try (Socket hasty = new Socket("127.0.0.1", port)) {
            hasty.getOutputStream()
                    .write(("GET /probe?target=127.0.0.1:" + silent + "&module=patient HTTP/1.1\r\nHost: a\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(() -> get("/probe?target=127.0.0.1:1").statusCode() == 200);
        }

        left.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        Awaitility.await().until(() -> get("/logs?target=127.0.0.1:" + silent).statusCode() == 200);
        assertThat(get("/logs?target=127.0.0.1:" + silent).body()).contains("nobody waits for it any more");
    }

    @Test
    void logs_showWhatWasProbed() throws Exception {
        get("/probe?target=127.0.0.1:1");
        get("/probe?target=127.0.0.1:" + target);

        assertThat(get("/logs?id=0").body()).contains("probe_success 0");
        assertThat(get("/logs?target=127.0.0.1:" + target + "&module=http_2xx").body())
                .contains("probe_success 1");
        assertThat(get("/").body())
                .contains("href=\"logs?id=1\"", "<td>127.0.0.1:" + target + "</td><td>Success</td>")
                .contains("class=\"failure\">Failure</td>");
    }

    @Test
    void index_escapesWhatOthersWrote() throws Exception {
        get("/probe?module=line&target=" + URLEncoder.encode("<script>alert(1)</script>:1", StandardCharsets.UTF_8));

        assertThat(get("/").body()).doesNotContain("<script>alert").contains("&lt;script&gt;");
    }

    @Test
    void config_hidesSecrets() throws Exception {
        assertThat(get("/config").body())
                .contains("http_2xx:", "bearer_token: <secret>")
                .doesNotContain("hunter2");
    }

    @Test
    void reload_takesANewFileAndKeepsTheOldIfItIsBad() throws Exception {
        Files.writeString(home.resolve("blackbox.yml"), "modules: {m: {prober: http, http: {methd: GET}}}");
        HttpResponse<String> bad = post("/-/reload");
        assertThat(bad.statusCode()).isEqualTo(500);
        assertThat(bad.body()).contains("unknown key methd, did you mean method?");
        assertThat(get("/config").body()).contains("http_2xx:");

        Files.writeString(home.resolve("blackbox.yml"), "modules: {m: {prober: http}}");
        assertThat(post("/-/reload").statusCode()).isEqualTo(200);
        assertThat(get("/config").body())
                .isEqualTo(get("/config").body())
                .contains("  m:")
                .doesNotContain("http_2xx:");
    }

    @Test
    void probe_isPackedAndInTheFormTheClientWants() throws Exception {
        HttpResponse<String> answer =
                get("/probe?target=127.0.0.1:" + target, "Accept", "application/openmetrics-text; version=1.0.0");

        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/openmetrics-text");
        assertThat(answer.body()).endsWith("# EOF\n");
        HttpResponse<byte[]> packed = client.send(
                request("/probe?target=127.0.0.1:" + target)
                        .header("Accept-Encoding", "gzip")
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(packed.body()).startsWith(0x1F, 0x8B);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        return client.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path) throws Exception {
        return client.send(request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private <T> Future<T> onLoop(java.util.function.Supplier<Future<T>> action) {
        io.vertx.core.Promise<T> promise = io.vertx.core.Promise.promise();
        vertx.runOnContext(here -> action.get().onComplete(promise));
        return promise.future();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
