package dev.sonde.launcher.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.AnswerExpressions;
import dev.sonde.agent.SingleRun;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.secret.SecretResolver;
import dev.sonde.contract.yaml.StandaloneConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was imported is run: it succeeds where the original would, and fails where that would. */
class ImportedChecksTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path home;

    private int web;
    private int mail;

    @BeforeEach
    void start() {
        web = await(vertx.createHttpServer()
                        .requestHandler(ImportedChecksTest::answer)
                        .webSocketHandler(ImportedChecksTest::chat)
                        .listen(0, "127.0.0.1"))
                .actualPort();
        mail = await(vertx.createNetServer()
                        .connectHandler(ImportedChecksTest::greet)
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    private static void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/json" ->
                request.response()
                        .putHeader("Content-Type", "application/json")
                        .end("{\"status\":\"ok\",\"n\":3,\"items\":[1,2],\"name\":\"john\"}");
            case "/moved" ->
                request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "/elsewhere")
                        .end();
            default ->
                request.bodyHandler(body -> request.response()
                        .putHeader("X-Kind", "echo")
                        .end(request.method() + " " + request.uri() + " " + request.getHeader("Host") + " "
                                + request.getHeader("Authorization") + " " + request.getHeader("X-User") + " " + body));
        }
    }

    private static void chat(ServerWebSocket socket) {
        socket.writeTextMessage("welcome 7");
        socket.textMessageHandler(text -> socket.writeTextMessage("you said " + text));
    }

    private static void greet(NetSocket socket) {
        socket.write("220-wait\r\n220 mail.test ESMTP\r\n");
        socket.handler(line ->
                socket.write(line.toString().equals("EHLO mail.test\n") ? "250-noise\r\n250 ok\r\n" : "500 what?\r\n"));
    }

    @Test
    void checksOfBlackboxExporter() throws Exception {
        Files.writeString(home.resolve("auth"), "hunter2");
        Files.writeString(home.resolve("blackbox.yml"), """
                modules:
                  right:
                    prober: http
                    http:
                      headers: {Host: shop.example}
                      basic_auth: {username: me, password_file: auth}
                      method: POST
                      body: 'a=${b}'
                      fail_if_body_not_matches_regexp: ['^POST /x shop\\.example Basic bWU6aHVudGVyMg== null a=.{b}$']
                      fail_if_header_not_matches: [{header: X-Kind, regexp: '^ec'}]
                      fail_if_header_matches: [{header: X-None, regexp: a, allow_missing: true}]
                  wrong_body: {prober: http, http: {fail_if_body_matches_regexp: ['GET /x']}}
                  wrong_header: {prober: http, http: {fail_if_header_matches: [{header: X-Kind, regexp: echo}]}}
                  missing_header: {prober: http, http: {fail_if_header_matches: [{header: X-None, regexp: a}]}}
                  moved: {prober: http, http: {follow_redirects: false, valid_status_codes: [302]}}
                  wrong_moved: {prober: http, http: {follow_redirects: false}}
                  cel: {prober: http, http: {fail_if_body_json_not_matches_cel: "body.status == 'ok' && size(body.items) == 2"}}
                  wrong_cel: {prober: http, http: {fail_if_body_json_matches_cel: "body.n > 2"}}
                  mail: {prober: tcp, tcp: {query_response: [{expect: "^220 ([^ ]+) ESMTP", send: "EHLO ${1}"}, {expect: "^250 ok"}]}}
                  wrong_mail: {prober: tcp, timeout: 1s, tcp: {query_response: [{expect: "^220", send: "HELP"}, {expect: "^250 ok"}]}}
                  chat: {prober: websocket, websocket: {query_response: [{expect: "welcome ([0-9]+)", send: "n ${1}"}, {expect: "said n 7"}]}}
                  wrong_chat: {prober: websocket, timeout: 1s, websocket: {query_response: [{expect: "nobody"}]}}
                """);
        Files.writeString(
                home.resolve("prometheus.yml"),
                """
                scrape_configs:
                  - job_name: all
                    metrics_path: /probe
                    relabel_configs:
                      - {source_labels: [__address__], target_label: __param_target}
                      - {source_labels: [__param_module], target_label: instance}
                    static_configs:
                """ + scraped("http://127.0.0.1:" + web + "/x", "right", "wrong_body", "wrong_header", "missing_header")
                        + scraped("http://127.0.0.1:" + web + "/moved", "moved", "wrong_moved")
                        + scraped("http://127.0.0.1:" + web + "/json", "cel", "wrong_cel")
                        + scraped("127.0.0.1:" + mail, "mail", "wrong_mail")
                        + scraped("ws://127.0.0.1:" + web + "/", "chat", "wrong_chat"));

        Imported imported = BlackboxImport.read(home.resolve("blackbox.yml"), home.resolve("prometheus.yml"));

        assertThat(imported.lost()).isEmpty();
        assertThat(run(imported.yaml().replace("${file:right-password-file}", "${file:auth}")))
                .isEqualTo("""
                cel true
                chat true
                mail true
                missing-header false
                moved true
                right true
                wrong-body false
                wrong-cel false
                wrong-chat false
                wrong-header false
                wrong-mail false
                wrong-moved false
                """);
    }

    private static String scraped(String target, String... modules) {
        StringBuilder configs = new StringBuilder();
        for (String module : modules) {
            configs.append("      - {targets: ['" + target + "'], labels: {__param_module: " + module + "}}\n");
        }
        return configs.toString();
    }

    @Test
    void checksOfGatus() throws Exception {
        String site = "http://127.0.0.1:" + web;
        Files.writeString(home.resolve("gatus.yaml"), """
                endpoints:
                  - {name: right, url: "@/json", conditions: ["[STATUS] < 300", "[BODY].status == ok", "[BODY].n >= 3", "len([BODY].items) == 2", "has([BODY].nope) == false", "[BODY].name == pat(jo*)", "[BODY].status == any(ok, fine)", "[RESPONSE_TIME] < 5000"]}
                  - {name: wrong-status, url: "@/json", conditions: ["[STATUS] == 201"]}
                  - {name: wrong-path, url: "@/json", conditions: ["[BODY].n > 3"]}
                  - {name: wrong-length, url: "@/json", conditions: ["len([BODY].items) != 2"]}
                  - {name: wrong-pattern, url: "@/json", conditions: ["[BODY].name != pat(jo*)"]}
                  - {name: any-status, url: "@/moved", client: {ignore-redirect: true}, conditions: ["[RESPONSE_TIME] < 5000"]}
                  - {name: port, url: "tcp://127.0.0.1:@mail", conditions: ["[CONNECTED] == true"]}
                  - {name: chat, url: "ws://127.0.0.1:@web/", body: hello, conditions: ["[BODY] == pat(*welcome*)"]}
                  - {name: wrong-port, url: "tcp://127.0.0.1:1", conditions: ["[CONNECTED] == true"]}
                suites:
                  - name: flow
                    context: {user: bob}
                    endpoints:
                      - {name: one, url: "@/json", conditions: ["[STATUS] == 200"], store: {id: "[BODY].name"}}
                      - {name: two, url: "@/u/[CONTEXT].id", headers: {X-User: "[CONTEXT].user"}, conditions: ["[BODY] == pat(*/u/john* bob *)"]}
                  - name: wrong-flow
                    endpoints:
                      - {name: one, url: "@/json", conditions: ["[STATUS] == 200"], store: {id: "[BODY].name"}}
                      - {name: two, url: "@/u/[CONTEXT].id", conditions: ["[BODY] == pat(*/u/jane*)"]}
                """.replace("@mail", Integer.toString(mail))
                .replace("@web", Integer.toString(web))
                .replace("@", site));

        Imported imported = GatusImport.read(home.resolve("gatus.yaml"));

        assertThat(imported.lost()).isEmpty();
        assertThat(run(imported.yaml())).isEqualTo("""
                any-status true
                chat true
                flow true
                port true
                right true
                wrong-flow false
                wrong-length false
                wrong-path false
                wrong-pattern false
                wrong-port false
                wrong-status false
                """);
    }

    /** Each check's name, and whether it succeeded. */
    private String run(String yaml) throws Exception {
        Path directory = Files.createDirectories(home.resolve("config"));
        Files.writeString(directory.resolve("imported.yaml"), yaml);
        SecretResolver secrets = new SecretResolver(home, Map.of(), java.util.List.of());
        Map<String, Boolean> ended = new TreeMap<>();
        for (Check check :
                StandaloneConfig.read(directory, new AnswerExpressions()).checks()) {
            ended.put(
                    check.name().value(), SingleRun.of(check, secrets, "9.9.9").succeeded());
        }
        StringBuilder lines = new StringBuilder();
        ended.forEach((name, succeeded) -> lines.append(name + " " + succeeded + "\n"));
        return lines.toString();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
