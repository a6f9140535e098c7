package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ClientSettings.Credentials;
import dev.sonde.agent.probe.http.TokenDemand;
import dev.sonde.agent.probe.http.Tokens;
import dev.sonde.agent.probe.run.ProbeLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tokens that modules get by OAuth 2, kept between probes; getting one is in no probe's phases. One event loop. */
final class Bearers {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int REMEMBERED = 100;

    private final ProbeLoop own;
    private final Map<Credentials.OAuth2, Tokens> tokens = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Credentials.OAuth2, Tokens> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param own for what the operator wrote */
    Bearers(ProbeLoop own) {
        this.own = own;
    }

    /**
     * Gets what the header Authorization is to say.
     *
     * @param credentials of the module
     * @param demand null without OAuth 2: then nothing is got and nothing said
     * @param said told of it, if there is anything to say, before the rest
     */
    void demand(
            Attempt attempt,
            @Nullable Credentials credentials,
            @Nullable TokenDemand demand,
            Consumer<String> said,
            Runnable next) {
        if (demand == null || !(credentials instanceof Credentials.OAuth2 oauth2)) {
            next.run();
            return;
        }
        attempt.doing("getting a token");
        tokens.computeIfAbsent(oauth2, first -> new Tokens(own, LONGEST))
                .token(demand)
                .onComplete(
                        token -> attempt.guarded(() -> {
                            said.accept("Bearer " + token.value());
                            next.run();
                        }),
                        problem -> attempt.fail("no token", "err", String.valueOf(problem.getMessage())));
    }
}
