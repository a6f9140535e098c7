package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ClientSettings.Credentials;
import dev.sonde.agent.blackbox.module.HttpModule;
import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.probe.http.HttpProbes;
import dev.sonde.agent.probe.http.TokenDemand;
import dev.sonde.agent.probe.http.Tokens;
import dev.sonde.agent.probe.http.Url;
import dev.sonde.agent.probe.run.ProbeLoop;
import io.vertx.core.http.HttpClientAgent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HTTP over connections that are each dialled anew. Belongs to one event loop. */
final class HttpProber implements Prober {
    private static final Duration LONGEST_FOR_TOKEN = Duration.ofSeconds(10);
    private static final int TOKENS_REMEMBERED = 100;

    private final ProbeLoop loop;
    private final ProbeLoop own;
    private final Map<String, String> environment;
    private final HttpClientAgent client;
    private final Map<Credentials.OAuth2, Tokens> tokens = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Credentials.OAuth2, Tokens> eldest) {
            return size() > TOKENS_REMEMBERED;
        }
    };

    /** @param own for what the operator wrote */
    HttpProber(ProbeLoop loop, ProbeLoop own, Map<String, String> environment) {
        this.loop = loop;
        this.own = own;
        this.environment = Map.copyOf(environment);
        this.client = HttpProbes.client(loop);
    }

    @Override
    public void begin(Attempt attempt, ProbeModule module, String target) {
        HttpModule http = module.http();
        HttpFindings findings = new HttpFindings(attempt, http);
        findings.begin();
        Url url;
        try {
            url = Url.parse(withScheme(target));
        } catch (IllegalArgumentException e) {
            attempt.fail("target not understood", "err", String.valueOf(e.getMessage()));
            return;
        }
        if (http.http3()) {
            attempt.fail("HTTP/3 is not spoken by this prober", "expected", "enable_http3: false");
            return;
        }
        if (http.skipResolveWithProxy() && HttpProxies.any(http.client().proxy())) {
            if (attempt.permits(url.host())) {
                findings.resolved();
                prepare(attempt, http, url, null, findings);
            } else {
                attempt.refuse(Attempt.blocked(url.host()));
            }
            return;
        }
        attempt.resolve(url.host(), http.ip(), address -> {
            findings.resolved();
            prepare(attempt, http, url, address, findings);
        });
    }

    private void prepare(
            Attempt attempt, HttpModule http, Url url, @Nullable InetAddress address, HttpFindings findings) {
        attempt.doing("reading what the module refers to");
        attempt.blocking(() -> HttpPreparation.read(http, url, loop, environment), prepared -> {
            findings.prepared(prepared);
            HttpExchanges exchanges = new HttpExchanges(attempt, client, http, prepared, findings);
            withToken(attempt, http, prepared, () -> exchanges.begin(url, address));
        });
    }

    /** Tokens are kept between probes; getting one is in no probe's phases. */
    private void withToken(Attempt attempt, HttpModule http, HttpPreparation prepared, Runnable next) {
        TokenDemand demand = prepared.token();
        if (demand == null || !(http.client().credentials() instanceof Credentials.OAuth2 oauth2)) {
            next.run();
            return;
        }
        attempt.doing("getting a token");
        tokens.computeIfAbsent(oauth2, first -> new Tokens(own, LONGEST_FOR_TOKEN))
                .token(demand)
                .onComplete(
                        token -> attempt.guarded(() -> {
                            prepared.headers().set("Authorization", "Bearer " + token.value());
                            next.run();
                        }),
                        problem -> attempt.fail("no token", "err", String.valueOf(problem.getMessage())));
    }

    private static String withScheme(String target) {
        String lower = target.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://") ? target : "http://" + target;
    }
}
