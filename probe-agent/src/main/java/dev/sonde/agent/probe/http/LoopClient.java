package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpConnectOptions;
import java.net.InetAddress;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Vert.x's client for the checks of one event loop that need it, set up before their runs do. Belongs to its loop. */
final class LoopClient {
    private static final Logger LOG = LoggerFactory.getLogger(LoopClient.class);

    private final ProbeLoop loop;
    private final HttpClientAgent client;

    /** The profiles that Vert.x was made to set itself up for, by identity. */
    private final Set<TlsProfile> settled = Collections.newSetFromMap(new WeakHashMap<>());

    LoopClient(ProbeLoop loop) {
        this.loop = loop;
        this.client = HttpProbes.client(loop);
    }

    ProbeLoop loop() {
        return loop;
    }

    HttpClientAgent client() {
        return client;
    }

    /**
     * Lets Vert.x set up what a target's runs would have to wait for otherwise, if it may be the one to speak, and once for each
     * profile: by a dial that is aborted before it is begun, so nothing leaves this process.
     */
    Future<?> settle(HttpTarget target, HttpNeeds needs) {
        TlsProfile tls = needs.tls();
        boolean mayBeNeeded = needs.request().url().secure()
                && (target.version() == Version.AUTO || target.version() == Version.HTTP_2);
        if (tls == null || !mayBeNeeded || !settled.add(tls)) {
            return Future.succeededFuture();
        }
        Dial nowhere = new Dial(
                InetAddress.getLoopbackAddress(), 1, tls, null, loop.settings().nanoClock());
        nowhere.abort();
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(nowhere)
                .setHost("localhost")
                .setPort(1)
                .setSsl(true)
                .setSslOptions(tls.options());
        return client.connect(options);
    }

    void close() {
        client.close().onFailure(failure -> LOG.warn("closing the probes' client: {}", failure.toString()));
    }
}
