package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.Sample;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Probes every address of a name at once, each in a part of its own that began when the name was looked up. One that may
 * not be probed is a part that failed. The run ends when all have, as the one that decided it by the rule. Belongs to one
 * event loop.
 */
final class SpreadRun implements ProtocolRun, Reach.Listener {
    /** Most addresses probed; of more, the first in the resolver's order. */
    static final int MOST = 16;

    private final Run run;
    private final Spread spread;
    private final Function<Run, ProtocolRun> protocol;
    private final List<Part> parts = new ArrayList<>();
    private List<InetAddress> resolved = List.of();
    private List<InetAddress> denied = List.of();
    private int found;
    private int under;

    /** One address. */
    private static final class Part {
        private final Run run;
        private final InetAddress address;
        private @Nullable Sample sample;

        Part(Run run, InetAddress address) {
            this.run = run;
            this.address = address;
        }
    }

    SpreadRun(Run run, Spread spread, Function<Run, ProtocolRun> protocol) {
        this.run = run;
        this.spread = spread;
        this.protocol = protocol;
    }

    @Override
    public void start() {
        run.loop().resolve(spread.host(), spread.reach(), this);
    }

    @Override
    public void resolved(List<InetAddress> addresses) {
        resolved = addresses;
        run.trail().resolved(addresses);
    }

    @Override
    public void refused(Verdict verdict) {
        run.ended(verdict, run.loop().now());
    }

    @Override
    public void denied(List<InetAddress> addresses) {
        denied = addresses;
    }

    @Override
    public void chosen(List<InetAddress> addresses) {
        if (run.hasEnded()) {
            return;
        }
        run.standStill(); // each part has the deadline, and ends by it
        List<InetAddress> all = new ArrayList<>(denied);
        all.addAll(addresses);
        found = all.size();
        for (InetAddress address : all.subList(0, Math.min(MOST, found))) {
            parts.add(new Part(run.part(spread.host(), address, all), address));
        }
        under = parts.size();
        for (Part part : List.copyOf(parts)) {
            Future<Sample> ended = part.run.start(protocol(part));
            ended.onSuccess(sample -> ended(part, sample));
        }
    }

    private ProtocolRun protocol(Part part) {
        return denied.contains(part.address) ? new Blocked(part.run, this, part.address) : protocol.apply(part.run);
    }

    /** The part of an address that may not be probed. */
    private record Blocked(Run run, SpreadRun whole, InetAddress address) implements ProtocolRun {
        @Override
        public void start() {
            run.trail().resolved(whole.resolved);
            run.peer(NetUtil.toAddressString(address));
            run.ended(verdict(), run.loop().now());
        }

        private Verdict verdict() {
            return Reach.blocked(whole.spread.host(), address);
        }

        @Override
        public void abort() {}

        @Override
        public Verdict late(Phase phase) {
            return verdict();
        }
    }

    private void ended(Part part, Sample sample) {
        part.sample = sample;
        under--;
        if (under == 0 && !run.hasEnded()) {
            decide();
        }
    }

    private void decide() {
        List<Sample> samples = new ArrayList<>();
        Instant earliest = null;
        for (Part part : parts) {
            Sample sample = part.sample;
            if (sample != null) {
                samples.add(sample);
                Instant expiry = sample.certificateExpiry();
                earliest = expiry == null || (earliest != null && earliest.isBefore(expiry)) ? earliest : expiry;
            }
        }
        SpreadRule.Decision decision = SpreadRule.decide(samples, spread.rule());
        Sample by = decision.by();
        for (Part part : parts) {
            if (by.equals(part.sample)) {
                note(part.run.trail());
            }
        }
        run.endedAs(new Sample(
                by.outcome(),
                by.startedNanos(),
                by.durationNanos(),
                by.phases(),
                by.outcome() instanceof Outcome.Success ? "" : decision.detail(),
                by.peer(),
                by.status(),
                earliest,
                by.trail(),
                by.steps()));
    }

    private void note(RunTrail trail) {
        if (found > parts.size()) {
            trail.note("addresses", "the first " + parts.size() + " of " + found + " were probed");
        }
        for (Part part : parts) {
            Sample sample = part.sample;
            if (sample != null) {
                String reason = sample.outcome().reasonLabel();
                trail.note(
                        "address " + NetUtil.toAddressString(part.address),
                        sample.outcome().label()
                                + (reason.isEmpty() ? "" : " " + reason)
                                + String.format(Locale.ROOT, " after %.1f ms", sample.durationNanos() / 1e6)
                                + (sample.detail().isEmpty() ? "" : ", " + sample.detail()));
            }
        }
    }

    @Override
    public void abort() {
        for (Part part : parts) {
            part.run.stop();
        }
    }

    @Override
    public Verdict late(Phase phase) {
        return Failures.deadline(phase, "", run.timeout(), "");
    }
}
