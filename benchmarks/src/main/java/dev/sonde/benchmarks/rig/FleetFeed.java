package dev.sonde.benchmarks.rig;

import dev.sonde.agent.delivery.BatchSender;
import dev.sonde.agent.delivery.Courier;
import dev.sonde.agent.delivery.QueueLimits;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.AgentTelemetry.BatchEvent;
import dev.sonde.agent.uplink.Uplink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A fleet's agents without their probes, in real time: what they find is cut when real ones would cut it, every 5 s and soon
 * after bad news, and encoded, packed and delivered with their tokens by the agent's own code.
 */
final class FleetFeed implements AutoCloseable {
    private static final long TICK_MILLIS = 100;
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long AFTER_NEWS_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

    /** The loops seal and count, which real agents leave to workers. */
    private final Vertx vertx = Vertx.vertx(
            new VertxOptions().setMaxEventLoopExecuteTimeUnit(TimeUnit.MINUTES).setMaxEventLoopExecuteTime(1));

    private final List<Member> members = new ArrayList<>();

    private volatile boolean closed;

    /** Begins to feed a collector that listens. */
    FleetFeed(RigFleet fleet, URI collector) {
        for (int place = 0; place < fleet.places(); place++) {
            Member member = new Member(fleet, place, collector);
            members.add(member);
            vertx.runOnContext(here -> member.start());
        }
    }

    /** Batches that the collector has acknowledged. */
    long delivered() {
        return members.stream()
                .mapToLong(member -> member.telemetry.batches(BatchEvent.DELIVERED))
                .sum();
    }

    /** Batches that wait, or were refused. */
    long stuck() {
        return members.stream()
                .mapToLong(member -> member.telemetry.queuedBatches() + member.telemetry.batches(BatchEvent.REJECTED))
                .sum();
    }

    @Override
    public void close() {
        closed = true;
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** One agent. Its event loop. */
    private final class Member {
        private final AgentTelemetry telemetry = new AgentTelemetry();
        private final RigAgent agent;
        private final Courier courier;
        private long cutAtNanos;
        private long newsAtNanos = Long.MAX_VALUE;

        Member(RigFleet fleet, int place, URI collector) {
            agent = new RigAgent(fleet, place, InstantSource.system().instant(), telemetry);
            Uplink uplink = new Uplink(vertx, new HttpClientOptions(), Uplink.IDLE);
            BatchSender sender = new BatchSender(
                    uplink, collector, () -> Future.succeededFuture(RigFleet.token(place)), InstantSource.system());
            courier = new Courier(
                    vertx,
                    sender,
                    null,
                    QueueLimits.DEFAULT,
                    RigFleet.agent(place),
                    new SplittableRandom(),
                    InstantSource.system(),
                    telemetry);
        }

        void start() {
            cutAtNanos = System.nanoTime();
            courier.open().onSuccess(opened -> vertx.setPeriodic(TICK_MILLIS, id -> tick()));
        }

        private void tick() {
            if (closed) {
                return;
            }
            boolean news = agent.runUntil(InstantSource.system().instant());
            long nanos = System.nanoTime();
            if (news && newsAtNanos == Long.MAX_VALUE) {
                newsAtNanos = nanos + AFTER_NEWS_NANOS;
            }
            if (nanos - cutAtNanos >= PERIOD_NANOS || nanos >= newsAtNanos) {
                cutAtNanos = nanos;
                newsAtNanos = Long.MAX_VALUE;
                courier.accept(agent.harvest(InstantSource.system().instant()));
            }
        }
    }
}
