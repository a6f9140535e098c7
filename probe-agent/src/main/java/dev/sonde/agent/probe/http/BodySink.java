package dev.sonde.agent.probe.http;

import dev.sonde.agent.expect.Body;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Takes in a response body: counts it always, keeps it only where an expectation will look at it. One loop. */
final class BodySink {
    /** Of an answer that went wrong so much is kept for people, whether or not it will be judged. */
    private static final int SHOWN_BYTES = 2048;

    private final boolean keep;
    private final boolean good;
    private final long maxBytes;
    private long bytes;
    private @Nullable Buffer kept;

    /** @param good whether the answer's head looks well: then nobody wants to see what is not judged */
    BodySink(boolean keep, boolean good, long maxBytes) {
        this.keep = keep;
        this.good = good;
        this.maxBytes = maxBytes;
    }

    /** Takes a piece; false if the body is now over its limit. */
    boolean accept(Buffer piece) {
        bytes += piece.length();
        if (bytes > maxBytes) {
            return false;
        }
        if (keep) {
            kept = kept == null ? piece.copy() : kept.appendBuffer(piece);
        } else if (!good && (kept == null || kept.length() < SHOWN_BYTES)) {
            int missing = SHOWN_BYTES - (kept == null ? 0 : kept.length());
            Buffer part = piece.getBuffer(0, Math.min(missing, piece.length()));
            kept = kept == null ? part : kept.appendBuffer(part);
        }
        return true;
    }

    /** Bytes so far, kept or not. */
    long bytes() {
        return bytes;
    }

    /** What was kept, as it came. */
    byte[] kept() {
        return kept == null ? new byte[0] : kept.getBytes();
    }

    /** What was kept, if it did not come packed. */
    Body body(HttpClientResponse response) {
        return kept == null ? Body.EMPTY : body(response, kept.getBytes());
    }

    /** What came packed. */
    Body body(HttpClientResponse response, byte[] unpacked) {
        return new Body(unpacked, header(response, HttpHeaders.CONTENT_TYPE), "", maxBytes);
    }

    private static String header(HttpClientResponse response, CharSequence name) {
        String value = response.headers().get(name);
        return value == null ? "" : value;
    }
}
