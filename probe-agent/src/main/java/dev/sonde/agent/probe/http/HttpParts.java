package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProtocolRun;
import dev.sonde.agent.probe.run.Run;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Sends requests that are parts of longer runs, each on a connection of its own. Belongs to one event loop. */
public final class HttpParts {
    private final LoopClient client;

    /** Made on its event loop. */
    public HttpParts(ProbeLoop loop) {
        this.client = new LoopClient(loop);
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
        return new HttpRun(
                run, client.client(), part.target(), part.needs(), null, null, null, null, name, jar, last, listener);
    }

    /** Lets Vert.x set up what the part's runs would have to wait for otherwise. */
    public Future<?> settle(HttpPart part) {
        return client.settle(part.target(), part.needs());
    }

    /** Closes what they share. */
    public void close() {
        client.close();
    }
}
