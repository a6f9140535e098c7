package dev.sonde.agent.probe.icmp;

import dev.sonde.agent.probe.run.AddressRun;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.Run;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.IcmpTarget;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The ICMP part of one run: packets at their times, each awaited on a thread of its own. The run takes as long as resolving
 * the name and the median round trip, which is {@code processing}: how long the packets were spread is our choice, not the
 * target's answer. Belongs to one event loop.
 */
final class IcmpRun extends AddressRun {
    private final IcmpTarget target;
    private final IcmpProcedure.Needs needs;
    private final EchoThreads waiting;
    private final long startedNanos;
    private final int id = ThreadLocalRandom.current().nextInt(0x10000);
    private final int firstSequence = ThreadLocalRandom.current().nextInt(0x8000);
    private final Echoes echoes;
    private final List<ScheduledFuture<?>> later = new ArrayList<>();

    /** Counted on the threads that wait: a packet that found none was never sent. */
    private final AtomicInteger begun = new AtomicInteger();

    private long askedNanos;
    private int due;
    private int over;
    private String refusal = "";

    IcmpRun(Run run, IcmpTarget target, IcmpProcedure.Needs needs, EchoThreads waiting) {
        super(run, needs.reach());
        this.target = target;
        this.needs = needs;
        this.waiting = waiting;
        this.startedNanos = run.loop().now();
        this.echoes = new Echoes(target.packets());
    }

    @Override
    public void start() {
        lookUp(target.host());
    }

    @Override
    protected void ask(InetAddress address) {
        run.peer(NetUtil.toAddressString(address));
        askedNanos = run.loop().now();
        run.enter(Phase.PROCESSING, askedNanos);
        send(address, 0);
        for (int packet = 1; packet < target.packets(); packet++) {
            int next = packet;
            later.add(run.loop()
                    .eventLoop()
                    .schedule(() -> send(address, next), target.spacing().toNanos() * packet, TimeUnit.NANOSECONDS));
        }
    }

    private void send(InetAddress address, int packet) {
        long leftNanos = run.timeout().toNanos() - (run.loop().now() - startedNanos);
        if (isOver() || leftNanos <= 0) {
            return;
        }
        due++;
        EchoRequest request = new EchoRequest(
                address,
                reach.source(),
                id,
                firstSequence + packet,
                target.timeToLive(),
                target.dontFragment(),
                needs.payload(),
                leftNanos);
        waiting.send(request, new EchoThreads.Listener() {
            @Override
            public void sending() {
                begun.incrementAndGet();
            }

            @Override
            public void told(EchoReply reply) {
                IcmpRun.this.told(packet, reply);
            }

            @Override
            public void failed(Throwable cause) {
                IcmpRun.this.failed(cause);
            }
        });
    }

    private void told(int packet, EchoReply reply) {
        if (isOver()) {
            return;
        }
        over++;
        if (reply.came()) {
            echoes.came(packet, reply.roundTripNanos());
        } else if (!reply.refusal().isEmpty()) {
            refusal = reply.refusal();
        }
        if (over == target.packets()) {
            conclude();
        }
    }

    private void failed(Throwable cause) {
        if (isOver()) {
            return;
        }
        if (cause instanceof EchoException refused) {
            end(
                    refused.isNotPermitted()
                            ? Verdict.unknown(UnknownReason.AGENT_MISCONFIGURED, Failures.message(refused))
                            : notSent(refused),
                    run.loop().now());
        } else {
            end(Failures.ours(cause), run.loop().now());
        }
    }

    private Verdict notSent(EchoException refused) {
        Verdict known = Failures.connect(refused, "ICMP", reach.source());
        return known == null || known.outcome() instanceof Outcome.Failure
                ? Verdict.failure(FailureReason.UNREACHABLE, Failures.message(refused))
                : known;
    }

    /** Nothing is awaited any more. */
    private void conclude() {
        run.trail().note("packets", String.valueOf(echoes.sent()));
        run.trail().note("loss", echoes.lossText());
        if (!refusal.isEmpty()) {
            run.trail().note("refused", refusal);
        }
        if (echoes.came() == 0) {
            end(unanswered(), run.loop().now());
            return;
        }
        run.trail().note("jitter", Echoes.milliseconds(echoes.jitterNanos()));
        Verdict verdict = begun.get() < due ? overloaded() : echoes.verdict(target.expect());
        end(verdict, askedNanos + echoes.medianNanos());
    }

    private Verdict unanswered() {
        if (begun.get() < due) {
            return overloaded();
        }
        String what = target.packets() == 1 ? "no echo" : "no echo of " + target.packets() + " packets";
        return refusal.isEmpty()
                ? Verdict.failure(FailureReason.TIMEOUT, what + " within " + Failures.text(run.timeout()))
                : Verdict.failure(FailureReason.UNREACHABLE, what + ": " + refusal);
    }

    private Verdict overloaded() {
        return Verdict.unknown(
                UnknownReason.AGENT_OVERLOADED,
                "echoes: " + (due - begun.get()) + " of " + due + " packets were not sent in time");
    }

    @Override
    protected void close() {
        later.forEach(each -> each.cancel(false));
        later.clear();
    }

    @Override
    protected void drop() {
        close();
    }

    /** Ends the run itself where echoes came: its time is theirs, not that of the lost ones. */
    @Override
    public Verdict late(Phase phase) {
        if (phase == Phase.RESOLVE) {
            return Failures.deadline(phase, "", run.timeout(), "");
        }
        if (isOver()) {
            return Verdict.SUCCESS;
        }
        Verdict verdict = echoes.came() == 0 ? unanswered() : echoes.verdict(target.expect());
        conclude();
        return verdict;
    }
}
