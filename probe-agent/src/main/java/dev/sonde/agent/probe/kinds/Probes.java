package dev.sonde.agent.probe.kinds;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.ProbeFactory;
import dev.sonde.agent.probe.TlsRehearsal;
import dev.sonde.agent.probe.dns.DnsProbes;
import dev.sonde.agent.probe.grpc.GrpcProbes;
import dev.sonde.agent.probe.http.HttpProbes;
import dev.sonde.agent.probe.icmp.IcmpProbes;
import dev.sonde.agent.probe.run.LoopProbe;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.agent.probe.run.ProtocolProbes;
import dev.sonde.agent.probe.run.RunMark;
import dev.sonde.agent.probe.scenario.ScenarioProbes;
import dev.sonde.agent.probe.tcp.TcpProbes;
import dev.sonde.agent.probe.tls.TlsProbes;
import dev.sonde.agent.probe.udp.UdpProbes;
import dev.sonde.agent.probe.websocket.WebsocketProbes;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.DnsTarget;
import dev.sonde.contract.check.GrpcTarget;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.IcmpTarget;
import dev.sonde.contract.check.ScenarioTarget;
import dev.sonde.contract.check.Target;
import dev.sonde.contract.check.TcpTarget;
import dev.sonde.contract.check.TlsTarget;
import dev.sonde.contract.check.UdpTarget;
import dev.sonde.contract.check.WebsocketTarget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/** Makes the probes of one event loop, each by its protocol. Belongs to that loop. */
public final class Probes implements ProbeFactory {
    private static final Map<Class<? extends Target>, Function<ProbeLoop, ProtocolProbes<?>>> PROTOCOLS = Map.ofEntries(
            Map.entry(HttpTarget.class, HttpProbes::new),
            Map.entry(TcpTarget.class, TcpProbes::new),
            Map.entry(TlsTarget.class, TlsProbes::new),
            Map.entry(UdpTarget.class, UdpProbes::new),
            Map.entry(ScenarioTarget.class, ScenarioProbes::new),
            Map.entry(DnsTarget.class, DnsProbes::new),
            Map.entry(GrpcTarget.class, GrpcProbes::new),
            Map.entry(IcmpTarget.class, IcmpProbes::new),
            Map.entry(WebsocketTarget.class, WebsocketProbes::new));

    private final ProbeLoop loop;
    private final boolean onDemand;
    private final Map<Class<? extends Target>, ProtocolProbes<?>> made = new LinkedHashMap<>();

    /** Made on the event loop that it will belong to. */
    public Probes(Vertx vertx, ProbeSettings settings) {
        this(vertx, settings, false);
    }

    /** @param onDemand whether people ask for the runs, and no schedule */
    public Probes(Vertx vertx, ProbeSettings settings, boolean onDemand) {
        this.loop = new ProbeLoop(vertx, settings);
        this.onDemand = onDemand;
    }

    /** The targets that can be probed. */
    static Set<Class<? extends Target>> targets() {
        return PROTOCOLS.keySet();
    }

    @Override
    public Probe create(Check check) {
        if (loop.isClosed()) {
            throw new IllegalStateException("the probes of this loop are closed");
        }
        Probe probe = create(check, check.target());
        if (probe instanceof LoopProbe<?> marked) {
            marked.mark(onDemand ? RunMark.ON_DEMAND : check.conduct().deep() ? RunMark.DEEP : RunMark.PLANNED);
        }
        return probe;
    }

    @SuppressWarnings("unchecked") // each class is mapped to the probes of its own targets
    private <T extends Target> Probe create(Check check, T target) {
        ProtocolProbes<T> probes = (ProtocolProbes<T>) made.computeIfAbsent(target.getClass(), this::make);
        return probes.create(check, target);
    }

    private ProtocolProbes<?> make(Class<? extends Target> target) {
        Function<ProbeLoop, ProtocolProbes<?>> maker = PROTOCOLS.get(target);
        if (maker == null) {
            throw new IllegalStateException(target.getSimpleName() + ": no protocol of this agent");
        }
        return maker.apply(loop);
    }

    @Override
    public void useLag(LongUnaryOperator stuckSince) {
        loop.useLag(stuckSince);
    }

    @Override
    public void useTlsRehearsal(TlsRehearsal rehearsal) {
        loop.useTlsRehearsal(rehearsal);
    }

    @Override
    public Future<Void> close() {
        Future<Void> closed = loop.close();
        made.values().forEach(ProtocolProbes::close);
        made.clear();
        return closed;
    }
}
