package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.GrpcTarget;
import dev.sonde.contract.check.GrpcTarget.Serving;
import dev.sonde.contract.check.Tls;
import java.time.Duration;
import java.util.List;

/** The block {@code grpc} of a check as its record. */
final class GrpcSection {
    static final Protocol PROTOCOL = Protocol.of(
            "grpc",
            "the health of a gRPC server, by `grpc.health.v1`",
            GrpcKeys.BLOCK,
            GrpcKeys.DEFAULTS,
            GrpcSection::target);

    private GrpcSection() {}

    private static GrpcTarget target(MappingView grpc, Duration timeout, Problems problems) {
        Tls tls = grpc.isWritten(GrpcKeys.TLS) ? TlsKeys.tls(grpc.find(GrpcKeys.TLS), problems) : null;
        MappingView expect = grpc.find(GrpcKeys.EXPECT);
        if (expect != null && tls == null) {
            CommonKeys.refuseInClearText(expect, "with tls: {}", problems);
        }
        String service = grpc.find(GrpcKeys.SERVICE);
        List<Serving> serving = expect == null ? null : expect.find(GrpcKeys.SERVING);
        return new GrpcTarget(
                grpc.get(GrpcKeys.ADDRESS),
                service == null ? "" : service,
                tls,
                NetworkKeys.network(grpc.find(NetworkKeys.NETWORK), problems),
                HeaderKeys.headers(grpc.find(GrpcKeys.METADATA)),
                serving == null ? List.of(Serving.SERVING) : serving,
                expect == null
                        ? Expectation.NONE
                        : CommonKeys.expectation(expect, GrpcKeys.PHASES, true, timeout, problems));
    }
}
