package dev.sonde.agent.probe.grpc;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.http.HttpProbes;
import dev.sonde.agent.probe.run.LoopProbe;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProtocolProbes;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.GrpcTarget;
import io.vertx.core.http.HttpClientAgent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the probes of gRPC servers on one loop, and has the client they share. Belongs to it. */
public final class GrpcProbes implements ProtocolProbes<GrpcTarget> {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcProbes.class);

    private final ProbeLoop loop;
    private final HttpClientAgent client;

    public GrpcProbes(ProbeLoop loop) {
        this.loop = loop;
        this.client = HttpProbes.client(loop);
    }

    @Override
    public Probe create(Check check, GrpcTarget target) {
        return new LoopProbe<>(loop, check.timeout(), new GrpcProcedure(target, client));
    }

    @Override
    public void close() {
        client.close().onFailure(failure -> LOG.warn("closing the probes' client: {}", failure.toString()));
    }
}
