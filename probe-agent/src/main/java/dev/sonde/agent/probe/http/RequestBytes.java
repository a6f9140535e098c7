package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.TraceContext;
import dev.sonde.agent.probe.run.RunMark;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;

/** A request as HTTP/1.1 puts it on the wire (RFC 9112). Pure. */
final class RequestBytes {
    private static final int USUAL_BYTES = 384;

    private RequestBytes() {}

    /**
     * The whole of it, to be released by whoever sends it.
     *
     * @param memory gives the room for it, best such that a socket need not copy it
     */
    static ByteBuf of(Request request, Line.Extras extras, ByteBufAllocator memory) {
        Buffer body = request.body();
        MultiMap headers = request.headers();
        boolean chunked = body != null && isChunked(headers);
        ByteBuf out = memory.ioBuffer(USUAL_BYTES + (body == null ? 0 : body.length()));
        text(out, request.method().name());
        out.writeByte(' ');
        text(out, request.url().target());
        text(out, " HTTP/1.1\r\n");
        header(out, "host", request.hostHeader());
        headers.forEach((name, value) -> {
            boolean isCookie = !extras.cookies().isEmpty() && name.equalsIgnoreCase("cookie");
            header(out, name, isCookie ? value + "; " + extras.cookies() : value);
        });
        if (!extras.cookies().isEmpty() && !headers.contains(HttpHeaderNames.COOKIE)) {
            header(out, "cookie", extras.cookies());
        }
        if (!extras.keep() && !headers.contains(HttpHeaderNames.CONNECTION)) {
            header(out, "connection", "close");
        }
        if (body != null && !chunked && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            header(out, "content-length", Integer.toString(body.length()));
        }
        TraceContext trace = extras.trace();
        if (trace != null) {
            text(out, TraceContext.HEADER);
            out.writeByte(':').writeByte(' ');
            trace.write(out);
            out.writeByte('\r').writeByte('\n');
        }
        if (extras.mark() != null) {
            header(out, RunMark.HEADER, extras.mark());
        }
        text(out, "\r\n");
        if (body != null) {
            body(out, body, chunked);
        }
        return out;
    }

    private static boolean isChunked(MultiMap headers) {
        String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        return coding != null && coding.toLowerCase(Locale.ROOT).contains(HttpHeaderValues.CHUNKED);
    }

    private static void body(ByteBuf out, Buffer body, boolean chunked) {
        byte[] bytes = body.getBytes();
        if (!chunked) {
            out.writeBytes(bytes);
            return;
        }
        if (bytes.length > 0) {
            text(out, Integer.toHexString(bytes.length) + "\r\n");
            out.writeBytes(bytes);
            text(out, "\r\n");
        }
        text(out, "0\r\n\r\n");
    }

    private static void header(ByteBuf out, CharSequence name, String value) {
        text(out, name);
        out.writeByte(':').writeByte(' ');
        text(out, value);
        out.writeByte('\r').writeByte('\n');
    }

    /** One byte per character; what has none is sent as a question mark, as every HTTP/1.1 client of ours did. */
    private static void text(ByteBuf out, CharSequence text) {
        ByteBufUtil.writeAscii(out, text);
    }
}
