package dev.sonde.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sonde.agent.assignment.AssignmentSource;
import dev.sonde.agent.delivery.Delivery;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.BatchCodec;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.secret.SecretResolver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real probes against a real server that answers nobody during 1 s of every 5 s. */
@Tag("soak")
class StallingTargetIT {
    private static final long CYCLE_MILLIS = 5_000;
    private static final long STALL_MILLIS = 1_000;
    private static final int CHECKS = 10;
    private static final Duration INTERVAL = Duration.ofMillis(100);

    @Test
    void slowShare_isWhatTheTargetReallyHas() throws Exception {
        Vertx target = Vertx.vertx();
        HttpServer server = finish(target.createHttpServer()
                .requestHandler(request -> {
                    long inCycle = System.currentTimeMillis() % CYCLE_MILLIS;
                    if (inCycle < STALL_MILLIS) {
                        target.setTimer(
                                STALL_MILLIS - inCycle,
                                over -> request.response().end("late"));
                    } else {
                        request.response().end("prompt");
                    }
                })
                .listen(0, "127.0.0.1"));
        Engines engines = Engines.detect();
        Vertx vertx = engines.vertx(new VertxOptions().setEventLoopPoolSize(3));
        List<Batch> batches = new CopyOnWriteArrayList<>();
        AssignedChecks checks = checks(server.actualPort());
        ProbeSettings settings =
                ProbeSettings.system(engines, new SecretResolver(Path.of("."), Map.of(), List.of()), "test");
        ProbeAgent agent = ProbeAgent.local(
                vertx,
                AgentOptions.local("local", null),
                given(checks),
                gzipped -> {
                    batches.add(unpacked(gzipped));
                    return Future.succeededFuture(new Delivery.Accepted());
                },
                settings);

        finish(agent.start());
        Duration fourCycles = Duration.ofMillis(4 * CYCLE_MILLIS);
        Awaitility.await()
                .pollDelay(fourCycles)
                .atMost(fourCycles.plusSeconds(5))
                .until(() -> !batches.isEmpty());
        finish(agent.stop());
        finish(vertx.close());
        finish(target.close());

        List<Long> waits = waitsOfSettledSlots(batches);
        SparseHistogram seen = batches.stream()
                .flatMap(batch -> batch.intervals().stream())
                .map(interval -> interval.success().total())
                .reduce(SparseHistogram.EMPTY, SparseHistogram::plus);
        long slow = waits.stream().filter(wait -> wait > 200).count();
        long leftOut = agent.telemetry().durationsLeftOut();

        assertThat(leftOut + seen.totalCount()).isEqualTo(waits.size());
        assertThat(slow / (double) waits.size()).isBetween(0.10, 0.25);
        // Durations left out because this machine lagged are counted, and nobody knows on which side they were.
        assertThat((double) above(seen, 200_000))
                .isBetween(slow - leftOut - 0.02 * waits.size(), slow + 0.02 * waits.size());
        assertThat(seen.percentileMicros(99) / 1e3).isCloseTo(percentile(waits, 99), within(50.0));
        assertThat(seen.percentileMicros(100) / 1e3).isBetween(900.0, 1_200.0);
    }

    /** How long each answered run had to wait by its planned start, in milliseconds. */
    private static List<Long> waitsOfSettledSlots(List<Batch> batches) {
        List<Long> waits = new ArrayList<>();
        for (Batch batch : batches) {
            for (CheckInterval interval : batch.intervals()) {
                for (int i = 0; i < interval.words().count(); i++) {
                    if (!interval.words().at(i).isNone()
                            && interval.words().at(i).slotClass() == SlotClass.GOOD) {
                        long planned = interval.plan().plannedEpochNanos(interval.firstSlot() + i) / 1_000_000;
                        waits.add(Math.max(0, STALL_MILLIS - planned % CYCLE_MILLIS));
                    }
                }
            }
        }
        return waits;
    }

    private static double percentile(List<Long> values, int percentile) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * percentile / 100.0) - 1);
    }

    private static long above(SparseHistogram histogram, long micros) {
        int index = dev.sonde.contract.histogram.HdrBuckets.indexOf(micros);
        return IntStream.range(0, histogram.size())
                .filter(i -> histogram.indexAt(i) > index)
                .mapToLong(histogram::countAt)
                .sum();
    }

    private static AssignedChecks checks(int port) {
        List<AssignedCheck> checks = LongStream.range(0, CHECKS)
                .mapToObj(i -> Check.of(
                        new CheckName("check-" + i),
                        INTERVAL,
                        Duration.ofSeconds(5),
                        HttpTarget.get(URI.create("http://127.0.0.1:" + port + "/"))))
                .map(check -> new AssignedCheck(check, List.of()))
                .toList();
        return new AssignedChecks("r1", Location.LOCAL, checks);
    }

    private static AssignmentSource given(AssignedChecks checks) {
        return new AssignmentSource() {
            @Override
            public Future<Void> start(Consumer<AssignedChecks> listener) {
                listener.accept(checks);
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> stop() {
                return Future.succeededFuture();
            }
        };
    }

    private static Batch unpacked(byte[] gzipped) {
        try {
            return BatchCodec.decode(BatchCodec.gunzip(gzipped, BatchCodec.MAX_BYTES));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T finish(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
