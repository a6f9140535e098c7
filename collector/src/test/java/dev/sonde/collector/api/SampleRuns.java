package dev.sonde.collector.api;

import dev.sonde.collector.evidence.KeptRun;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.EvidenceKind;
import dev.sonde.contract.report.Trail;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Kept runs with every field there is, and with none. */
final class SampleRuns {
    private static final Instant AT = Instant.parse("2026-02-01T12:00:00Z");

    private SampleRuns() {}

    static List<KeptRun> everything() {
        Trail trail = new Trail(
                "0af7651916cd43dd8448eb211c80319c",
                List.of("192.0.2.1", "2001:db8::1"),
                List.of(
                        new Trail.Hop("", "https://shop/", "192.0.2.1:443", 302, 0, Map.of(Phase.CONNECT, 5L), ""),
                        new Trail.Hop("pay", "https://shop/pay", "", 0, 9, Map.of(), "refused")),
                List.of(new Trail.Note("server", "nginx")),
                "oops",
                new Trail.CertificateSummary("CN=shop", "CN=ca", List.of("shop"), AT, AT, "ab", "TLSv1.3", ""),
                new Trail.Unmet("status", "503", "2xx"),
                List.of(new Trail.Note("protocol", "h2")));
        Evidence full = new Evidence(
                EvidenceKind.FAILURE,
                7,
                AT,
                Outcome.failure(FailureReason.HTTP_STATUS),
                "status 503",
                "192.0.2.1:443",
                503,
                5_000_000,
                Map.of(Phase.CONNECT, 1_000_000L),
                10_000,
                trail);
        Evidence bare =
                new Evidence(EvidenceKind.SAMPLE, 8, AT, Outcome.SUCCESS, "", null, 0, 1, Map.of(), 0, Trail.NONE);
        return List.of(new KeptRun(new Location("eu"), full), new KeptRun(new Location("us"), bare));
    }
}
