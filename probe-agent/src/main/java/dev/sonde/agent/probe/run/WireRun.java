package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.Wire;
import dev.sonde.agent.probe.connect.WireListener;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.result.Phase;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The protocol's part of a run that holds a bare connection, or a socket for datagrams. Belongs to one event loop. */
public abstract class WireRun extends AddressRun implements WireListener {
    private @Nullable Endpoint peer;
    private @Nullable Wire wire;

    protected WireRun(Run run, Reach reach) {
        super(run, reach);
    }

    /** Begins: looks this peer up, then dials it. */
    protected final void dial(Endpoint peer) {
        this.peer = peer;
        lookUp(peer.host());
    }

    /** Dials the peer at this address; again only once the wire before is closed. */
    @Override
    protected final void ask(InetAddress address) {
        wire = open(run.dial(address, peer().port(), null, reach));
    }

    /** Enters the first phase behind the lookup, and begins to connect. */
    protected abstract Wire open(Dial dial);

    /** The peer to be dialled; only after {@link #dial}. */
    protected final Endpoint peer() {
        return Objects.requireNonNull(peer, "a peer is known before its address is");
    }

    /** The one opened last; only after that. */
    protected final Wire wire() {
        return Objects.requireNonNull(wire, "nothing happens before there is a wire");
    }

    /** Address and port dialled; empty before. */
    protected final String dialled() {
        return wire == null ? "" : wire.dial().toString();
    }

    @Override
    public final void ended(@Nullable Throwable cause) {
        long now = run.loop().now();
        settlePhases();
        end(lost(cause), now);
    }

    /**
     * How the run ends whose connection ended.
     *
     * @param cause null if the peer closed it in order
     */
    protected abstract Verdict lost(@Nullable Throwable cause);

    /** What the peer still owes once the connection stands: {@code answer}. */
    protected abstract String awaited();

    @Override
    public Verdict late(Phase phase) {
        return Failures.deadline(phase, dialled(), run.timeout(), "no " + awaited());
    }

    @Override
    public final void settlePhases() {
        if (wire != null) {
            settle(wire.dial());
        }
    }

    /** Moves the run's clock over the instants that the dial has stamped by now; see {@link Run#settle}. */
    protected void settle(Dial dial) {
        run.settle(dial, Phase.PROCESSING, Phase.PROCESSING);
    }

    @Override
    protected void close() {
        if (wire != null) {
            wire.close();
        }
    }

    @Override
    protected final void drop() {
        if (wire != null) {
            wire.abort();
        }
    }
}
