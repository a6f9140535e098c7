package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.run.ProbeLoop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The token of one check's runs, kept until shortly before it expires: a run that finds it ageing has another drawn behind
 * its back, one that finds none waits before its clock starts. Belongs to one event loop.
 */
public final class Tokens {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long DOUBTED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ProbeLoop loop;
    private final Duration within;
    private @Nullable TokenDemand demanded;
    private @Nullable Token held;
    private boolean accepted;
    private @Nullable Future<Token> drawing;
    private @Nullable Throwable failure;
    private long failedNanos;

    /** @param timeout of a run, which a token may take no longer than */
    public Tokens(ProbeLoop loop, Duration timeout) {
        this.loop = loop;
        this.within = timeout.compareTo(LONGEST_WAIT) < 0 ? timeout : LONGEST_WAIT;
    }

    /** A token that is good now; completed already if one is held. Fails with a message for people. */
    public Future<Token> token(TokenDemand demand) {
        if (!demand.equals(demanded)) {
            demanded = demand;
            held = null;
            drawing = null;
            failure = null;
        }
        Token present = held;
        if (present == null || present.hasExpired(loop.now())) {
            return draw(demand);
        }
        if (present.isAgeing(loop.now())) {
            Future<Token> unused = draw(demand);
        }
        return Future.succeededFuture(present);
    }

    private Future<Token> draw(TokenDemand demand) {
        Future<Token> underWay = drawing;
        if (underWay != null) {
            return underWay;
        }
        if (failure != null && loop.now() - failedNanos < RETRY_NANOS) {
            return Future.failedFuture(failure);
        }
        Future<Token> begun = TokenFetch.of(loop, demand, within);
        drawing = begun;
        begun.onComplete(token -> drawn(begun, token, null), problem -> drawn(begun, null, problem));
        return begun;
    }

    private void drawn(Future<Token> begun, @Nullable Token token, @Nullable Throwable problem) {
        if (drawing != begun) {
            return; // for credentials that are no longer the check's
        }
        drawing = null;
        failure = problem;
        failedNanos = loop.now();
        if (token != null) {
            held = token;
            accepted = false;
        }
    }

    /** The target took it. */
    void accepted(Token token) {
        accepted |= token.equals(held);
    }

    /**
     * Whether another token may help where this one was refused: it was taken before, so that it must have been revoked. One
     * that never was is only doubted after a while, lest a target that refuses everybody cost a token with every run.
     */
    boolean mayBeRevoked(Token refused) {
        return !refused.equals(held) || accepted || loop.now() - refused.drawnNanos() > DOUBTED_NANOS;
    }

    /** Another token than this one, which was refused. */
    Future<Token> inPlaceOf(Token refused, TokenDemand demand) {
        if (refused.equals(held)) {
            held = null;
        }
        return token(demand);
    }
}
