package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.TraceContext;
import dev.sonde.agent.probe.run.RunMark;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.util.AsciiString;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import java.util.Set;

/** The head of a request as HTTP/3 puts it (RFC 9114, 4.2 and 4.3). Pure. */
final class Http3Request {
    private static final Set<String> OF_CONNECTIONS =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "host");
    private static final String TE = "te";

    private Http3Request() {}

    static Http3Headers of(Request request, Line.Extras extras) {
        Http3Headers head = new DefaultHttp3Headers();
        head.method(AsciiString.of(request.method().name())); // Netty knows HEAD only so
        head.scheme("https");
        head.authority(request.hostHeader());
        head.path(request.url().target());
        request.headers().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean allowed =
                    !OF_CONNECTIONS.contains(lower) && (!lower.equals(TE) || value.equalsIgnoreCase("trailers"));
            if (allowed) {
                boolean isCookie = !extras.cookies().isEmpty() && lower.equals("cookie");
                head.add(lower, isCookie ? value + "; " + extras.cookies() : value);
            }
        });
        if (!extras.cookies().isEmpty() && !head.contains(HttpHeaderNames.COOKIE)) {
            head.add(HttpHeaderNames.COOKIE, extras.cookies());
        }
        Buffer body = request.body();
        if (body != null && !head.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            head.add(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length()));
        }
        if (extras.trace() != null) {
            head.set(
                    TraceContext.HEADER.toLowerCase(Locale.ROOT), extras.trace().traceparent());
        }
        if (extras.mark() != null) {
            head.set(RunMark.HEADER.toLowerCase(Locale.ROOT), extras.mark());
        }
        return head;
    }
}
