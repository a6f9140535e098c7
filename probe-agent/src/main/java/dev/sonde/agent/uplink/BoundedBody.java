package dev.sonde.agent.uplink;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.codec.spi.BodyStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer, taken up to a length and not further: then, or once told to stop, it never wants another piece,
 * so the peer's bytes stay in the sockets until the idle connection is closed. (To fail a write instead would have Vert.x
 * read on and throw away what comes, for as long as it comes.) Belongs to one event loop.
 */
public final class BoundedBody implements BodyStream<Buffer> {
    private final Buffer taken = Buffer.buffer();
    private final Promise<Buffer> whole = Promise.promise();
    private final int maxBytes;
    private final Consumer<String> tooLong;
    private boolean stopped;

    /** @param tooLong told once, for people, when more than {@code maxBytes} came */
    public BoundedBody(int maxBytes, Consumer<String> tooLong) {
        this.maxBytes = maxBytes;
        this.tooLong = tooLong;
    }

    /** Wants nothing more. */
    public void stop() {
        stopped = true;
    }

    @Override
    public Future<Void> write(Buffer piece) {
        if (!stopped && taken.length() + (long) piece.length() > maxBytes) {
            stop();
            tooLong.accept("the answer is longer than " + maxBytes + " bytes");
        }
        if (!stopped) {
            taken.appendBuffer(piece);
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
        whole.tryComplete(taken);
        return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
        return stopped;
    }

    @Override
    public Future<Buffer> result() {
        return whole.future();
    }

    @Override
    public void handle(Throwable failure) {
        whole.tryFail(failure);
    }

    @Override
    public BoundedBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this; // nothing that it does can fail
    }

    @Override
    public BoundedBody setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public BoundedBody drainHandler(@Nullable Handler<Void> handler) {
        return this; // once full, always full
    }
}
