package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.grpc.GrpcHealth;
import dev.sonde.agent.probe.http.HttpProbes;
import dev.sonde.agent.probe.run.Failures;
import dev.sonde.agent.probe.run.ProbeLoop;
import dev.sonde.agent.probe.run.Verdict;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One question to a gRPC health service, at the address that was chosen and within the timeout. One event loop. */
final class GrpcProber implements Prober {
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int UNAVAILABLE = 14;
    private static final int SERVING = 1;
    private static final List<String> STATUSES = List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

    private final ProbeLoop loop;
    private final HttpClientAgent client;

    GrpcProber(ProbeLoop loop) {
        this.loop = loop;
        this.client = HttpProbes.client(loop);
    }

    @Override
    public void begin(Attempt attempt, ProbeModule module, String target) {
        attempt.gauges().set(Family.GRPC_SSL, 0);
        attempt.gauges().set(Family.GRPC_STATUS_CODE, 0);
        HostPort peer;
        try {
            peer = HostPort.parse(authority(target), 443);
        } catch (IllegalArgumentException e) {
            attempt.fail("target not understood", "err", String.valueOf(e.getMessage()));
            return;
        }
        ProbeModule.Grpc grpc = module.grpc();
        attempt.resolve(peer.host(), grpc.ip(), address -> {
            double lookup = attempt.gauges().get(Family.DNS_LOOKUP_TIME);
            attempt.gauges().set(Family.GRPC_DURATION, lookup, "phase", "resolve");
            if (grpc.secure()) {
                attempt.doing("reading the TLS configuration");
                attempt.blocking(
                        () -> TlsSetup.read(grpc.tls(), loop, HttpProbes.OFFERS),
                        tls -> new Call(attempt, grpc, peer, tls).begin(address));
            } else {
                new Call(attempt, grpc, peer, null).begin(address);
            }
        });
    }

    private static String authority(String target) {
        String rest = target.replaceFirst("^(?i)https?://", "");
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    private final class Call {
        private final Attempt attempt;
        private final ProbeModule.Grpc grpc;
        private final HostPort peer;
        private final @Nullable TlsSetup tls;
        private @Nullable Dial dial;
        private int status = DEADLINE_EXCEEDED;
        private long begunNanos;
        private GrpcHealth.Answer answer = GrpcHealth.Answer.NONE;

        Call(Attempt attempt, ProbeModule.Grpc grpc, HostPort peer, @Nullable TlsSetup tls) {
            this.attempt = attempt;
            this.grpc = grpc;
            this.peer = peer;
            this.tls = tls;
        }

        void begin(InetAddress address) {
            TlsProfile profile = tls == null ? null : tls.profile();
            Dial begun = new Dial(
                    address, peer.port(), profile, null, loop.settings().nanoClock());
            dial = begun;
            begunNanos = loop.now();
            attempt.atEnd(this::tell);
            attempt.atEnd(begun::abort);
            attempt.doing("connecting to " + begun);
            String name =
                    grpc.tls().serverName().isEmpty() ? peer.host() : grpc.tls().serverName();
            HttpConnectOptions options = new HttpConnectOptions()
                    .setServer(begun)
                    .setHost(name)
                    .setPort(peer.port())
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setSsl(profile != null);
            if (profile != null) {
                options.setSslOptions(profile.options());
            }
            client.connect(options)
                    .compose(connection -> {
                        connection.exceptionHandler(failure -> {}); // told by the response's future too
                        attempt.doing("waiting for the answer");
                        return connection.request(request());
                    })
                    .compose(this::send)
                    .onComplete(done -> attempt.guarded(() -> {
                        if (done.failed()) {
                            broken(done.cause());
                        } else {
                            read(done.result());
                        }
                    }));
        }

        private RequestOptions request() {
            RequestOptions request = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setHost(peer.host())
                    .setPort(peer.port())
                    .setSsl(grpc.secure())
                    .setURI("/grpc.health.v1.Health/Check")
                    .putHeader("content-type", "application/grpc")
                    .putHeader("te", "trailers")
                    .putHeader("user-agent", loop.settings().userAgent())
                    .putHeader("grpc-timeout", (attempt.deadlineNanos() - loop.now()) / 1_000_000 + "m");
            MultiMap headers = request.getHeaders();
            grpc.metadata().forEach((name, values) -> headers.add(name.toLowerCase(Locale.ROOT), values));
            return request;
        }

        private io.vertx.core.Future<HttpClientResponse> send(HttpClientRequest sent) {
            sent.exceptionHandler(failure -> {}); // the response's future tells it
            var response = sent.response();
            var unused = sent.end(GrpcHealth.question(grpc.service()));
            return response;
        }

        private void read(HttpClientResponse response) {
            Buffer body = Buffer.buffer();
            response.exceptionHandler(failure -> attempt.guarded(() -> broken(failure)));
            response.handler(chunk -> {
                if (body.length() < GrpcHealth.MOST_BYTES) {
                    body.appendBuffer(chunk);
                }
            });
            response.endHandler(end -> attempt.guarded(() -> answered(response, body)));
        }

        private void answered(HttpClientResponse response, Buffer body) {
            String told = response.getHeader("grpc-status");
            String trailer = response.getTrailer("grpc-status");
            status = GrpcHealth.status(trailer == null ? told : trailer, response.statusCode());
            if (status != 0) {
                String message = response.getTrailer("grpc-message");
                attempt.fail(
                        "the call failed",
                        "status",
                        Integer.toString(status),
                        "message",
                        message == null ? String.valueOf(response.getHeader("grpc-message")) : message);
                return;
            }
            answer = GrpcHealth.answer(body);
            if (answer.status() == SERVING) {
                attempt.succeed();
            } else {
                attempt.fail("not serving", "serving_status", answer.word());
            }
        }

        private void broken(Throwable cause) {
            status = UNAVAILABLE;
            Throwable breakage = dial == null ? null : dial.breakage();
            Throwable telling = breakage == null ? cause : breakage;
            Verdict certificate = Failures.certificate(telling);
            if (certificate != null) {
                attempt.refuse(certificate);
                return;
            }
            Verdict unreached =
                    dial == null || dial.isConnected() ? null : Failures.connect(telling, dial.toString(), null);
            attempt.fail(
                    "can't connect grpc server",
                    "err",
                    unreached == null ? Failures.message(telling) : unreached.detail());
        }

        private void tell() {
            Gauges gauges = attempt.gauges();
            gauges.set(Family.GRPC_DURATION, Attempt.seconds(loop.now() - begunNanos), "phase", "check");
            gauges.set(Family.GRPC_STATUS_CODE, status);
            for (String word : STATUSES) {
                gauges.set(Family.GRPC_HEALTH, answer.word().equals(word), "serving_status", word);
            }
            if (tls != null && dial != null && dial.isSecured()) {
                gauges.set(Family.GRPC_SSL, 1);
                tls.tellWithoutChain(gauges, dial.tlsVersion(), dial.certificates());
            }
        }
    }
}
