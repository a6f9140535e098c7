package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Run;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpConnectOptions;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends requests that are parts of longer runs, each on a connection of its own. Belongs to one event loop. */
public final class HttpParts {
    private static final Logger LOG = LoggerFactory.getLogger(HttpParts.class);

    private final ProbeLoop loop;
    private final HttpClientAgent client;

    /** Made on its event loop. */
    public HttpParts(ProbeLoop loop) {
        this.loop = loop;
        this.client = HttpProbes.client(loop);
    }

    /**
     * One request of a run, which is in phase resolve; nothing is begun before it is started.
     *
     * @param name of the step, for the trail
     * @param jar cookies that the run was given so far, and takes more into; null neither sends nor takes any
     * @param last whether nothing that can take long follows
     */
    public ProtocolRun request(
            Run run, HttpPart part, String name, @Nullable CookieJar jar, boolean last, HttpListener listener) {
        return new HttpRun(run, client, part.target(), part.needs(), null, null, null, name, jar, last, listener);
    }

    /** Lets Vert.x set up what the part's runs would have to wait for otherwise. */
    public Future<?> settle(HttpPart part) {
        return settle(part.needs().tls(), loop, client);
    }

    /** By a dial that is aborted before it is begun, so nothing leaves this process. */
    static Future<?> settle(@Nullable TlsProfile tls, ProbeLoop loop, HttpClientAgent client) {
        if (tls == null) {
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

    /** Closes what they share. */
    public void close() {
        client.close().onFailure(failure -> LOG.warn("closing the scenarios' client: {}", failure.toString()));
    }
}
