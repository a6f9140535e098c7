package dev.sonde.collector.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * Sends a large body piece by piece, as fast as the client takes it: the event loop never copies the whole, and a slow
 * client holds little more than the page that all share. Event loop of the response.
 */
final class SlicedBody {
    private static final int SLICE = 64 * 1024;

    private final HttpServerResponse response;
    private final int length;
    private final Slices slices;
    private int sent;

    /** Gives the bytes in [from, to), or the first of them. */
    interface Slices {
        Buffer slice(int from, int to);
    }

    private SlicedBody(HttpServerResponse response, int length, Slices slices) {
        this.response = response;
        this.length = length;
        this.slices = slices;
    }

    /** Sends the body and ends the response. Its head is complete but for the length. */
    static void send(HttpServerResponse response, int length, Slices slices) {
        response.putHeader("Content-Length", Integer.toString(length));
        new SlicedBody(response, length, slices).proceed();
    }

    private void proceed() {
        while (!response.closed()) {
            Buffer slice = slices.slice(sent, Math.min(sent + SLICE, length));
            sent += slice.length();
            if (sent == length) {
                response.end(slice);
                return;
            }
            response.write(slice);
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> proceed());
                return;
            }
        }
    }
}
