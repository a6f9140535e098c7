package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Tls;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * TLS of checks that begin in clear text, loaded when a redirect leads one of them there first: most are never led there, and
 * it is hundreds of classes and all of the platform's roots. Belongs to one event loop.
 */
final class LaterTls {
    private final ProbeLoop loop;
    private final Tls tls;
    private @Nullable TlsProfile profile;

    LaterTls(ProbeLoop loop, Tls tls) {
        this.loop = loop;
        this.tls = tls;
    }

    /**
     * Whether a check can do with this: its runs begin in clear text and can begin anew when they are led to TLS, and no file is
     * to be found missing before.
     */
    static boolean suits(HttpTarget target) {
        return "http".equalsIgnoreCase(target.url().getScheme())
                && target.redirects().follow()
                && target.hasSafeMethod()
                && target.tls().caFile() == null
                && target.tls().certFile() == null;
    }

    /** Null until it is loaded. */
    @Nullable
    TlsProfile profile() {
        return profile;
    }

    /** Ends on the loop; its failure's message is for people. */
    Future<TlsProfile> load() {
        return loop.tls(tls, HttpProbes.OFFERS).onSuccess(loaded -> profile = loaded);
    }
}
