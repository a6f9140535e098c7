package dev.sonde.agent.probe.run;

import dev.sonde.contract.secret.UnresolvedSecretException;
import io.vertx.core.Future;
import java.io.IOException;
import java.security.GeneralSecurityException;

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

    /** Makes one run's part of the protocol; called on the loop. Nothing is begun before {@link ProtocolRun#start}. */
    ProtocolRun begin(Run run, N needs);
}
