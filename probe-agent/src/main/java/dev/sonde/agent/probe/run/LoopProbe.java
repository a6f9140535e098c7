package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.Sample;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs one check of any protocol. What blocks (secrets, files) is read on a worker before the first run and read again
 * there, behind the runs' backs, while runs go on with what is known. Belongs to one event loop.
 *
 * @param <N> what the protocol's runs need
 */
public final class LoopProbe<N> implements Probe {
    private static final long REREAD_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ProbeLoop loop;
    private final Duration timeout;
    private final Procedure<N> procedure;
    private final List<Run> inFlight = new ArrayList<>(0);
    private final List<Promise<Sample>> waiting = new ArrayList<>(0);
    private @Nullable Prepared<N> prepared;
    private long preparedNanos;
    private boolean preparing;
    private RunMark mark = RunMark.PLANNED;
    private boolean closed;

    /**
     * Begins to prepare at once.
     *
     * @param timeout of one run
     */
    public LoopProbe(ProbeLoop loop, Duration timeout, Procedure<N> procedure) {
        this.loop = loop;
        this.timeout = timeout;
        this.procedure = procedure;
        loop.opened(this);
        prepare();
    }

    /** What later runs are, as far as the target can tell. */
    public void mark(RunMark runs) {
        mark = runs;
    }

    @Override
    public Future<Sample> run() {
        if (closed) {
            return Future.succeededFuture(stopped());
        }
        Prepared<N> present = prepared;
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

    private Future<Sample> run(Prepared<N> with) {
        N needs = with.needs();
        if (needs == null) {
            return Future.succeededFuture(nothing(UnknownReason.AGENT_MISCONFIGURED, with.problem()));
        }
        Future<N> fresh = procedure.freshen(needs);
        return fresh.succeeded() ? begin(with, fresh.result()) : fresh.transform(done -> afterWaiting(with, done));
    }

    private Future<Sample> afterWaiting(Prepared<N> with, AsyncResult<N> fresh) {
        if (closed) {
            return Future.succeededFuture(stopped());
        }
        if (fresh.succeeded()) {
            return begin(with, fresh.result());
        }
        String why = String.valueOf(fresh.cause().getMessage());
        return Future.succeededFuture(
                nothing(UnknownReason.AGENT_MISCONFIGURED, with.masks().apply(why)));
    }

    private Future<Sample> begin(Prepared<N> with, N needs) {
        Run run = new Run(this, loop, timeout, with.masks(), mark);
        inFlight.add(run);
        Spread spread = procedure.spread(needs);
        return loop.dispatched(() -> run.start(
                spread == null
                        ? procedure.begin(run, needs)
                        : new SpreadRun(run, spread, part -> procedure.begin(part, needs))));
    }

    private boolean isStale(Prepared<N> present) {
        long age = loop.now() - preparedNanos;
        return present.needs() == null ? age > RETRY_NANOS : present.canChange() && age > REREAD_NANOS;
    }

    private void prepare() {
        preparing = true;
        loop.blocking(() -> Preparation.of(procedure, loop.settings(), loop.profiles()))
                .compose(this::settled)
                .onComplete(this::prepared, failure -> {
                    String detail = "reading what the check needs: " + failure;
                    prepared(new Prepared<>(null, detail, Masks.NONE, true));
                });
    }

    private Future<Prepared<N>> settled(Prepared<N> read) {
        N needs = read.needs();
        return needs == null || closed
                ? Future.succeededFuture(read)
                : procedure.settle(needs).transform(done -> Future.succeededFuture(read));
    }

    private void prepared(Prepared<N> read) {
        preparing = false;
        prepared = read;
        preparedNanos = loop.now();
        List<Promise<Sample>> turns = List.copyOf(waiting);
        waiting.clear();
        for (Promise<Sample> turn : turns) {
            run(read).onComplete(turn);
        }
    }

    void ended(Run run) {
        inFlight.remove(run);
    }

    /** How many runs are under way. */
    public int inFlight() {
        return inFlight.size();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        loop.closed(this);
        List.copyOf(inFlight).forEach(Run::stop);
        List<Promise<Sample>> turns = List.copyOf(waiting);
        waiting.clear();
        turns.forEach(turn -> turn.complete(stopped()));
        procedure.close();
    }

    private Sample stopped() {
        return nothing(UnknownReason.AGENT_STOPPED, "the probe was stopped");
    }

    private Sample nothing(UnknownReason reason, String detail) {
        return Sample.bare(Outcome.unknown(reason), loop.now(), 0, detail);
    }
}
