package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.HttpModule;
import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.probe.http.HttpProbes;
import dev.sonde.agent.probe.http.Url;
import dev.sonde.agent.probe.run.ProbeLoop;
import io.vertx.core.http.HttpClientAgent;
import java.util.Locale;

/** HTTP over connections that are each dialled anew. Belongs to one event loop. */
final class HttpProber implements Prober {
    private final ProbeLoop loop;
    private final HttpClientAgent client;

    HttpProber(ProbeLoop loop) {
        this.loop = loop;
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
        attempt.resolve(url.host(), http.ip(), address -> {
            findings.resolved();
            attempt.doing("reading what the module refers to");
            attempt.blocking(() -> HttpPreparation.read(http, url, loop), prepared -> {
                findings.prepared(prepared);
                new HttpExchanges(attempt, client, http, prepared, findings).begin(url, address);
            });
        });
    }

    private static String withScheme(String target) {
        String lower = target.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://") ? target : "http://" + target;
    }
}
