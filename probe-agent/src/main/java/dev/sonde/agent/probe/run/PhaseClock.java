package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.PhaseTimings;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.contract.result.Phase;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Divides a run's time among its phases: every instant from start to end belongs to exactly one, so they sum to the
 * whole. A phase entered again, as after a redirect, goes on where it stopped. Belongs to one run.
 */
final class PhaseClock {
    private final long startedNanos;
    private final long[] nanosByPhase = new long[Phase.values().length];
    private Phase current;
    private long enteredNanos;
    private long pausedNanos;
    private @Nullable PhaseTimings told;

    PhaseClock(Phase first, long nowNanos) {
        Arrays.fill(nanosByPhase, -1);
        startedNanos = nowNanos;
        enteredNanos = nowNanos;
        current = first;
        nanosByPhase[first.code()] = 0;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** The phase under way. */
    Phase current() {
        return current;
    }

    /**
     * The phase under way ended and this one began.
     *
     * @param atNanos an instant already past; one before the last change counts as that change
     */
    void enter(Phase next, long atNanos) {
        settle(atNanos);
        current = next;
        told = null;
        nanosByPhase[next.code()] = Math.max(0, nanosByPhase[next.code()]);
    }

    /**
     * Moves on from connect, from the tunnel and from the handshake, over the instants that the dial has stamped by now.
     *
     * @param afterConnect what follows a connection in clear text
     * @param afterHandshake what follows the handshake
     */
    void follow(Dial stamped, Phase afterConnect, Phase afterHandshake) {
        if (current == Phase.CONNECT && stamped.isConnected()) {
            Phase next = stamped.isSecure() ? Phase.TLS : afterConnect;
            enter(stamped.hasTunnel() ? Phase.PROXY : next, stamped.connectedNanos());
        }
        if (current == Phase.PROXY && stamped.isTunnelled()) {
            enter(stamped.isSecure() ? Phase.TLS : afterConnect, stamped.tunnelledNanos());
        }
        if (current == Phase.TLS && stamped.isSecured()) {
            enter(afterHandshake, stamped.securedNanos());
        }
    }

    /**
     * This phase begins; the time since the last change belongs to none, and not to the run's duration either: the agent
     * itself took it.
     */
    void resume(Phase next, long atNanos) {
        long passed = Math.max(0, atNanos - enteredNanos);
        pausedNanos += passed;
        enteredNanos += passed;
        enter(next, enteredNanos);
    }

    /** The run ended now, in the phase under way. Returns its duration. */
    long end(long atNanos) {
        settle(atNanos);
        return enteredNanos - startedNanos - pausedNanos;
    }

    PhaseTimings timings() {
        PhaseTimings same = told;
        if (same == null) {
            same = PhaseTimings.ofNanos(nanosByPhase);
            told = same;
        }
        return same;
    }

    private void settle(long atNanos) {
        long passed = Math.max(0, atNanos - enteredNanos);
        if (passed > 0) {
            told = null;
        }
        nanosByPhase[current.code()] += passed;
        enteredNanos += passed;
    }
}
