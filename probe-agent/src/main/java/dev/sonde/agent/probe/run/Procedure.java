package dev.sonde.agent.probe.run;

import dev.sonde.contract.secret.UnresolvedSecretException;
import io.vertx.core.Future;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * How one check of one protocol is run: what has to be read before, and how a run is begun.
 *
 * @param <N> what its runs need; immutable
 */
public interface Procedure<N> {
    /**
     * Reads what blocks: secrets, files, TLS profiles. Called on a worker, before the first run and again from time to
     * time; must not touch the loop.
     *
     * <p>What it throws of these kinds ends the runs as {@code agent_misconfigured}, the message (for people) being their
     * detail.
     */
    N prepare(Preparation preparation) throws UnresolvedSecretException, IOException, GeneralSecurityException;

    /** Sets up on the loop what the first run should not have to wait for. Its failure is nobody's concern. */
    default Future<?> settle(N needs) {
        return Future.succeededFuture();
    }

    /**
     * Waits for what a run needs fresh and is not the target's to answer for, such as a token. The run's clock starts
     * afterwards. Called on the loop before every run.
     *
     * @return usually completed already; its failure's message (for people) ends the run as {@code agent_misconfigured}
     */
    default Future<N> freshen(N needs) {
        return Future.succeededFuture(needs);
    }

    /** That a run probes every address of a name, each by a {@link ProtocolRun} of its own; null if it dials one. */
    default @Nullable Spread spread(N needs) {
        return null;
    }

    /** Releases what it keeps between runs; called on the loop, once, when no run will follow. */
    default void close() {}

    /** Makes one run's part of the protocol; called on the loop. Nothing is begun before {@link ProtocolRun#start}. */
    ProtocolRun begin(Run run, N needs);
}
