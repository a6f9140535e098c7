package dev.sonde.agent.probe.connect;

/** Told what happens on a {@link QuicWire}, on its loop. After {@link #ended} and after an abort it is told nothing. */
public interface QuicListener {
    /** The handshake is completed; the dial's instants are stamped. Now streams may be opened. */
    void ready();

    /**
     * The connection did not come to stand, broke, or was closed.
     *
     * @param cause a {@link QuicCloseException} if the peer closed it and said why, a {@link
     *     java.net.SocketTimeoutException} if nothing was heard of it for the time after which it wants to be given up
     */
    void ended(Throwable cause);
}
