package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProbeSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The probers of one event loop, each by the name that modules call it. Belongs to its loop. */
public final class Probers {
    private final ProbeLoop loop;
    private final ProbeLoop own;
    private final ProbeFence fence;
    private final Map<String, Prober> byName = new HashMap<>();
    private final Set<Attempt> underWay = new HashSet<>();

    /**
     * Made on the event loop that it will belong to.
     *
     * @param settings whose fence is that for what the operator wrote, such as proxies
     */
    public Probers(Vertx vertx, ProbeSettings settings, ProbeFence fence) {
        this.loop = new ProbeLoop(vertx, settings.withFence(fence.addresses()));
        this.own = new ProbeLoop(vertx, settings);
        this.fence = fence;
        Bearers bearers = new Bearers(own);
        byName.put("http", new HttpProber(loop, bearers, BodyMemory.ofThisProcess(), System.getenv()));
        byName.put("tcp", new TcpProber(loop));
        byName.put("dns", new DnsProber(loop));
        byName.put("icmp", new IcmpProber(loop));
        byName.put("grpc", new GrpcProber(loop));
        byName.put("websocket", new WebsocketProber(loop, bearers, System.getenv()));
        byName.put("unix", new UnixProber(loop));
    }

    /** Whether modules may call for it. */
    public boolean knows(String prober) {
        return byName.containsKey(prober);
    }

    /**
     * Probes whose prober is known; the future never fails.
     *
     * @param hostname asked for in the target's place, which the fence must permit as well; null if none is
     * @param gone completed on this loop when nobody waits for the result any more: the probe ends then
     */
    public Future<ProbeResult> probe(
            String moduleName,
            ProbeModule module,
            String target,
            @Nullable String hostname,
            Duration timeout,
            Future<Void> gone) {
        Prober prober = byName.get(module.prober());
        if (prober == null) {
            throw new IllegalArgumentException("no prober " + module.prober());
        }
        return Future.join(loop.ready(), own.ready()).compose(ready -> {
            Attempt attempt = attempt(moduleName, target, timeout);
            gone.onSuccess(left -> attempt.fail("nobody waits for it any more", "while", attempt.doing()));
            return begun(
                    attempt,
                    begun -> {
                        if (hostname == null || begun.permitsHostHeader(hostname)) {
                            prober.begin(begun, module, target);
                        } else {
                            begun.refuse(Attempt.blocked(hostname));
                        }
                    },
                    timeout);
        });
    }

    private Attempt attempt(String moduleName, String target, Duration timeout) {
        ProbeLog log = new ProbeLog(loop.settings().wallClock(), moduleName, target);
        return new Attempt(loop, own, fence, log, timeout);
    }

    private Future<ProbeResult> begun(Attempt attempt, Consumer<Attempt> probe, Duration timeout) {
        underWay.add(attempt);
        return attempt.start(probe).map(success -> {
            underWay.remove(attempt);
            Gauges gauges = attempt.gauges();
            gauges.set(Family.SUCCESS, success);
            gauges.set(Family.DURATION, Attempt.seconds(loop.now() - attempt.startedNanos()));
            gauges.set(Family.TIMEOUT, Attempt.seconds(timeout.toNanos()));
            return new ProbeResult(success, gauges.snapshot(), attempt.log().text());
        });
    }

    /** How many probes are under way. */
    public int underWay() {
        return underWay.size();
    }

    /**
     * Ends what is under way, as failed.
     *
     * @return completed when no worker is at work for it any more
     */
    public Future<Void> close() {
        Set.copyOf(underWay).forEach(attempt -> attempt.fail("the agent stops"));
        return Future.join(loop.close(), own.close()).mapEmpty();
    }
}
