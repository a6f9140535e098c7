package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.resolve.NameSources;
import dev.sonde.agent.resolve.ResolverConfiguration;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.result.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@link Rehearsal} is for the other versions, for HTTP/3: not before the first check that wants it, since most agents
 * have none and QUIC's library would be loaded for nothing. Belongs to one event loop.
 */
final class Http3Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Http3Rehearsal.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration MOST = Duration.ofSeconds(5);
    private static final int RUNS = 5;

    private final ProbeLoop loop;
    private @Nullable Future<Integer> performed;

    Http3Rehearsal(ProbeLoop loop) {
        this.loop = loop;
    }

    /** Rehearses when it is called first. To be called on the loop; ends there with how many runs succeeded, and never fails. */
    Future<Integer> once() {
        Future<Integer> present = performed;
        if (present == null) {
            present = perform(loop.vertx());
            performed = present;
        }
        return present;
    }

    private Future<Integer> perform(Vertx vertx) {
        return vertx.executeBlocking(() -> new ThrowawayCertificate("rehearsal.invalid"))
                .compose(certificate -> open(vertx, certificate))
                .compose(server -> probe(vertx, server.actualPort()).onComplete(done -> {
                    var unused = server.close();
                }))
                .onSuccess(succeeded -> LOG.debug("rehearsed HTTP/3, {} of {} runs succeeded", succeeded, RUNS))
                .otherwise(failure -> {
                    LOG.debug("rehearsing HTTP/3 failed", failure);
                    return 0;
                });
    }

    private static Future<HttpServer> open(Vertx vertx, ThrowawayCertificate certificate) {
        HttpServerConfig config = new HttpServerConfig()
                .setVersions(HttpVersion.HTTP_3)
                .setQuicHost(LOOPBACK)
                .setQuicPort(0);
        ServerSSLOptions tls = new ServerSSLOptions().setKeyCertOptions(KeyCertOptions.wrap(certificate.keys()));
        return vertx.createHttpServer(config, tls)
                .requestHandler(request -> {
                    var unused = request.response().end("rehearsed");
                })
                .listen();
    }

    private Future<Integer> probe(Vertx vertx, int port) {
        ProbeLoop own = new ProbeLoop(
                vertx,
                loop.settings()
                        .withFence(AddressFence.open())
                        .withNames(() -> NameSources.of(ResolverConfiguration.of())));
        HttpProbes probes = HttpProbes.unrehearsed(own);
        HttpTarget target = HttpTarget.builder(URI.create("https://" + LOOPBACK + ":" + port + "/"))
                .version(Version.HTTP_3)
                .tls(new Tls(null, null, false))
                .build();
        Probe probe = probes.create(Check.of(new CheckName("rehearsal"), Check.DEFAULT_INTERVAL, MOST, target), target);
        Future<Integer> succeeded = Future.succeededFuture(0);
        for (int run = 0; run < RUNS; run++) {
            succeeded = succeeded.compose(before ->
                    probe.run().map(sample -> sample.outcome().equals(Outcome.SUCCESS) ? before + 1 : before));
        }
        return succeeded.eventually(() -> {
            Future<Void> closed = own.close();
            probes.close();
            return closed;
        });
    }
}
