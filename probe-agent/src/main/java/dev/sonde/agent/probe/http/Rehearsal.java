package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.Probe;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.ProbeSettings;
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
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes servers of its own on loopback before any target is probed, so that the first samples show the targets and not
 * this process loading its classes, which takes hundreds of milliseconds and falls into every phase. Needed once per
 * process, and of TLS only by one whose checks need it. Belongs to the event loop it is begun on.
 */
public final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String NAME = "rehearsal.invalid";

    /** What leads to the root: where the runs begin that follow a redirect. */
    private static final String ELSEWHERE = "/elsewhere";

    private static final Duration MOST = Duration.ofSeconds(10);
    private static final int ROUNDS = 5;

    private static final int DNS_HEADER_BYTES = 12;

    private final Vertx vertx;
    private final ProbeSettings settings;
    private final Kind kind;
    private @Nullable DatagramSocket names;
    private @Nullable HttpServer server;

    private Rehearsal(Vertx vertx, ProbeSettings settings, Kind kind) {
        this.vertx = vertx;
        this.settings = settings;
        this.kind = kind;
    }

    /** What is rehearsed. */
    private enum Kind {
        CLEAR("http", ELSEWHERE),
        TLS("https", "/");

        private final String scheme;
        private final String path;

        Kind(String scheme, String path) {
            this.scheme = scheme;
            this.path = path;
        }

        List<Version> versions() {
            return switch (this) {
                case CLEAR -> List.of(Version.HTTP_1_1);
                case TLS -> List.of(Version.HTTP_1_1, Version.AUTO);
            };
        }

        int runs() {
            return ROUNDS * versions().size();
        }
    }

    /**
     * Rehearses what is in clear text. Never fails, for a process that could not rehearse can still probe. To be called on an
     * event loop.
     *
     * @return whether all of the runs succeeded
     */
    public static Future<Boolean> of(Vertx vertx, ProbeSettings settings) {
        return new Rehearsal(vertx, settings, Kind.CLEAR).perform();
    }

    /** The same with TLS, by HTTP/1.1 and HTTP/2. */
    public static Future<Boolean> ofTls(Vertx vertx, ProbeSettings settings) {
        return new Rehearsal(vertx, settings, Kind.TLS).perform();
    }

    /** One after the other. */
    public static Future<Boolean> ofAll(Vertx vertx, ProbeSettings settings) {
        return of(vertx, settings).compose(clear -> ofTls(vertx, settings).map(tls -> clear && tls));
    }

    private Future<Boolean> perform() {
        long began = settings.nanoClock().getAsLong();
        Future<HttpServer> made = switch (kind) {
            case CLEAR -> Future.succeededFuture(vertx.createHttpServer(options()));
            case TLS ->
                vertx.executeBlocking(this::certificate)
                        .map(certificate -> vertx.createHttpServer(secured(options(), certificate)));
        };
        return made.compose(this::open)
                .compose(opened -> probe())
                .onComplete(done -> close())
                .onSuccess(succeeded -> LOG.debug(
                        "rehearsed {} in {} ms, {} of {} runs succeeded",
                        kind.scheme,
                        (settings.nanoClock().getAsLong() - began) / 1_000_000,
                        succeeded,
                        kind.runs()))
                .map(succeeded -> succeeded == kind.runs())
                .otherwise(failure -> {
                    LOG.debug("rehearsing {} failed", kind.scheme, failure);
                    return false;
                });
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions().setHost(LOOPBACK).setPort(0);
    }

    private ThrowawayCertificate certificate() throws Exception {
        ThrowawayCertificate certificate = new ThrowawayCertificate(NAME);
        try {
            X509Certificate[] chain = {certificate.certificate()};
            settings.trust().platform().judge().checkServerTrusted(chain, "UNKNOWN");
        } catch (CertificateException e) {
            LOG.trace("as it should be: {}", e.getMessage());
        } catch (GeneralSecurityException e) {
            LOG.debug("no platform roots: {}", e.getMessage());
        }
        return certificate;
    }

    private Future<Void> open(HttpServer made) {
        server = made;
        DatagramSocket udp = vertx.createDatagramSocket();
        names = udp;
        udp.handler(packet -> {
            var unused = udp.send(
                    answer(packet.data()),
                    packet.sender().port(),
                    packet.sender().host());
        });
        made.requestHandler(request -> {
            HttpServerResponse response = request.response();
            if (request.path().equals(ELSEWHERE)) {
                response.setStatusCode(302).putHeader("Location", "/");
            }
            var unused = response.end("rehearsed");
        });
        return Future.all(udp.listen(0, LOOPBACK), made.listen()).mapEmpty();
    }

    /** On the engine of the probes: the JDK's handshakes would load some 300 classes that nothing else needs. */
    private HttpServerOptions secured(HttpServerOptions options, ThrowawayCertificate certificate) {
        HttpServerOptions secured = new HttpServerOptions(options)
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(KeyCertOptions.wrap(certificate.keys()));
        return switch (settings.engines().tls()) {
            case BORINGSSL -> secured.setSslEngineOptions(new OpenSSLEngineOptions());
            case JDK -> secured;
        };
    }

    /** Turns a query into its own answer: no error, no records but for one address, that of loopback. */
    private static Buffer answer(Buffer query) {
        int end = DNS_HEADER_BYTES;
        while (end < query.length() && query.getByte(end) != 0) {
            end += query.getByte(end) + 1;
        }
        int questionEnd = end + 5;
        boolean forIpv4 = query.getShort(end + 1) == 1;
        Buffer answer = query.getBuffer(0, questionEnd);
        answer.setShort(2, (short) 0x8580)
                .setShort(6, (short) (forIpv4 ? 1 : 0))
                .setInt(8, 0);
        if (forIpv4) {
            answer.appendBytes(new byte[] {(byte) 0xC0, DNS_HEADER_BYTES, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1});
        }
        return answer;
    }

    private Future<Integer> probe() {
        if (names == null || server == null) {
            return Future.failedFuture("not open");
        }
        int port = server.actualPort();
        InetSocketAddress nameServer = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), names.localAddress().port());
        ProbeSettings rehearsed = settings.withFence(AddressFence.open())
                .withNames(() -> NameSources.of(ResolverConfiguration.of(nameServer)));
        ProbeLoop loop = new ProbeLoop(vertx, rehearsed);
        HttpProbes probes = new HttpProbes(loop);
        List<Probe> each = kind.versions().stream()
                .map(version -> create(probes, port, version))
                .toList();
        Future<Integer> succeeded = Future.succeededFuture(0);
        for (int round = 0; round < ROUNDS; round++) {
            for (Probe probe : each) {
                succeeded = succeeded.compose(before ->
                        probe.run().map(sample -> sample.outcome().equals(Outcome.SUCCESS) ? before + 1 : before));
            }
        }
        return succeeded.eventually(() -> {
            Future<Void> closed = loop.close();
            probes.close();
            return closed;
        });
    }

    private Probe create(HttpProbes probes, int port, Version version) {
        HttpTarget target = HttpTarget.builder(URI.create(kind.scheme + "://" + NAME + ":" + port + kind.path))
                .version(version)
                .tls(new Tls(null, null, false))
                .build();
        return probes.create(Check.of(new CheckName("rehearsal"), Check.DEFAULT_INTERVAL, MOST, target), target);
    }

    private void close() {
        if (names != null) {
            var unused = names.close();
        }
        if (server != null) {
            var unused = server.close();
        }
    }
}
