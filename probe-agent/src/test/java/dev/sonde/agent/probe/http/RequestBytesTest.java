package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.TraceContext;
import dev.sonde.agent.probe.http.Line.Extras;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestBytesTest {
    private static final Extras NOTHING = new Extras("", null, null, false);

    private static String sent(String url, MultiMap headers, @Nullable String body, Extras extras) {
        Url to = Url.parse(url);
        Request request = new Request(
                to,
                HttpMethod.POST,
                Request.authorityOf(to),
                headers,
                body == null ? null : Buffer.buffer(body),
                Set.of(),
                false);
        ByteBuf bytes = RequestBytes.of(request, extras, UnpooledByteBufAllocator.DEFAULT);
        try {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        } finally {
            bytes.release();
        }
    }

    @Test
    void request_hasHostHeadersLengthAndBody() {
        MultiMap headers = HttpHeaders.headers().add("X-Team", "payments").add("X-Team", "orders");

        assertThat(sent("https://shop.test/a?b=c", headers, "hello", NOTHING))
                .isEqualTo("POST /a?b=c HTTP/1.1\r\nhost: shop.test\r\nX-Team: payments\r\nX-Team: orders\r\n"
                        + "connection: close\r\ncontent-length: 5\r\n\r\nhello");
        assertThat(sent("http://[::1]:8080/", HttpHeaders.headers(), null, NOTHING))
                .isEqualTo("POST / HTTP/1.1\r\nhost: [::1]:8080\r\nconnection: close\r\n\r\n");
    }

    @Test
    void cookiesOfTheRun_comeBehindTheRequestsOwn() {
        Extras cookies = new Extras("a=1", null, null, true);

        assertThat(sent("http://shop.test/", HttpHeaders.headers().add("Cookie", "b=2"), null, cookies))
                .contains("\r\nCookie: b=2; a=1\r\n")
                .doesNotContain("connection");
        assertThat(sent("http://shop.test/", HttpHeaders.headers(), null, cookies))
                .contains("\r\ncookie: a=1\r\n");
    }

    @Test
    void whatTheCheckSaysItself_isNotSaidAgain() {
        MultiMap headers = HttpHeaders.headers().add("Connection", "upgrade").add("Content-Length", "5");

        assertThat(sent("http://shop.test/", headers, "hello", NOTHING))
                .isEqualTo(
                        "POST / HTTP/1.1\r\nhost: shop.test\r\nConnection: upgrade\r\nContent-Length: 5\r\n\r\nhello");
    }

    @Test
    void bodyThatIsToBeChunked_isOneChunk() {
        MultiMap headers = HttpHeaders.headers().add("Transfer-Encoding", "chunked");

        assertThat(sent("http://shop.test/", headers, "hello, world!", NOTHING))
                .endsWith("connection: close\r\n\r\nd\r\nhello, world!\r\n0\r\n\r\n");
        assertThat(sent("http://shop.test/", headers, "", NOTHING)).endsWith("\r\n\r\n0\r\n\r\n");
    }

    @Test
    void traceAndMark_areSentWhereTheyAreGiven() {
        TraceContext trace = TraceContext.draw(true);

        String sent = sent("http://shop.test/", HttpHeaders.headers(), null, new Extras("", trace, "on-demand", false));

        assertThat(sent).containsPattern("\r\ntraceparent: 00-" + trace.traceId() + "-[0-9a-f]{16}-01\r\n");
        assertThat(sent).contains("\r\nSonde-Run: on-demand\r\n");
    }
}
