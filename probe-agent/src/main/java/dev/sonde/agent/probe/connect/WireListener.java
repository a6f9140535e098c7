package dev.sonde.agent.probe.connect;

import org.jspecify.annotations.Nullable;

/** Told what happens on a {@link Wire}, on its loop. After {@link #ended} and after an abort it is told nothing. */
public interface WireListener {
    /** The connection stands, secured if it was to be from the start; the dial's instants are stamped. Now one may send. */
    void ready();

    /**
     * Something came.
     *
     * @param message a {@link io.netty.buffer.ByteBuf}, unless handlers were added that make something else of it;
     *     released after the call. Of a datagram its content
     */
    void received(Object message);

    /** The handshake begun by {@link Wire#startTls} is completed. */
    default void secured() {}

    /**
     * The connection did not come to stand, broke, or was closed.
     *
     * @param cause null if the peer closed it in order
     */
    void ended(@Nullable Throwable cause);
}
