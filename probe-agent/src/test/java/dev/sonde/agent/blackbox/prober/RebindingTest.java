package dev.sonde.agent.blackbox.prober;

import static dev.sonde.agent.blackbox.prober.ProberRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.blackbox.prober.ProberRig.Told;
import dev.sonde.agent.target.DnsTarget;
import io.vertx.core.Vertx;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that lead elsewhere the second time: 127.0.0.1 may be probed, 127.0.0.2, where the same server listens, may not. */
class RebindingTest {
    @TempDir
    private Path home;

    private final DnsTarget dns = new DnsTarget();
    private final AtomicInteger inside = new AtomicInteger();
    private ProberRig rig;
    private Vertx vertx;
    private int web;

    @BeforeEach
    void start() {
        rig = ProberRig.start(home, dns.address(), "127.0.0.1");
        vertx = rig.vertx();
        web = await(vertx.createHttpServer()
                        .requestHandler(request -> {
                            String query = request.query();
                            if (query != null) {
                                dns.address("fickle.test", "127.0.0.2");
                                request.response()
                                        .setStatusCode(302)
                                        .putHeader("Location", URLDecoder.decode(query, StandardCharsets.UTF_8));
                            }
                            request.response().end();
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();
        await(vertx.createNetServer()
                .connectHandler(socket -> {
                    inside.incrementAndGet();
                    socket.close();
                })
                .listen(web, "127.0.0.2"));
        dns.address("fickle.test", "127.0.0.1")
                .address("steady.test", "127.0.0.1")
                .address("wiki.denied.test", "127.0.0.1");
    }

    @AfterEach
    void stop() {
        rig.close();
        dns.close();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            http,      http://fickle.test:%d/
            tcp,       fickle.test:%d
            grpc,      fickle.test:%d
            websocket, ws://fickle.test:%d/
            dns,       fickle.test:%d
            icmp,      fickle.test
            """)
    void address_isJudgedAnewForEveryProbe(String prober, String target) throws Exception {
        String module = prober.equals("dns")
                ? "{prober: dns, dns: {query_name: a, transport_protocol: tcp}}"
                : "{prober: " + prober + "}";
        Told first = rig.probe(module, target.formatted(web), 2);
        dns.address("fickle.test", "127.0.0.2");

        Told second = rig.probe(module, target.formatted(web), 2);

        assertThat(first.log()).doesNotContain("blocked");
        assertThat(second.log()).contains("fickle.test: address 127.0.0.2 may not be probed", "reason=blocked");
        assertThat(second.success()).isFalse();
        assertThat(inside).hasValue(0);
    }

    /** After the first answer fickle.test means 127.0.0.2. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            steady.test, http://fickle.test:%d/,          1, fickle.test: address 127.0.0.2 may not be probed
            steady.test, http://127.0.0.2:%d/,            1, 127.0.0.2 may not be probed
            steady.test, 'http://[::ffff:127.0.0.2]:%d/', 1, ::ffff:127.0.0.2 may not be probed
            steady.test, http://wiki.denied.test:%d/,     1, wiki.denied.test may not be probed
            fickle.test, http://steady.test:%1$d/?http://fickle.test:%1$d/, 2, fickle.test: address 127.0.0.2 may not be probed
            """)
    void redirect_isJudgedOnEveryHop(String first, String location, int redirects, String why) throws Exception {
        Told told = rig.probe("{prober: http}", "http://" + first + ":" + web + "/?" + location.formatted(web), 5);

        assertThat(told.log()).contains(why, "reason=blocked");
        assertThat(told.metrics()).contains("probe_http_redirects " + redirects + "\n", "probe_success 0\n");
        assertThat(inside).hasValue(0);
    }

    /** What was judged is what is dialled, though a lookup in between would lead elsewhere. */
    @Test
    void redirect_withinAHostStaysAtTheAddressThatWasJudged() throws Exception {
        Told told = rig.probe("{prober: http}", "http://fickle.test:" + web + "/?/next", 5);

        assertThat(told.success()).as(told.log()).isTrue();
        assertThat(inside).hasValue(0);
    }

    @Test
    void addresses_ofANameAreSortedOut() throws Exception {
        dns.address("both.test", "127.0.0.2", "127.0.0.1");

        Told told = rig.probe("{prober: http}", "http://both.test:" + web + "/", 5);

        assertThat(told.success()).as(told.log()).isTrue();
        assertThat(inside).hasValue(0);
    }
}
