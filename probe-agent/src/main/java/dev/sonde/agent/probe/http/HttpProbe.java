package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.PhaseTimings;
import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs one HTTP check. What blocks (secrets, CA files) was read on a worker before the first run and is read again there,
 * behind the runs' backs, while runs go on with what is known. Belongs to one event loop.
 */
final class HttpProbe implements Probe {
    private static final long REREAD_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final HttpProbes loop;
    private final HttpTarget target;
    private final Duration timeout;
    private final boolean canChange;
    private final List<HttpRun> inFlight = new ArrayList<>(1);
    private final List<Promise<Sample>> waiting = new ArrayList<>(1);
    private @Nullable Prepared prepared;
    private long preparedNanos;
    private boolean preparing;
    private boolean closed;

    HttpProbe(HttpProbes loop, HttpTarget target, Duration timeout) {
        this.loop = loop;
        this.target = target;
        this.timeout = timeout;
        this.canChange = Prepared.canChange(target);
        prepare();
    }

    @Override
    public Future<Sample> run() {
        if (closed) {
            return Future.succeededFuture(stopped());
        }
        Prepared present = prepared;
        if (present == null) {
            Promise<Sample> turn = Promise.promise();
            waiting.add(turn);
            return turn.future();
        }
        if (!preparing && isStale(present)) {
            prepare();
        }
        return run(present);
    }

    private Future<Sample> run(Prepared with) {
        Prepared.Needs needs = with.needs();
        if (needs == null) {
            return Future.succeededFuture(nothing(UnknownReason.AGENT_MISCONFIGURED, with.problem()));
        }
        HttpRun run = new HttpRun(this, loop, target, timeout, with);
        inFlight.add(run);
        return loop.dispatched(() -> run.start(needs));
    }

    private boolean isStale(Prepared present) {
        long age = loop.now() - preparedNanos;
        return present.needs() == null ? age > RETRY_NANOS : canChange && age > REREAD_NANOS;
    }

    private void prepare() {
        preparing = true;
        loop.prepare(target).onComplete(read -> prepared(read), failure -> {
            String detail = "reading what the check needs: " + failure;
            prepared(new Prepared(null, detail, Masks.NONE));
        });
    }

    private void prepared(Prepared read) {
        preparing = false;
        prepared = read;
        preparedNanos = loop.now();
        List<Promise<Sample>> turns = List.copyOf(waiting);
        waiting.clear();
        for (Promise<Sample> turn : turns) {
            run(read).onComplete(turn);
        }
    }

    void ended(HttpRun run) {
        inFlight.remove(run);
    }

    int inFlight() {
        return inFlight.size();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        loop.closed(this);
        List.copyOf(inFlight).forEach(HttpRun::stop);
        List<Promise<Sample>> turns = List.copyOf(waiting);
        waiting.clear();
        turns.forEach(turn -> turn.complete(stopped()));
    }

    private Sample stopped() {
        return nothing(UnknownReason.AGENT_STOPPED, "the probe was stopped");
    }

    private Sample nothing(UnknownReason reason, String detail) {
        return new Sample(Outcome.unknown(reason), loop.now(), 0, PhaseTimings.NONE, detail, null, 0, null);
    }
}
