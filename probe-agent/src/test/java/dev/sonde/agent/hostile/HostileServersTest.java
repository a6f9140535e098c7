package dev.sonde.agent.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.target.TcpTarget;
import dev.sonde.agent.target.TestAuthority;
import dev.sonde.agent.target.TlsConversation;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.CertificateExpectation;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.HeaderMatch;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Compression;
import dev.sonde.contract.check.HttpTarget.Redirects;
import dev.sonde.contract.check.HttpTargetBuilder;
import dev.sonde.contract.check.JsonMatch;
import dev.sonde.contract.check.JsonMatch.Comparison;
import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.TextMatch;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.secret.SecretText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP servers that mean harm, to checks with every kind of expectation. */
class HostileServersTest {
    private static final String KEY = "k3y-".repeat(500);

    /** Needs a thousand steps for each character that is no z. */
    private static final String COSTLY = "[^z]{0,1000}z";

    @TempDir
    Path directory;

    Attack attack;

    @BeforeEach
    void open() {
        attack = new Attack(directory, Map.of("SONDE_KEY", KEY));
    }

    @AfterEach
    void close() {
        attack.close();
    }

    @Test
    void heads_withoutEnd() {
        for (var server : List.of(
                Attack.endless("HTTP/1.1 200 OK\r\n", i -> "X-H" + i + ": " + "v".repeat(100) + "\r\n"),
                Attack.endless("HTTP/1.1 200 OK\r\nX-H: ", i -> "v".repeat(1000)))) {
            assertThat(attack.by(server, target -> get(target).build(), FailureReason.TOO_LARGE, 4))
                    .isEqualTo("response head: longer than 65536 bytes (expected: at most that)");
        }
    }

    @Test
    void interimAnswers_withoutEnd() {
        attack.by(
                Attack.endless("", i -> "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
                target -> get(target).build(),
                FailureReason.PROTOCOL,
                16);
    }

    @Test
    void bodies_withoutEnd() {
        for (HttpExpectation expect : List.of(HttpExpectation.DEFAULT, expecting("never"))) {
            attack.by(
                    Attack.endless("HTTP/1.1 200 OK\r\n\r\n", i -> "x".repeat(1000)),
                    target -> get(target).maxBodyBytes(2_000_000).expect(expect).build(),
                    FailureReason.TOO_LARGE,
                    32);
            attack.by(
                    Attack.endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", i -> "1\r\nx\r\n"),
                    target -> get(target).maxBodyBytes(100_000).expect(expect).build(),
                    FailureReason.TOO_LARGE,
                    100);
        }
    }

    @Test
    void pieces_ofOneByteWithoutEnd() {
        attack.within(Duration.ofSeconds(2))
                .by(
                        Attack.endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", i -> "1\r\nx\r\n"),
                        target -> get(target).build(),
                        FailureReason.TIMEOUT,
                        200);
    }

    @Test
    void bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 200; i++) {
                gzip.write(new byte[1_000_000]);
            }
        }
        attack.by(
                Attack.answering(head("Content-Encoding: gzip", packed.size()), packed.toByteArray()),
                target -> get(target)
                        .compression(Compression.GZIP)
                        .maxBodyBytes(2_000_000)
                        .expect(expecting("never"))
                        .build(),
                FailureReason.TOO_LARGE,
                16);
    }

    @Test
    void longBodies_againstEveryKindOfExpectation() {
        String text = "{\"items\":[" + "{\"name\":\"x\",\"n\":1},".repeat(110_000) + "{}]}";
        List<BodyExpectation> kinds = List.of(
                BodyExpectation.of(List.of(new TextMatch.Matches("(x+x+)+y"))),
                BodyExpectation.of(List.of(new TextMatch.Matches("name\":.{0,50}z"))),
                BodyExpectation.of(List.of(new TextMatch.Contains("never"))),
                new BodyExpectation(
                        List.of(), List.of(new JsonMatch(new JsonPath("$.items[5].n"), Comparison.EQUALS, "2")), null),
                new BodyExpectation(List.of(), List.of(), "json.items[5].n == 2.0"),
                new BodyExpectation(List.of(), List.of(), "body.matches('name\":.{0,50}z')"));
        for (BodyExpectation kind : kinds) {
            for (int length : List.of(4 * 1024, 64 * 1024, 2_000_000)) {
                attack.by(
                        Attack.answering(
                                head("X: y", length), text.substring(0, length).getBytes(StandardCharsets.US_ASCII)),
                        target -> get(target)
                                .expect(HttpExpectation.DEFAULT.withBody(kind))
                                .build(),
                        FailureReason.ASSERTION,
                        100);
            }
        }
    }

    @Test
    void costlyExpressions() {
        String text = "\"" + "x".repeat(4_000) + "\"";
        TextMatch costly = new TextMatch.Matches(COSTLY);
        List<BodyExpectation> kinds = List.of(
                BodyExpectation.of(List.of(costly)),
                new BodyExpectation(
                        List.of(), List.of(new JsonMatch(new JsonPath("$"), Comparison.MATCHES, COSTLY)), null),
                new BodyExpectation(List.of(), List.of(), "json.matches('" + COSTLY + "')"));
        for (BodyExpectation kind : kinds) {
            attack.by(
                    TcpTarget.answering(TcpTarget.ok(text)),
                    target -> get(target)
                            .expect(HttpExpectation.DEFAULT.withBody(kind))
                            .build(),
                    FailureReason.ASSERTION,
                    32);
        }
        attack.by(
                TcpTarget.answering(TcpTarget.response("200 OK", "X-H: " + "x".repeat(10_000) + "\r\n", "")),
                target -> get(target)
                        .expect(HttpExpectation.DEFAULT.withHeaders(List.of(new HeaderMatch("X-H", costly))))
                        .build(),
                FailureReason.ASSERTION,
                32);
    }

    @Test
    void bodies_thatLookLikeCutSecrets() {
        for (String text : List.of("…".repeat(600_000), (KEY.substring(0, 1900) + "…").repeat(1000))) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            attack.by(
                    Attack.answering(head("X: y", bytes.length), bytes),
                    target -> get(target)
                            .auth(new Auth.Bearer(new SecretText("${env:SONDE_KEY}")))
                            .expect(expecting("never"))
                            .build(),
                    FailureReason.ASSERTION,
                    64);
        }
    }

    @Test
    void redirects_withoutEnd() {
        for (String rest : List.of("?" + "q".repeat(50_000), "\"".repeat(50_000))) {
            attack.by(
                    redirecting(rest, ""),
                    target -> get(target).redirects(new Redirects(true, 10)).build(),
                    FailureReason.REDIRECT,
                    64);
        }
    }

    @Test
    void cookies_byTheThousand() {
        String many = IntStream.range(0, 3000)
                .mapToObj(i -> "Set-Cookie: c" + i + "=" + i + "\r\n")
                .collect(Collectors.joining());
        String dates = ("Set-Cookie: a=b" + ";expires=x".repeat(400) + "\r\n").repeat(14);
        for (String lines : List.of(many, dates)) {
            attack.by(redirecting("", lines), target -> get(target).build(), FailureReason.REDIRECT, 250);
        }
    }

    @Test
    void headers_byTheThousand() {
        String alike = "a: b\r\n".repeat(10_000);
        String different =
                IntStream.range(0, 5_000).mapToObj(i -> "h" + i + ": b\r\n").collect(Collectors.joining());
        for (String lines : List.of(alike, different, "Content-Encoding: " + "gzip,".repeat(12_000) + "\r\n")) {
            attack.by(
                    TcpTarget.answering(TcpTarget.response("200 OK", lines, "ok")),
                    target -> get(target)
                            .expect(HttpExpectation.DEFAULT.withBody(
                                    new BodyExpectation(List.of(), List.of(), "headers['a'] == 'c'")))
                            .build(),
                    lines.startsWith("Content") ? FailureReason.PROTOCOL : FailureReason.ASSERTION,
                    64);
        }
    }

    @Test
    void certificate_ofThousandsOfNames() {
        String[] names = IntStream.range(0, 2500)
                .mapToObj(i -> i == 0 ? "shop.test" : "name-" + i + ".test")
                .toArray(String[]::new);
        TestAuthority authority = new TestAuthority();
        String roots = authority.writeTo(directory.resolve("ca.pem")).toString();
        TestAuthority.Identity huge = authority.identity(names);
        String detail = attack.by(
                new TlsConversation(huge, TcpTarget.answering(TcpTarget.ok("fine"))),
                target -> HttpTarget.get(URI.create("https://shop.test:" + target.port() + "/")).toBuilder()
                        .tls(new Tls(roots, null, true))
                        .expect(HttpExpectation.DEFAULT.withCommon(new Expectation(
                                new CertificateExpectation(-1, -1, COSTLY, null), null, null, Map.of())))
                        .build(),
                FailureReason.TLS_CERTIFICATE,
                64);
        assertThat(detail).startsWith("certificate name: ").endsWith(" (expected: to match '" + COSTLY + "')");
    }

    private static TcpTarget.Conversation redirecting(String rest, String lines) {
        return socket -> {
            TcpTarget.readHead(socket.getInputStream());
            Attack.write(
                    socket,
                    TcpTarget.response("302 Found", "Location: /" + System.nanoTime() + rest + "\r\n" + lines, ""));
            TcpTarget.awaitClose(socket);
        };
    }

    private static HttpTargetBuilder get(TcpTarget target) {
        return HttpTarget.get(URI.create("http://shop.test:" + target.port() + "/")).toBuilder();
    }

    private static HttpExpectation expecting(String contained) {
        return HttpExpectation.DEFAULT.withBody(BodyExpectation.of(List.of(new TextMatch.Contains(contained))));
    }

    private static String head(String header, int length) {
        return "HTTP/1.1 200 OK\r\n" + header + "\r\nContent-Length: " + length + "\r\n\r\n";
    }
}
