package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.run.ProbeLoop;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection that the runs of one check hand on, at most one, while it is at rest. It is closed when the peer says
 * anything unasked, when it has become too old for what its name means to be known, and with the check. Belongs to one
 * event loop.
 */
final class KeptLine implements Line.User {
    /** So long after it was dialled a connection is not used any more: its name may mean another address by now. */
    static final long MOST_AGE_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** What a peer's stack may take, beside the way there and back, until we know that it had closed. */
    private static final long CLOSING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A connection that took longer to make was not held up by its length. */
    private static final long MOST_REACHED_IN_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private final ProbeLoop loop;
    private @Nullable Line resting;
    private @Nullable HttpNeeds needs;
    private @Nullable ScheduledFuture<?> tooOld;
    private boolean closed;

    KeptLine(ProbeLoop loop) {
        this.loop = loop;
    }

    /**
     * Whether a line that broke under a request had probably been closed by its peer before the request came: it was silent,
     * and broke no later than the news of that take. What breaks later may have been at work on the request. Time in which
     * the loop was stuck does not count: it may have had the news without looking.
     *
     * @param askedNanos when the request was sent
     */
    static boolean wasClosedAtRest(Line line, long askedNanos, ProbeLoop loop) {
        long waited = loop.now() - askedNanos - loop.stuckSince(askedNanos);
        return !line.hasHeard() && waited <= newsNanos(line.dial().reachedInNanos());
    }

    /** Most time from a request to the news that the connection had been closed, by how long it took to be made. */
    static long newsNanos(long reachedInNanos) {
        return CLOSING_NANOS + Math.min(reachedInNanos, MOST_REACHED_IN_NANOS);
    }

    /** The line at rest, now in the caller's hands; null if there is none that these needs allow. */
    @Nullable
    Line take(HttpNeeds present) {
        Line line = resting;
        if (line == null) {
            return null;
        }
        boolean fits = needs != null && needs.reachesAlike(present) && leftNanos(line) > 0;
        if (!fits) {
            drop();
            return null;
        }
        forget();
        return line;
    }

    /** Takes a line over, or closes it if it cannot be used again. */
    void put(Line line, HttpNeeds reachedBy) {
        long left = leftNanos(line);
        if (closed || resting != null || left <= 0 || !line.isReusable()) {
            line.close();
            return;
        }
        resting = line;
        needs = reachedBy;
        line.use(this);
        tooOld = loop.eventLoop().schedule(this::drop, left, TimeUnit.NANOSECONDS);
    }

    private long leftNanos(Line line) {
        return MOST_AGE_NANOS - (loop.now() - line.dial().connectedNanos());
    }

    /** Keeps none any more. */
    void close() {
        closed = true;
        drop();
    }

    private void drop() {
        Line line = resting;
        if (line != null) {
            forget();
            line.close();
        }
    }

    private void forget() {
        resting = null;
        needs = null;
        if (tooOld != null) {
            tooOld.cancel(false);
            tooOld = null;
        }
    }

    @Override
    public void stands() {
        drop();
    }

    @Override
    public void speaksHttp2() {
        drop();
    }

    @Override
    public void head(Head head) {
        drop();
    }

    @Override
    public void body(ByteBuf piece) {
        drop();
    }

    @Override
    public void complete() {
        drop();
    }

    @Override
    public void broken(Throwable cause) {
        drop();
    }
}
