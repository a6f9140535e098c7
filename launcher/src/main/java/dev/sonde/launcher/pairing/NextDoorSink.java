package dev.sonde.launcher.pairing;

import dev.sonde.agent.delivery.BatchSink;
import dev.sonde.agent.delivery.Delivery;
import dev.sonde.collector.ingest.AgentIdentity;
import dev.sonde.collector.ingest.Receipt;
import dev.sonde.contract.check.Location;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Supplier;

/** Hands batches straight into the collector of this process. Called from an event loop, where the answer comes as well. */
public final class NextDoorSink implements BatchSink {
    private final Supplier<Neighbour> neighbour;
    private final AgentIdentity agent;
    private final InstantSource clock;

    /**
     * @param neighbour known once the agent is started
     * @param agent its name in the fleet
     * @param location where its entry in the fleet says it stands
     */
    public NextDoorSink(Supplier<Neighbour> neighbour, String agent, Location location, InstantSource clock) {
        this.neighbour = neighbour;
        this.agent = new AgentIdentity(agent, location);
        this.clock = clock;
    }

    @Override
    public Future<Delivery> deliver(byte[] gzipped) {
        Context caller = Objects.requireNonNull(Vertx.currentContext(), "batches are delivered from an event loop");
        Instant now = clock.instant();
        return Future.fromCompletionStage(neighbour.get().batches().accept(agent, gzipped), caller)
                .map(receipt -> answer(receipt, now));
    }

    private Delivery answer(Receipt receipt, Instant now) {
        if (receipt instanceof Receipt.Rejected rejected) {
            return new Delivery.Refused(rejected.cause().label() + ": " + rejected.detail());
        }
        if (receipt instanceof Receipt.Unavailable unavailable) {
            return new Delivery.Postponed(unavailable.detail(), null);
        }
        neighbour.get().attendance().batchFrom(agent.name(), now, now);
        return new Delivery.Accepted();
    }
}
