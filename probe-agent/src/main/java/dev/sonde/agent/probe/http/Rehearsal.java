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
 * process. Belongs to the event loop it is begun on.
 */
public final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String NAME = "rehearsal.invalid";

    /** What leads to the root: where the runs begin that follow a redirect. */
    private static final String ELSEWHERE = "/elsewhere";

    private static final Duration MOST = Duration.ofSeconds(10);
    private static final int ROUNDS = 5;
    private static final int KINDS = 3;

    /** How many runs a rehearsal has. */
    static final int RUNS = ROUNDS * KINDS;

    private static final int DNS_HEADER_BYTES = 12;

    private final Vertx vertx;
    private final ProbeSettings settings;
    private @Nullable DatagramSocket names;
    private @Nullable HttpServer clear;
    private @Nullable HttpServer secure;

    private Rehearsal(Vertx vertx, ProbeSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /**
     * Rehearses. Never fails, for a process that could not rehearse can still probe. To be called on an event loop.
     *
     * @return how many of the runs succeeded
     */
    public static Future<Integer> of(Vertx vertx, ProbeSettings settings) {
        return new Rehearsal(vertx, settings).perform();
    }

    private Future<Integer> perform() {
        long began = settings.nanoClock().getAsLong();
        return vertx.executeBlocking(this::certificate)
                .compose(this::open)
                .compose(opened -> probe())
                .onComplete(done -> close())
                .onSuccess(succeeded -> LOG.debug(
                        "rehearsed the probes in {} ms, {} of {} runs succeeded",
                        (settings.nanoClock().getAsLong() - began) / 1_000_000,
                        succeeded,
                        RUNS))
                .otherwise(failure -> {
                    LOG.debug("rehearsing the probes failed", failure);
                    return 0;
                });
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

    private Future<Void> open(ThrowawayCertificate certificate) {
        DatagramSocket udp = vertx.createDatagramSocket();
        names = udp;
        udp.handler(packet -> {
            var unused = udp.send(
                    answer(packet.data()),
                    packet.sender().port(),
                    packet.sender().host());
        });
        HttpServerOptions options = new HttpServerOptions().setHost(LOOPBACK).setPort(0);
        HttpServer plain = vertx.createHttpServer(options);
        HttpServer tls = vertx.createHttpServer(secured(options, certificate));
        clear = plain;
        secure = tls;
        for (HttpServer server : List.of(plain, tls)) {
            server.requestHandler(request -> {
                HttpServerResponse response = request.response();
                if (request.path().equals(ELSEWHERE)) {
                    response.setStatusCode(302).putHeader("Location", "/");
                }
                var unused = response.end("rehearsed");
            });
        }
        return Future.all(udp.listen(0, LOOPBACK), plain.listen(), tls.listen()).mapEmpty();
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
        if (names == null || clear == null || secure == null) {
            return Future.failedFuture("not open");
        }
        InetSocketAddress server = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), names.localAddress().port());
        ProbeSettings rehearsed = settings.withFence(AddressFence.open())
                .withNames(() -> NameSources.of(ResolverConfiguration.of(server)));
        ProbeLoop loop = new ProbeLoop(vertx, rehearsed);
        HttpProbes probes = new HttpProbes(loop);
        List<Probe> each = List.of(
                create(probes, "http", clear.actualPort(), ELSEWHERE, Version.HTTP_1_1),
                create(probes, "https", secure.actualPort(), "/", Version.HTTP_1_1),
                create(probes, "https", secure.actualPort(), "/", Version.AUTO));
        Future<Integer> succeeded = Future.succeededFuture(0);
        for (int round = 0; round < ROUNDS; round++) {
            for (Probe probe : each) {
                succeeded = succeeded.compose(before ->
                        probe.run().map(sample -> sample.outcome().equals(Outcome.SUCCESS) ? before + 1 : before));
            }
        }
        return succeeded.onComplete(done -> {
            loop.close();
            probes.close();
        });
    }

    private static Probe create(HttpProbes probes, String scheme, int port, String path, Version version) {
        HttpTarget target = HttpTarget.builder(URI.create(scheme + "://" + NAME + ":" + port + path))
                .version(version)
                .tls(new Tls(null, null, false))
                .build();
        return probes.create(Check.of(new CheckName("rehearsal"), Check.DEFAULT_INTERVAL, MOST, target), target);
    }

    private void close() {
        if (names != null) {
            var unused = names.close();
        }
        if (clear != null) {
            var unused = clear.close();
        }
        if (secure != null) {
            var unused = secure.close();
        }
    }
}
