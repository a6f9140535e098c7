package dev.sonde.agent.blackbox.prober;

import static dev.sonde.agent.blackbox.prober.ProberRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.blackbox.prober.ProberRig.Told;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TestAuthority.Identity;
import dev.sonde.contract.yaml.InvalidConfigException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecuredProbersTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();

    /** A record A of a.test, with room for its length and the question's number. */
    private static final String DNS_ANSWER = "0000"
            + "00008180000100010000000001610474657374000001 0001c00c000100010000003c00040a010203".replace(" ", "");

    @TempDir
    private Path home;

    private ProberRig rig;
    private Vertx vertx;

    @BeforeEach
    void start() {
        rig = ProberRig.start(home);
        vertx = rig.vertx();
    }

    private NetServerOptions secured(Identity identity) {
        return new NetServerOptions().setKeyCertOptions(pem(identity));
    }

    private PemKeyCertOptions pem(Identity identity) {
        return new PemKeyCertOptions()
                .addCertPath(
                        identity.writeCertificate(home.resolve("server.pem")).toString())
                .addKeyPath(identity.writeKey(home.resolve("server.key")).toString());
    }

    private Path ca() {
        return AUTHORITY.writeTo(home.resolve("ca.pem"));
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void dns_overTlsVerifiesTheServer() throws Exception {
        Identity identity = AUTHORITY.identity("dns.test");
        List<Integer> asked = new CopyOnWriteArrayList<>();
        int port = await(vertx.createNetServer(secured(identity).setSsl(true))
                        .connectHandler(socket -> socket.handler(query -> {
                            asked.add(query.getUnsignedShort(0));
                            Buffer answer = Buffer.buffer(HexFormat.of().parseHex(DNS_ANSWER));
                            socket.write(answer.setShort(0, (short) (answer.length() - 2))
                                    .setShort(2, query.getShort(2)));
                        }))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        String dns =
                "transport_protocol: tcp, dns_over_tls: true, query_name: a.test, query_type: A, tls_config: {ca_file: '"
                        + ca() + "', server_name: %s}";

        Told right = probe("{prober: dns, dns: {" + dns.formatted("dns.test") + "}}", "127.0.0.1:" + port, 5);
        Told wrong = probe("{prober: dns, dns: {" + dns.formatted("other.test") + "}}", "127.0.0.1:" + port, 5);
        Told udp = probe("{prober: dns, dns: {query_name: a.test, dns_over_tls: true}}", "127.0.0.1:" + port, 5);

        assertThat(right.metrics())
                .as(right.log())
                .contains("probe_success 1\n", "probe_dns_answer_rrs 1\n", "probe_dns_query_succeeded 1\n");
        assertThat(wrong.metrics()).contains("probe_success 0\n", "probe_dns_query_succeeded 0\n");
        assertThat(wrong.log()).contains("reason=tls_certificate");
        assertThat(udp.log()).contains("dns_over_tls needs TCP");
        assertThat(asked).hasSize(1);
    }

    @Test
    void unix_speaksTlsFromTheStartAndOnTheWay() throws Exception {
        Identity identity = AUTHORITY.identity("app.test");
        String secure = home.resolve("secure.sock").toString();
        await(vertx.createNetServer(secured(identity).setSsl(true))
                .connectHandler(socket -> socket.write("ready\n"))
                .listen(SocketAddress.domainSocketAddress(secure)));
        String later = home.resolve("later.sock").toString();
        await(vertx.createNetServer(secured(identity))
                .connectHandler(socket -> {
                    socket.write("hello\n");
                    socket.handler(go -> socket.write("ok\n")
                            .compose(written -> socket.upgradeToSsl())
                            .onSuccess(up -> socket.write("ready\n")));
                })
                .listen(SocketAddress.domainSocketAddress(later)));
        String tls = "tls_config: {ca_file: '" + ca() + "', server_name: %s}";

        Told begun = probe(
                "{prober: unix, unix: {tls: true, " + tls.formatted("app.test")
                        + ", query_response: [{expect: ready}]}}",
                secure,
                5);
        Told wrong = probe("{prober: unix, unix: {tls: true, " + tls.formatted("other.test") + "}}", secure, 5);
        Told unnamed = probe("{prober: unix, unix: {tls: true}}", secure, 5);
        Told started = probe(
                "{prober: unix, unix: {" + tls.formatted("app.test")
                        + ", query_response: [{expect: hello, send: go}, {expect: ok, starttls: true}, {expect: ready}]}}",
                later,
                5);

        assertThat(begun.metrics())
                .as(begun.log())
                .contains("probe_success 1\n", "probe_tls_version_info{version=\"TLS 1.3\"} 1\n")
                .contains("probe_ssl_earliest_cert_expiry ", "probe_ssl_last_chain_info{", "serialnumber=\"");
        assertThat(wrong.success()).as(wrong.log()).isFalse();
        assertThat(wrong.log()).contains("reason=tls_certificate");
        assertThat(unnamed.log()).contains("expected=tls_config.server_name");
        assertThat(started.metrics()).as(started.log()).contains("probe_success 1\n", "probe_tls_version_info{");
    }

    @Test
    void http_tellsOfTlsWhatNewerVersionsTell() throws Exception {
        Identity identity = AUTHORITY.identity("web.test", "127.0.0.1");
        int port = await(vertx.createHttpServer(new HttpServerOptions()
                                .setSsl(true)
                                .setUseAlpn(true)
                                .setKeyCertOptions(pem(identity)))
                        .requestHandler(request -> request.response().end("hello"))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        String tls = "{prober: http, http: {tls_config: {ca_file: '" + ca() + "'%s}}}";

        Told newest = probe(tls.formatted(""), "https://127.0.0.1:" + port + "/", 5);
        Told older = probe(tls.formatted(", max_version: TLS12"), "https://127.0.0.1:" + port + "/", 5);
        Told first = probe(
                tls.replace("}}}", "}, enable_http2: false}}").formatted(""), "https://127.0.0.1:" + port + "/", 5);

        assertThat(newest.metrics())
                .as(newest.log())
                .contains(
                        "probe_http_version 2\n",
                        "probe_http_ssl 1\n",
                        "probe_tls_version_info{version=\"TLS 1.3\"} 1\n")
                .containsPattern("probe_tls_cipher_info\\{cipher=\"TLS_[A-Z0-9_]+\"} 1\n")
                .containsPattern(
                        "probe_ssl_last_chain_info\\{fingerprint_sha256=\"[0-9a-f]{64}\",issuer=\"CN=Test Authority\","
                                + "serialnumber=\"[0-9a-f]+\",subject=\"CN=web.test\",subjectalternative=\"web.test\"} 1\n")
                .contains("probe_ssl_earliest_cert_expiry ", "probe_ssl_last_chain_expiry_timestamp_seconds ");
        assertThat(older.metrics()).contains("probe_tls_version_info{version=\"TLS 1.2\"} 1\n");
        assertThat(first.metrics()).contains("probe_http_version 1.1\n", "probe_success 1\n");
    }

    @Test
    void grpc_overTlsTellsOfItWithoutTheChainsEnd() throws Exception {
        Identity identity = AUTHORITY.identity("web.test", "127.0.0.1");
        List<String> sent = new CopyOnWriteArrayList<>();
        int port = await(vertx.createHttpServer(new HttpServerOptions()
                                .setSsl(true)
                                .setUseAlpn(true)
                                .setKeyCertOptions(pem(identity)))
                        .requestHandler(request -> request.bodyHandler(body -> {
                            sent.add(request.headers().getAll("x-team").toString());
                            request.response()
                                    .putHeader("content-type", "application/grpc")
                                    .putTrailer("grpc-status", "0")
                                    .end(Buffer.buffer(new byte[] {0, 0, 0, 0, 2, 8, 1}));
                        }))
                        .listen(0, "127.0.0.1"))
                .actualPort();

        Told told = probe(
                "{prober: grpc, grpc: {tls: true, metadata: {X-Team: [a, b]}, tls_config: {ca_file: '" + ca() + "'}}}",
                "127.0.0.1:" + port,
                5);

        assertThat(told.metrics())
                .as(told.log())
                .contains("probe_grpc_ssl 1\n", "probe_success 1\n", "probe_tls_version_info{version=\"TLS 1.3\"} 1\n")
                .contains("probe_ssl_earliest_cert_expiry ", "probe_ssl_last_chain_info{")
                .doesNotContain("probe_ssl_last_chain_expiry", "probe_tls_cipher_info");
        assertThat(sent).containsExactly("[a, b]");
    }

    private Told probe(String module, String target, double seconds) throws InvalidConfigException {
        return rig.probe(module, target, seconds);
    }
}
