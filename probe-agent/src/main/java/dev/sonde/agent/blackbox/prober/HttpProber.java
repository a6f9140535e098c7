package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.HttpModule;
import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.probe.http.HttpProbes;
import dev.sonde.agent.probe.http.Url;
import dev.sonde.agent.probe.run.ProbeLoop;
import io.vertx.core.http.HttpClientAgent;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HTTP over connections that are each dialled anew. Belongs to one event loop. */
final class HttpProber implements Prober {
    private final ProbeLoop loop;
    private final Map<String, String> environment;
    private final HttpClientAgent client;
    private final Bearers bearers;
    private final BodyMemory memory;

    /**
     * @param memory for bodies
     * @param environment may name proxies
     */
    HttpProber(ProbeLoop loop, Bearers bearers, BodyMemory memory, Map<String, String> environment) {
        this.loop = loop;
        this.memory = memory;
        this.bearers = bearers;
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
        if (!http.http3()
                && http.skipResolveWithProxy()
                && HttpProxies.any(http.client().proxy())) {
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
            HttpExchanges exchanges = new HttpExchanges(attempt, client, http, prepared, findings, memory);
            bearers.demand(
                    attempt,
                    http.client().credentials(),
                    prepared.token(),
                    said -> prepared.headers().set("Authorization", said),
                    () -> exchanges.begin(url, address));
        });
    }

    private static String withScheme(String target) {
        String lower = target.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://") ? target : "http://" + target;
    }
}
