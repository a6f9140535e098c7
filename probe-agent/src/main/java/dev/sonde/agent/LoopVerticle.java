package dev.sonde.agent;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ties a {@link LoopStation} to an event loop of its own, and carries questions there and answers back. */
final class LoopVerticle extends VerticleBase {
    private final Supplier<LoopStation> maker;
    private final Supplier<Future<?>> rehearsal;
    private @Nullable LoopStation station;

    /**
     * @param maker called once, on the event loop
     * @param rehearsal performed there before anything is run
     */
    LoopVerticle(Supplier<LoopStation> maker, Supplier<Future<?>> rehearsal) {
        this.maker = maker;
        this.rehearsal = rehearsal;
    }

    @Override
    public Future<?> start() {
        LoopStation made = maker.get();
        station = made;
        made.start();
        return rehearsal.get();
    }

    @Override
    public Future<?> stop() {
        return station == null ? Future.succeededFuture() : station.close();
    }

    /** Asks the station on its event loop; the answer comes back on the asker's. */
    <T> Future<T> ask(Context asker, Function<LoopStation, T> question) {
        Promise<T> answer = Promise.promise();
        context.runOnContext(here -> {
            LoopStation asked = station;
            try {
                if (asked == null) {
                    throw new IllegalStateException("the event loop has no station yet");
                }
                T said = question.apply(asked);
                asker.runOnContext(back -> answer.complete(said));
            } catch (RuntimeException defect) {
                asker.runOnContext(back -> answer.fail(defect));
            }
        });
        return answer.future();
    }
}
