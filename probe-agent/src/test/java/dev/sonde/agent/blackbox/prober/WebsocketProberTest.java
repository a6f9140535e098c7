package dev.sonde.agent.blackbox.prober;

import static dev.sonde.agent.blackbox.prober.ProberRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.blackbox.prober.ProberRig.Told;
import dev.sonde.contract.yaml.InvalidConfigException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebsocketProberTest {
    @TempDir
    private Path home;

    private ProberRig rig;
    private Vertx vertx;
    private int web;

    @BeforeEach
    void start() {
        rig = ProberRig.start(home);
        vertx = rig.vertx();
        web = await(vertx.createHttpServer()
                        .webSocketHandler(socket -> {
                            socket.writeTextMessage("welcome 7");
                            socket.textMessageHandler(text -> socket.writeTextMessage("you said " + text));
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void websocket_exchangesMessages() throws Exception {
        Told told = probe("""
                {prober: websocket, websocket: {headers: {X-A: {values: [b]}}, query_response: [
                  {expect: "welcome ([0-9]+)", send: "number ${1}"}, {expect: "you said number 7"}]}}
                """, "ws://127.0.0.1:" + web + "/chat", 5);
        Told silent = probe(
                "{prober: websocket, websocket: {query_response: [{expect: never}]}}",
                "ws://127.0.0.1:" + web + "/",
                0.3);
        Told refused = probe("{prober: websocket}", "http://127.0.0.1:1/", 5);

        assertThat(told.metrics())
                .as(told.log())
                .contains("probe_websocket_connection_upgraded 1\n", "probe_websocket_status_code 101\n")
                .contains("probe_success 1\n", "probe_websocket_duration_seconds{phase=\"transfer\"}");
        assertThat(silent.log()).contains("the timeout of 0.3 s passed");
        assertThat(refused.metrics()).contains("probe_websocket_connection_upgraded 0\n", "probe_success 0\n");
    }

    @Test
    void websocket_goesThroughTheProxyThatTheModuleNames() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        int proxy = proxy(asked);
        String settings = "http_config: {proxy_url: 'http://u:p@127.0.0.1:" + proxy
                + "', proxy_connect_header: {X-Team: [shop]}}, query_response: [{expect: welcome}]";

        Told led = probe("{prober: websocket, websocket: {" + settings + "}}", "ws://127.0.0.1:" + web + "/chat", 5);
        Told except = probe(
                "{prober: websocket, websocket: {"
                        + settings.replace("proxy_connect", "no_proxy: '127.0.0.0/8', proxy_connect") + "}}",
                "ws://127.0.0.1:" + web + "/chat",
                5);
        Told blocked = probe("{prober: websocket, websocket: {" + settings + "}}", "ws://10.1.2.3/", 5);

        assertThat(led.success()).as(led.log()).isTrue();
        assertThat(except.success()).as(except.log()).isTrue();
        assertThat(blocked.log()).contains("reason=blocked");
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0))
                .startsWith("CONNECT 127.0.0.1:" + web + " HTTP/1.1\r\n")
                .contains("Proxy-Authorization: Basic dTpw\r\n", "X-Team: shop\r\n");
    }

    /** Leads on to whoever is asked for. */
    private int proxy(List<String> asked) {
        return await(vertx.createNetServer()
                        .connectHandler(socket -> socket.handler(head -> {
                            asked.add(head.toString());
                            int port = Integer.parseInt(
                                    head.toString().replaceAll("(?s)^CONNECT [^:]+:([0-9]+) .*", "$1"));
                            socket.pause();
                            vertx.createNetClient().connect(port, "127.0.0.1").onSuccess(behind -> {
                                socket.write("HTTP/1.1 200 OK\r\n\r\n");
                                socket.handler(behind::write);
                                behind.handler(socket::write);
                                socket.resume();
                            });
                        }))
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    @Test
    void websocket_proxyOfAnotherSchemeIsAClearFailure() throws Exception {
        Told told = probe(
                "{prober: websocket, websocket: {http_config: {proxy_url: 'socks5://127.0.0.1:1'}}}",
                "ws://127.0.0.1:" + web + "/",
                5);

        assertThat(told.log()).contains("proxy of scheme socks5 is not supported (expected: http)");
    }

    @Test
    void websocket_getsATokenAndSendsIt() throws Exception {
        int issuer = await(vertx.createHttpServer()
                        .requestHandler(request -> request.response()
                                .putHeader("Content-Type", "application/json")
                                .end("{\"access_token\":\"t0\",\"token_type\":\"Bearer\",\"expires_in\":3600}"))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        List<String> sent = new CopyOnWriteArrayList<>();
        int server = await(vertx.createHttpServer()
                        .webSocketHandler(socket -> sent.add(socket.headers().get("Authorization")))
                        .listen(0, "127.0.0.1"))
                .actualPort();

        Told told = probe(
                "{prober: websocket, websocket: {http_config: {oauth2: {client_id: me, client_secret: hunter2, token_url:"
                        + " 'http://127.0.0.1:" + issuer + "/token'}}}}",
                "ws://127.0.0.1:" + server + "/",
                5);

        assertThat(told.success()).as(told.log()).isTrue();
        assertThat(sent).containsExactly("Bearer t0");
    }

    @Test
    void websocket_endsIfThePeerPingsWithoutEndAndTellsOfTheExpressionNotMet() throws Exception {
        int server = await(vertx.createHttpServer()
                        .webSocketHandler(socket -> {
                            socket.writeTextMessage("something else");
                            for (int i = 0; i < 1001; i++) {
                                socket.writePing(Buffer.buffer("are you there?"));
                            }
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();

        Told told = probe(
                "{prober: websocket, websocket: {query_response: [{expect: never}]}}",
                "ws://127.0.0.1:" + server + "/",
                5);

        assertThat(told.log()).contains("more than 1000 pings");
        assertThat(told.metrics())
                .as("what came did not match")
                .contains("probe_websocket_failed_due_to_regex 1\n", "probe_websocket_connection_upgraded 1\n");
    }

    private Told probe(String module, String target, double seconds) throws InvalidConfigException {
        return rig.probe(module, target, seconds);
    }
}
