package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.TraceContext;
import dev.sonde.agent.probe.connect.Dial;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One connection that carries requests, one at a time, in some version of HTTP. Belongs to one event loop. */
interface Line {
    /** Sends the request. Only when it stands, and nothing else is under way. */
    void ask(Request request, Extras extras);

    /** What was dialled. */
    Dial dial();

    /** From now on it is this user's. */
    void use(User next);

    /** Whether another request may follow one that was answered, as far as can be known. */
    boolean isReusable();

    /** Whether anything came since the last request was sent. */
    boolean hasHeard();

    /**
     * When the head came of which the user is being told.
     *
     * @param now which it is where nobody knows better
     */
    default long heardNanos(long now) {
        return now;
    }

    /** Closes it with farewells; its user is told nothing more. */
    void close();

    /** Closes it at once; its user is told nothing more. */
    void abort();

    /**
     * What one run adds to a request.
     *
     * @param cookies for the header Cookie, behind the request's own; may be empty
     * @param trace whose header is sent; null if the request has one of its own
     * @param mark of a run that is not the schedule's; null for none
     * @param keep whether the connection is to be left open
     */
    record Extras(
            String cookies,
            @Nullable TraceContext trace,
            @Nullable String mark,
            boolean keep) {}

    /** Whose request it is. Told on the loop; of an answer once its end, unless it breaks or is ended before. */
    interface User {
        /** It stands; now one may ask. */
        void stands();

        /** The peer wants to speak HTTP/2, which this line cannot. It must be ended. */
        void speaksHttp2();

        /** The head of the answer, at the instant it was read. */
        void head(Head head);

        /** A piece of the body, released after the call. */
        void body(ByteBuf piece);

        /** The answer is complete. */
        void complete();

        /** It did not come to stand, or broke before the answer was complete. */
        void broken(Throwable cause);
    }
}
