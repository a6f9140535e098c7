package dev.sonde.agent.probe.run;

import dev.sonde.agent.expect.Answer;
import dev.sonde.agent.expect.Expectations;
import dev.sonde.agent.probe.PhaseTimings;
import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.StepTime;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run's life: its clock, its deadline, what was seen of the peer, and its one end in a sample. What is done in between
 * is the protocol's. Belongs to one event loop.
 */
public final class Run {
    private final LoopProbe<?> probe;
    private final ProbeLoop loop;
    private final Duration timeout;
    private Masks masks;
    private final List<StepTime> steps = new ArrayList<>(0);
    private final Promise<Sample> promise = Promise.promise();
    private final Peer peer = new Peer();
    private final RunTrail trail;
    private PhaseClock clock;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable ProtocolRun protocol;
    private @Nullable Pin pin;
    private boolean ended;
    private boolean givenTime;

    Run(LoopProbe<?> probe, ProbeLoop loop, Duration timeout, Masks masks, RunMark mark) {
        this.probe = probe;
        this.loop = loop;
        this.timeout = timeout;
        this.masks = masks;
        this.clock = new PhaseClock(Phase.RESOLVE, loop.now());
        this.trail = new RunTrail(this, mark);
    }

    /** The one address that a part of a run dials for a name. */
    private record Pin(String host, InetAddress address, List<InetAddress> resolved) {}

    /**
     * A part of this run, which probes one of a name's addresses.
     *
     * @param resolved all of them
     */
    Run part(String host, InetAddress address, List<InetAddress> resolved) {
        Run part = new Run(probe, loop, timeout, masks, trail.mark());
        part.clock = new PhaseClock(Phase.RESOLVE, clock.startedNanos());
        part.pin = new Pin(host, address, resolved);
        return part;
    }

    /**
     * Looks up a name and chooses among its addresses; see {@link ProbeLoop#resolve}. A part of a run that probes all of them
     * is told its own.
     */
    public void resolve(String host, Reach reach, Reach.Listener listener) {
        Pin pinned = pin;
        if (pinned == null || !pinned.host().equals(host)) {
            loop.resolve(host, reach, listener);
            return;
        }
        listener.resolved(pinned.resolved());
        listener.chosen(List.of(pinned.address()));
    }

    Future<Sample> start(ProtocolRun begun) {
        protocol = begun;
        setDeadline();
        try {
            begun.start();
        } catch (RuntimeException defect) {
            cutOff(Verdict.unknown(UnknownReason.AGENT_ERROR, "beginning the run: " + defect));
        }
        return promise.future();
    }

    /** The loop it runs on. */
    public ProbeLoop loop() {
        return loop;
    }

    /** From now on this value too is taken out of all that is told about the run. */
    public void mask(String secretValue) {
        masks = masks.with(secretValue);
    }

    /** What follows is not the target's time, until {@link #startOver}: the deadline is lifted. Whoever calls bounds it. */
    public void standStill() {
        stopDeadline();
    }

    /** All that was before does not count: the clock, the deadline and what is left behind begin anew. */
    public void startOver() {
        givenTime = false;
        clock = new PhaseClock(Phase.RESOLVE, loop.now());
        trail.startOver();
        setDeadline();
    }

    private void setDeadline() {
        long left = timeout.toNanos() - (loop.now() - clock.startedNanos());
        deadline = loop.eventLoop().schedule(this::deadlinePassed, left, TimeUnit.NANOSECONDS);
    }

    /** What it leaves behind for whoever wants to see more than its verdict. */
    public RunTrail trail() {
        return trail;
    }

    /** The time it may take, from its start to the last byte. */
    public Duration timeout() {
        return timeout;
    }

    /** The phase under way. */
    public Phase phase() {
        return clock.current();
    }

    /** The run, just started, begins in this phase: those before it are none of its. */
    public void beginIn(Phase first) {
        clock = new PhaseClock(first, clock.startedNanos());
    }

    /**
     * The phase under way ended and this one began; one entered before goes on where it stopped.
     *
     * @param atNanos an instant already past; one before the last change counts as that change
     */
    public void enter(Phase next, long atNanos) {
        clock.enter(next, atNanos);
    }

    /**
     * Moves the clock from connect, from the tunnel and from the handshake, over the instants that the dial has stamped by now.
     *
     * @param afterConnect what follows a connection in clear text
     * @param afterHandshake what follows the handshake
     */
    public void settle(Dial stamped, Phase afterConnect, Phase afterHandshake) {
        clock.follow(stamped, afterConnect, afterHandshake);
    }

    /**
     * From now on the sample's address and certificate are this dial's; of the certificates of several dials, the one that
     * ends first counts.
     *
     * @param next null if nothing is dialled any more
     */
    public void dialling(@Nullable Dial next) {
        peer.dialling(next);
        if (next != null) {
            trail.dialled(next);
        }
    }

    /**
     * A dial of an address, from here on the one that counts; see {@link #dialling}.
     *
     * @param tls null for a connection that begins in clear text
     * @param reach where from
     */
    public Dial dial(InetAddress address, int port, @Nullable TlsProfile tls, Reach reach) {
        Dial next = new Dial(address, port, tls, reach.source(), loop.settings().nanoClock());
        dialling(next);
        return next;
    }

    /** The peer of a run that dials nothing, as address or address and port. */
    public void peer(String address) {
        peer.address(address);
    }

    /** The protocol's status code, for the sample; 0 is none. */
    public void status(int code) {
        peer.status(code);
    }

    /**
     * The answer is complete: neither the deadline nor any work that follows counts any more.
     *
     * @param atNanos when its last byte was understood: with HTTP what decoding it took is in it
     * @return the run's duration in nanoseconds
     */
    public long answered(long atNanos) {
        stopDeadline();
        return clock.end(atNanos);
    }

    /**
     * A part of the run ended at this instant, and it goes on: until {@link #resume} the time is nobody's.
     *
     * @return the phases by now
     */
    public PhaseTimings pause(long atNanos) {
        clock.end(atNanos);
        return clock.timings();
    }

    /** The next part begins, in this phase. */
    public void resume(Phase next, long nowNanos) {
        clock.resume(next, nowNanos);
    }

    /** A step ended; for the sample. */
    public void step(StepTime step) {
        steps.add(step);
    }

    /** The phases by now; whole after {@link #answered}. */
    public PhaseTimings phases() {
        return clock.timings();
    }

    /**
     * Holds an answer against what is expected, on a worker if that may take long.
     *
     * @return ends on the loop, never fails
     */
    public Future<Verdict> judge(Expectations expectations, Answer answer) {
        return Judgement.of(answer, expectations, masks, loop);
    }

    /** Whether it is over. */
    public boolean hasEnded() {
        return ended;
    }

    /** The earliest end of the certificates shown by now; null if none was. */
    public @Nullable Instant certificateExpiry() {
        return peer.certificateExpiry();
    }

    /** The run ended at this instant; whoever calls has seen to the connection. Only the first call counts. */
    public void ended(Verdict verdict, long atNanos) {
        if (ended) {
            return;
        }
        ended = true;
        stopDeadline();
        long durationNanos = clock.end(atNanos);
        String detail = shortened(masks.apply(verdict.detail()));
        trail.ended(verdict.outcome() instanceof Outcome.Failure ? detail : "");
        probe.ended(this);
        promise.complete(new Sample(
                verdict.outcome(),
                clock.startedNanos(),
                durationNanos,
                clock.timings(),
                detail,
                peer.shown(),
                peer.status(),
                peer.certificateExpiry(),
                trail,
                steps));
    }

    /** The run ended as one of its parts did. */
    void endedAs(Sample part) {
        if (!ended) {
            ended = true;
            stopDeadline();
            probe.ended(this);
            promise.complete(part);
        }
    }

    Masks masks() {
        return masks;
    }

    /** Nanoseconds by phase so far, the one under way as far as it was settled. */
    Map<Phase, Long> phaseNanos() {
        return clock.timings().toMap();
    }

    /** Nanoseconds from its start to the last change of phase. */
    long sinceStart() {
        return clock.timings().totalNanos();
    }

    Peer peer() {
        return peer;
    }

    /** The probe is closed: the run ends as unknown. */
    void stop() {
        cutOff(Verdict.unknown(UnknownReason.AGENT_STOPPED, "the probe was stopped"));
    }

    private void deadlinePassed() {
        ProtocolRun present = protocol;
        if (ended || present == null) {
            return;
        }
        long atNanos = loop.now();
        long elapsedNanos = atNanos - clock.startedNanos();
        long stuckNanos = loop.stuckSince(clock.startedNanos());
        long owedNanos = Deadline.owedNanos(timeout.toNanos(), elapsedNanos, stuckNanos, givenTime);
        if (owedNanos > 0) {
            givenTime = true;
            deadline = loop.eventLoop().schedule(this::deadlinePassed, owedNanos, TimeUnit.NANOSECONDS);
            return;
        }
        if (Deadline.isShort(timeout.toNanos(), elapsedNanos, stuckNanos)) {
            cutOff(Verdict.unknown(
                    UnknownReason.AGENT_STALLED,
                    "the agent was stuck for " + TimeUnit.NANOSECONDS.toMillis(stuckNanos) + " of "
                            + TimeUnit.NANOSECONDS.toMillis(elapsedNanos) + " ms"));
            return;
        }
        present.settlePhases();
        Verdict late = present.late(clock.current());
        present.abort();
        ended(late, atNanos);
    }

    private void cutOff(Verdict verdict) {
        if (ended) {
            return;
        }
        long atNanos = loop.now();
        if (protocol != null) {
            protocol.settlePhases();
            protocol.abort();
        }
        ended(verdict, atNanos);
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private static String shortened(String detail) {
        return detail.length() <= Evidence.MAX_DETAIL ? detail : detail.substring(0, Evidence.MAX_DETAIL);
    }
}
