package dev.sonde.agent.probe.http;

import dev.sonde.agent.expect.Body;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Takes in a response body: counts it always, keeps it only where an expectation will look at it. One loop. */
final class BodySink {
    /** Of an answer that went wrong so much is kept for people, whether or not it will be judged. */
    private static final int SHOWN_BYTES = 2048;

    private static final byte[] NOTHING = {};

    private final boolean keep;
    private final boolean good;
    private final long maxBytes;
    private long bytes;
    private @Nullable ByteArrayOutputStream kept;

    /** @param good whether the answer's head looks well: then nobody wants to see what is not judged */
    BodySink(boolean keep, boolean good, long maxBytes) {
        this.keep = keep;
        this.good = good;
        this.maxBytes = maxBytes;
    }

    /** Takes a piece, of which it keeps a copy at most; false if the body is now over its limit. */
    boolean accept(ByteBuf piece) {
        int length = piece.readableBytes();
        bytes += length;
        if (bytes > maxBytes) {
            return false;
        }
        if (keep) {
            copy(piece, length);
        } else if (!good) {
            copy(piece, Math.min(length, SHOWN_BYTES - (kept == null ? 0 : kept.size())));
        }
        return true;
    }

    private void copy(ByteBuf piece, int length) {
        if (length <= 0) {
            return;
        }
        byte[] copied = new byte[length];
        piece.getBytes(piece.readerIndex(), copied);
        ByteArrayOutputStream all = kept == null ? new ByteArrayOutputStream(length) : kept;
        kept = all;
        all.write(copied, 0, length);
    }

    /** Bytes so far, kept or not. */
    long bytes() {
        return bytes;
    }

    /** What was kept, as it came. */
    byte[] kept() {
        return kept == null ? NOTHING : kept.toByteArray();
    }

    /** What was kept, if it did not come packed. */
    Body body(Head head) {
        return kept == null ? Body.EMPTY : body(head, kept());
    }

    /** What came packed. */
    Body body(Head head, byte[] unpacked) {
        String type = head.get(HttpHeaderNames.CONTENT_TYPE);
        return new Body(unpacked, type == null ? "" : type, "", maxBytes);
    }
}
