package dev.sonde.agent.blackbox.prober;

import static dev.sonde.agent.blackbox.prober.ProberRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.blackbox.prober.ProberRig.Told;
import dev.sonde.contract.yaml.InvalidConfigException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbersTest {
    private static final byte[] BODY = "{\"status\":\"ok\"}\nall is well".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path home;

    private ProberRig rig;
    private Vertx vertx;
    private int web;

    @BeforeEach
    void start() {
        rig = ProberRig.start(home);
        vertx = rig.vertx();
        web = await(vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                        .requestHandler(ProbersTest::answer)
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response().putHeader("Server", "old/1.0");
        switch (request.path()) {
            case "/cookie" ->
                response.setStatusCode(302)
                        .putHeader("Set-Cookie", "id=42; Path=/")
                        .putHeader("Location", "/needs-cookie")
                        .end();
            case "/needs-cookie" ->
                response.setStatusCode(
                                String.valueOf(request.getHeader("Cookie")).equals("id=42") ? 200 : 403)
                        .end();
            case "/moved" ->
                response.setStatusCode(302).putHeader("Location", "/").end("gone");
            case "/blocked" ->
                response.setStatusCode(302)
                        .putHeader("Location", "http://10.1.2.3/")
                        .end();
            case "/auth" ->
                response.setStatusCode("Basic dTpw".equals(request.getHeader("Authorization")) ? 200 : 401)
                        .end();
            case "/echo" ->
                request.bodyHandler(body -> response.end(request.method() + " " + request.getHeader("Authorization")
                        + " " + request.headers().getAll("X-A") + " " + body));
            case "/json" -> response.end("{\"status\":\"ok\",\"count\":3}");
            case "/bearer" ->
                response.setStatusCode("Bearer t0".equals(request.getHeader("Authorization")) ? 200 : 401)
                        .end();
            case "/br" ->
                response.putHeader("Content-Encoding", "br")
                        .end(Buffer.buffer(
                                HexFormat.of().parseHex("1b2000f88d946ede44095286966c2c6f29c820f264022fcc748ec3932a")));
            case "/gzip" -> response.putHeader("Content-Encoding", "gzip").end(packed("gzip"));
            case "/deflate" -> response.putHeader("Content-Encoding", "deflate").end(packed("deflate"));
            case "/zlib" -> response.putHeader("Content-Encoding", "deflate").end(packed("zlib"));
            case "/slow" -> request.pause();
            case "/grpc.health.v1.Health/Check" ->
                request.bodyHandler(body -> {
                    int status = body.length() > 5 ? 2 : 1;
                    response.putHeader("content-type", "application/grpc")
                            .putTrailer("grpc-status", "0")
                            .end(Buffer.buffer(new byte[] {0, 0, 0, 0, 2, 8, (byte) status}));
                });
            default -> response.end(Buffer.buffer(BODY));
        }
    }

    private static Buffer packed(String how) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = how.equals("gzip")
                ? new GZIPOutputStream(bytes)
                : new DeflaterOutputStream(bytes, new Deflater(6, how.equals("deflate")))) {
            out.write(BODY);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /       | {}                                                                          | 1 | probe_http_content_length 27
            /       | {valid_status_codes: [404]}                                                 | 0 | probe_failed_due_to_regex 0
            /none   | {fail_if_body_matches_regexp: ["wel+"]}                                     | 0 | probe_failed_due_to_regex 1
            /       | {fail_if_body_not_matches_regexp: ["well$", "^{"]}                          | 1 | probe_failed_due_to_regex 0
            /       | {fail_if_body_not_matches_regexp: ["^all"]}                                 | 0 | probe_failed_due_to_regex 1
            /       | {fail_if_header_matches: [{header: server, regexp: "^old"}]}                | 0 | probe_failed_due_to_regex 1
            /       | {fail_if_header_matches: [{header: X-None, regexp: "a"}]}                   | 0 | probe_failed_due_to_regex 1
            /       | {fail_if_header_matches: [{header: X-None, regexp: "a", allow_missing: true}]} | 1 | probe_failed_due_to_regex 0
            /       | {fail_if_header_not_matches: [{header: Server, regexp: "new"}]}             | 0 | probe_failed_due_to_regex 1
            /       | {body_size_limit: 10B}                                                      | 0 | probe_http_uncompressed_body_length 10
            /       | {body_size_limit: 27B}                                                      | 1 | probe_http_uncompressed_body_length 27
            /gzip   | {compression: gzip, fail_if_body_not_matches_regexp: ["well$"]}             | 1 | probe_http_uncompressed_body_length 27
            /gzip   | {compression: gzip, body_size_limit: 20B}                                   | 0 | probe_http_uncompressed_body_length 20
            /deflate | {compression: deflate, fail_if_body_not_matches_regexp: ["well$"]}         | 1 | probe_http_uncompressed_body_length 27
            /zlib   | {compression: deflate, fail_if_body_not_matches_regexp: ["well$"]}          | 1 | probe_http_uncompressed_body_length 27
            /br     | {compression: br, fail_if_body_not_matches_regexp: ["packed world$"]}       | 1 | probe_http_uncompressed_body_length 33
            /       | {compression: br}                                                           | 0 | probe_http_status_code 200
            /       | {compression: gzip}                                                         | 0 | probe_http_status_code 200
            /       | {valid_http_versions: ["HTTP/2.0"]}                                         | 0 | probe_http_version 1.1
            /       | {fail_if_not_ssl: true}                                                     | 0 | probe_http_ssl 0
            /       | {fail_if_ssl: true}                                                         | 1 | probe_http_ssl 0
            /json   | {fail_if_body_json_matches_cel: "body.status == 'down'"}                    | 1 | probe_failed_due_to_cel 0
            /json   | {fail_if_body_json_not_matches_cel: "body.status == 'down'"}                | 0 | probe_failed_due_to_cel 1
            /json   | {fail_if_body_json_matches_cel: "body.status == 'ok'"}                      | 0 | probe_failed_due_to_cel 1
            /json   | {fail_if_body_not_matches_regexp: [ok], fail_if_body_json_not_matches_cel: "body.count > 2"} | 1 | probe_failed_due_to_cel 0
            /       | {fail_if_body_json_matches_cel: "body.status == 'down'"}                    | 0 | probe_failed_due_to_cel 1
            /auth   | {basic_auth: {username: u, password: p}}                                    | 1 | probe_http_status_code 200
            /auth   | {}                                                                          | 0 | probe_http_status_code 401
            /cookie | {}                                                                          | 1 | probe_http_redirects 1
            /moved  | {follow_redirects: false, valid_status_codes: [302]}                        | 1 | probe_http_uncompressed_body_length 0
            /moved  | {no_follow_redirects: true, valid_status_codes: [302], fail_if_body_not_matches_regexp: [gone]} | 1 | probe_http_redirects 1
            """)
    void http_isJudgedAsTheModuleDemands(String path, String http, int success, String line) throws Exception {
        Told told = probe("{prober: http, http: " + http + "}", "http://127.0.0.1:" + web + path, 5);

        assertThat(told.metrics()).as(told.log()).contains(line + "\n", "probe_success " + success + "\n");
    }

    @Test
    void http_asksTheFenceAgainAfterARedirect() throws Exception {
        Told told = probe("{prober: http}", "http://127.0.0.1:" + web + "/blocked", 5);

        assertThat(told.success()).isFalse();
        assertThat(told.log()).contains("reason=blocked", "msg=\"Received redirect\"");
        assertThat(told.metrics()).contains("probe_http_redirects 1\n", "probe_http_status_code 0\n");
    }

    @Test
    void http_asksAProxyForTheWholeUrlAndForATunnel() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        int proxy = await(vertx.createHttpServer()
                        .requestHandler(request -> {
                            asked.add(request.method() + " " + request.uri() + " "
                                    + request.getHeader("Proxy-Authorization") + " " + request.getHeader("Host"));
                            request.response().end("from the proxy");
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();
        String settings = "proxy_url: 'http://u:p@127.0.0.1:" + proxy + "', fail_if_body_not_matches_regexp: [proxy]";

        Told resolved = probe("{prober: http, http: {" + settings + "}}", "http://127.0.0.1:81/a?b", 5);
        Told left = probe(
                "{prober: http, http: {skip_resolve_phase_with_proxy: true, " + settings + "}}",
                "http://shop.example/",
                5);
        Told except = probe(
                "{prober: http, http: {no_proxy: '.example,127.0.0.0/8', " + settings + "}}",
                "http://127.0.0.1:" + web + "/",
                5);
        Told blocked = probe(
                "{prober: http, http: {skip_resolve_phase_with_proxy: true, " + settings + "}}", "http://10.1.2.3/", 5);

        assertThat(resolved.success()).as(resolved.log()).isTrue();
        assertThat(left.success()).as(left.log()).isTrue();
        assertThat(left.metrics()).doesNotContain("probe_ip_protocol").contains("phase=\"connect\"");
        assertThat(except.success()).as(except.log()).isFalse();
        assertThat(except.metrics()).contains("probe_http_status_code 200\n");
        assertThat(blocked.log()).contains("reason=blocked");
        assertThat(asked)
                .containsExactly(
                        "GET http://127.0.0.1:81/a?b Basic dTpw 127.0.0.1:81",
                        "GET http://shop.example:80/ Basic dTpw shop.example");
    }

    @Test
    void http_sendsWhatFilesAndSecretsHold() throws Exception {
        Path body = Files.writeString(home.resolve("body.json"), "{\"a\":1}");
        Path token = Files.writeString(home.resolve("token"), "t1\n");
        String http =
                "{method: PUT, body_file: '" + body + "', authorization: {type: Custom, credentials_file: '" + token
                        + "'}, http_headers: {X-A: {values: [one], secrets: [two], files: ['" + token
                        + "']}}, fail_if_body_not_matches_regexp: ['PUT Custom t1 .one, two, t1. ..a.:1.']}";

        Told told = probe("{prober: http, http: " + http + "}", "http://127.0.0.1:" + web + "/echo", 5);
        Files.delete(token);
        Told gone = probe("{prober: http, http: " + http + "}", "http://127.0.0.1:" + web + "/echo", 5);

        assertThat(told.success()).as(told.log()).isTrue();
        assertThat(gone.log()).contains("file " + token + " cannot be read").doesNotContain("t1");
    }

    @Test
    void tcp_comesFromTheSourceAddress() throws Exception {
        List<String> from = new CopyOnWriteArrayList<>();
        int port = await(vertx.createNetServer()
                        .connectHandler(socket -> {
                            from.add(socket.remoteAddress().hostAddress());
                            socket.end(Buffer.buffer("hello\n"));
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();

        Told told = probe(
                "{prober: tcp, tcp: {source_ip_address: 127.0.0.7, query_response: [{expect: hello}]}}",
                "127.0.0.1:" + port,
                5);
        Told wrong = probe("{prober: tcp, tcp: {source_ip_address: here}}", "127.0.0.1:" + port, 5);

        assertThat(told.success()).as(told.log()).isTrue();
        assertThat(from).containsExactly("127.0.0.7");
        assertThat(wrong.log()).contains("here (expected: an IPv4 or IPv6 address)");
    }

    @Test
    void http_getsATokenOnceAndSendsIt() throws Exception {
        AtomicInteger drawn = new AtomicInteger();
        int issuer = await(vertx.createHttpServer()
                        .requestHandler(request -> request.bodyHandler(body -> {
                            drawn.incrementAndGet();
                            boolean right = body.toString().contains("grant_type=client_credentials")
                                    && body.toString().contains("scope=a+b");
                            request.response()
                                    .putHeader("Content-Type", "application/json")
                                    .setStatusCode(right ? 200 : 400)
                                    .end("{\"access_token\":\"t0\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
                        }))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        ProbeModule module =
                ProberRig.module("{prober: http, http: {oauth2: {client_id: me, client_secret: hunter2, scopes: [a, b],"
                        + " token_url: 'http://127.0.0.1:" + issuer + "/token'}}}");

        Told first = rig.probe(module, "http://127.0.0.1:" + web + "/bearer", 5);
        Told second = rig.probe(module, "http://127.0.0.1:" + web + "/bearer", 5);

        assertThat(first.success()).as(first.log()).isTrue();
        assertThat(second.success()).as(second.log()).isTrue();
        assertThat(drawn).hasValue(1);
    }

    @Test
    void http_endsAtTheTimeout() throws Exception {
        Told told = probe("{prober: http}", "http://127.0.0.1:" + web + "/slow", 0.3);

        assertThat(told.success()).isFalse();
        assertThat(told.log()).contains("the timeout of 0.3 s passed", "while=\"waiting for the response head\"");
        assertThat(told.metrics())
                .contains("probe_http_duration_seconds{phase=\"connect\"}", "probe_timeout_seconds 0.3\n");
    }

    @Test
    void http_hasOnlyPhaseResolveIfTheNameIsNotResolved() throws Exception {
        Told told = probe("{prober: http}", "http://no-such-name.invalid/", 5);

        assertThat(told.metrics())
                .contains("probe_http_duration_seconds{phase=\"resolve\"}", "probe_ip_protocol 0\n")
                .doesNotContain("phase=\"connect\"");
    }

    @Test
    void tcp_takesTheDialogueLineByLineAndTellsLabels() throws Exception {
        int port = await(vertx.createNetServer()
                        .connectHandler(socket -> {
                            socket.write("220-hello\r\n220 mail.example ESMTP\r\n");
                            socket.handler(bytes -> socket.write(
                                    bytes.toString().equals("EHLO mail.example\n")
                                            ? "noise\n250 ok\n"
                                            : "500 what?\n"));
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();

        Told told = probe("""
                {prober: tcp, tcp: {query_response: [
                  {expect: "^220 ([^ ]+) (?P<kind>.*)$", labels: [{name: host, value: "${1}"}], send: "EHLO ${1}"},
                  {expect: "^(\\\\d+) ok$", labels: [{name: code, value: "<$1>"}]}]}}
                """, "127.0.0.1:" + port, 5);

        assertThat(told.metrics())
                .as(told.log())
                .contains("probe_expect_info{host=\"mail.example\"} 1\n", "probe_expect_info{code=\"<250>\"} 1\n")
                .contains("probe_success 1\n", "probe_failed_due_to_regex 0\n", "probe_failed_due_to_bytes 0\n");
    }

    @Test
    void tcp_failsByTheExpressionIfThePeerCloses() throws Exception {
        int port = await(vertx.createNetServer()
                        .connectHandler(socket -> socket.end(Buffer.buffer("hello\nbye")))
                        .listen(0, "127.0.0.1"))
                .actualPort();

        Told regex = probe("{prober: tcp, tcp: {query_response: [{expect: nothing}]}}", "127.0.0.1:" + port, 5);
        Told last = probe("{prober: tcp, tcp: {query_response: [{expect: bye}]}}", "127.0.0.1:" + port, 5);
        Told bytes =
                probe("{prober: tcp, tcp: {query_response: [{expect_bytes: !!binary AAA=}]}}", "127.0.0.1:" + port, 5);
        Told found =
                probe("{prober: tcp, tcp: {query_response: [{expect_bytes: \"lo\\nby\"}]}}", "127.0.0.1:" + port, 5);

        assertThat(regex.metrics()).contains("probe_failed_due_to_regex 1\n", "probe_success 0\n");
        assertThat(last.success()).as(last.log()).isTrue();
        assertThat(bytes.metrics()).contains("probe_failed_due_to_bytes 1\n", "probe_success 0\n");
        assertThat(found.success()).as(found.log()).isTrue();
    }

    @Test
    void tcp_hasNoDialoguesGaugesIfNotConnected() throws Exception {
        Told told = probe("{prober: tcp}", "127.0.0.1:1", 5);

        assertThat(told.log()).contains("reason=connect_refused");
        assertThat(told.metrics()).doesNotContain("probe_failed_due_to").contains("probe_ip_protocol 4\n");
    }

    @Test
    void unix_probesOnlySocketsThatAreAllowed() throws Exception {
        String path = home.resolve("app.sock").toString();
        await(vertx.createNetServer()
                .connectHandler(socket -> socket.write("ready\n"))
                .listen(SocketAddress.domainSocketAddress(path)));

        Told allowed = probe("{prober: unix, unix: {query_response: [{expect: ready}]}}", path, 5);
        Told denied = probe("{prober: unix}", "/run/other.sock", 5);

        assertThat(allowed.success()).as(allowed.log()).isTrue();
        assertThat(allowed.metrics()).doesNotContain("probe_ip_protocol");
        assertThat(denied.log()).contains("reason=blocked");
    }

    @Test
    void grpc_tellsWhatTheHealthServiceSays() throws Exception {
        Told serving = probe("{prober: grpc}", "127.0.0.1:" + web, 5);
        Told not = probe("{prober: grpc, grpc: {service: shop, metadata: {x-a: [b]}}}", "127.0.0.1:" + web, 5);
        Told refused = probe("{prober: grpc}", "127.0.0.1:1", 5);

        assertThat(serving.metrics())
                .as(serving.log())
                .contains("probe_grpc_healthcheck_response{serving_status=\"SERVING\"} 1\n", "probe_success 1\n")
                .contains("probe_grpc_healthcheck_response{serving_status=\"SERVICE_UNKNOWN\"} 0\n")
                .contains(
                        "probe_grpc_status_code 0\n",
                        "probe_grpc_ssl 0\n",
                        "probe_grpc_duration_seconds{phase=\"check\"}");
        assertThat(not.metrics())
                .contains("probe_grpc_healthcheck_response{serving_status=\"NOT_SERVING\"} 1\n", "probe_success 0\n");
        assertThat(refused.metrics()).contains("probe_grpc_status_code 14\n", "probe_success 0\n");
    }

    private Told probe(String module, String target, double seconds) throws InvalidConfigException {
        return rig.probe(module, target, seconds);
    }
}
