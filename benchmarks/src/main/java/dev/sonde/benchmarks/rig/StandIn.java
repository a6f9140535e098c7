package dev.sonde.benchmarks.rig;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sonde.contract.assignment.AssignedCheck;
import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.assignment.AssignedChecksJson;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.histogram.HistogramAccumulator;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.BatchCodec;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.LatenciesAccumulator;
import dev.sonde.contract.report.MalformedBatchException;
import dev.sonde.contract.result.SlotClass;
import dev.sonde.contract.result.SlotWord;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What the agent under test takes for its collector: hands out checks, keeps what comes back and adds it up when it is asked,
 * exactly, as the agent recorded it. Reading it as it comes would take the targets' core from them. Its methods may be called
 * from any thread.
 */
final class StandIn implements AutoCloseable {
    private static final long LONGEST_POLL_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long LONGEST_BATCH_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final HttpServer server;
    private AssignedChecks assigned = AssignedChecks.of(new Location("rig"), List.of());
    private Sums sums = new Sums();
    private Map<CheckName, SlotLedger> ledgers = new TreeMap<>();
    private List<byte[]> unread = new ArrayList<>();
    private long batches;
    private boolean closed;

    /** What came since the last reset; adds up under the stand-in's lock. */
    private static final class Sums {
        long good;
        long bad;
        long unknownStarted;
        long missed;
        long leftOut;
        final Map<String, Long> reasons = new TreeMap<>();
        final Map<String, LatenciesAccumulator> success = new TreeMap<>();
        final HistogramAccumulator scheduleDelay = new HistogramAccumulator();
        final HistogramAccumulator loopLag = new HistogramAccumulator();
    }

    /**
     * What the agent reported.
     *
     * @param missed slots whose runs never started
     * @param leftOut runs whose durations the agent left out because it lagged
     * @param reasons slots that were not good, by reason
     * @param successes latencies of good runs, by what the checks' names begin with
     */
    record Found(
            long good,
            long bad,
            long unknownStarted,
            long missed,
            long leftOut,
            Map<String, Long> reasons,
            Map<String, Latencies> successes,
            SparseHistogram scheduleDelay,
            SparseHistogram loopLag) {
        long started() {
            return good + bad + unknownStarted;
        }

        /** Latencies of the good runs of the checks whose names begin so. */
        Latencies success(String prefix) {
            return successes.getOrDefault(prefix, Latencies.EMPTY);
        }
    }

    StandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/api/v1/agents/", this::checks);
        server.createContext("/api/v1/batches", this::batch);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "stand-in");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Assigns these checks from now on. */
    void assign(List<Check> checks) {
        assign(checks, List.of());
    }

    /** @param limits that each of them is judged by */
    synchronized void assign(List<Check> checks, List<Duration> limits) {
        assigned = AssignedChecks.of(
                new Location("rig"),
                checks.stream().map(check -> new AssignedCheck(check, limits)).toList());
        notifyAll();
    }

    /** Blocks until the next batch is added. IllegalStateException if none comes within a minute. */
    synchronized void awaitBatch() throws InterruptedException {
        long known = batches;
        long end = System.nanoTime() + LONGEST_BATCH_NANOS;
        long left = LONGEST_BATCH_NANOS;
        while (batches == known && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
        if (batches == known) {
            throw new IllegalStateException("no batch of the agent within a minute");
        }
    }

    /** What came since the last call, which it forgets. */
    synchronized Found take() {
        readAll();
        Sums taken = sums;
        sums = new Sums();
        return new Found(
                taken.good,
                taken.bad,
                taken.unknownStarted,
                taken.missed,
                taken.leftOut,
                taken.reasons,
                latencies(taken.success),
                taken.scheduleDelay.toSparse(),
                taken.loopLag.toSparse());
    }

    /** What came of each check's slots since the stand-in began, whatever {@link #take} took in between; then forgets it. */
    synchronized Map<CheckName, SlotLedger> takeLedgers() {
        readAll();
        Map<CheckName, SlotLedger> taken = ledgers;
        ledgers = new TreeMap<>();
        return taken;
    }

    private static Map<String, Latencies> latencies(Map<String, LatenciesAccumulator> sums) {
        Map<String, Latencies> all = new TreeMap<>();
        sums.forEach((prefix, sum) -> all.put(prefix, sum.toLatencies()));
        return all;
    }

    private void checks(HttpExchange exchange) throws IOException {
        String known = exchange.getRequestHeaders().getFirst("If-None-Match");
        AssignedChecks answer;
        synchronized (this) {
            long end = System.nanoTime() + LONGEST_POLL_NANOS;
            long left = LONGEST_POLL_NANOS;
            while (known != null && known.equals('"' + assigned.revision() + '"') && left > 0 && !closed) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
                left = end - System.nanoTime();
            }
            answer = assigned;
        }
        String tag = '"' + answer.revision() + '"';
        exchange.getResponseHeaders().set("ETag", tag);
        if (tag.equals(known)) {
            exchange.sendResponseHeaders(304, -1);
        } else {
            byte[] body = AssignedChecksJson.writeBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
        exchange.close();
    }

    private void batch(HttpExchange exchange) throws IOException {
        byte[] packed = exchange.getRequestBody().readAllBytes();
        synchronized (this) {
            unread.add(packed);
            batches++;
            notifyAll();
        }
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private void readAll() {
        List<byte[]> packed = unread;
        unread = new ArrayList<>();
        for (byte[] each : packed) {
            try {
                add(BatchCodec.decode(BatchCodec.gunzip(each, BatchCodec.MAX_BYTES)));
            } catch (MalformedBatchException e) {
                throw new IllegalStateException("the agent sent a batch that cannot be read: " + e.getMessage(), e);
            }
        }
    }

    private void add(Batch batch) {
        sums.scheduleDelay.add(batch.scheduleDelay());
        sums.loopLag.add(batch.eventLoopLag());
        for (CheckInterval interval : batch.intervals()) {
            sums.success
                    .computeIfAbsent(RigChecks.prefixOf(interval.check()), prefix -> new LatenciesAccumulator())
                    .add(interval.success());
            sums.leftOut += interval.leftOut();
            ledgers.computeIfAbsent(interval.check(), check -> new SlotLedger()).add(interval);
            for (int i = 0; i < interval.words().count(); i++) {
                count(interval.words().at(i));
            }
        }
    }

    private void count(SlotWord word) {
        if (word.isNone()) {
            return;
        }
        if (word.slotClass() == SlotClass.GOOD) {
            sums.good++;
        } else if (word.slotClass() == SlotClass.BAD) {
            sums.bad++;
            sums.reasons.merge(word.reason(), 1L, Long::sum);
        } else if (word.slotClass() == SlotClass.UNKNOWN) {
            if (word.started()) {
                sums.unknownStarted++;
            } else {
                sums.missed++;
            }
            sums.reasons.merge(word.reason(), 1L, Long::sum);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        server.stop(0);
    }
}
