package dev.sonde.collector.notify;

import dev.sonde.collector.incident.Acknowledgement;
import dev.sonde.collector.incident.Cause;
import dev.sonde.collector.incident.CauseDetails;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.IncidentEvent;
import dev.sonde.collector.incident.IncidentEvent.Type;
import dev.sonde.collector.incident.IncidentEvidence;
import dev.sonde.collector.incident.Spell;
import dev.sonde.collector.incident.Subject;
import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An incident of a shop's check, for the tests of messages. */
final class Story {
    static final Instant OPENED_AT = Instant.parse("2026-03-01T12:00:30Z");
    static final Subject SUBJECT = new Subject(
            new CheckName("checkout-api"),
            "checkout",
            "payments",
            "customers can pay",
            "https://wiki.example/checkout",
            "urgent",
            new TreeMap<>(Map.of("region", "eu")));

    private Story() {}

    static Cause hardDown() {
        return new Cause(
                "hard_down",
                Severity.PAGE,
                Cause.State.FIRING,
                OPENED_AT.minusSeconds(25),
                null,
                false,
                new CauseDetails.HardDown(new TreeMap<>(Map.of(new Location("eu"), OPENED_AT.minusSeconds(25))), 3));
    }

    static Cause burnRate() {
        return new Cause(
                "burn_rate/checkout-availability/page/1h/5m/0.02",
                Severity.PAGE,
                Cause.State.FIRING,
                OPENED_AT,
                null,
                false,
                new CauseDetails.BurnRate(
                        "checkout-availability",
                        new BigDecimal("0.999"),
                        null,
                        Duration.ofHours(1),
                        Duration.ofMinutes(5),
                        14.4,
                        0.9995,
                        0.5,
                        new TreeMap<>(Map.of(Duration.ofMinutes(5), 200.0, Duration.ofHours(1), 16.5))));
    }

    static Spell spell(int number, Severity severity, Instant startedAt) {
        return new Spell(number, severity, startedAt, SUBJECT);
    }

    static Incident incident(Severity severity, Spell spell, long sequence, Instant resolvedAt, Cause... causes) {
        return new Incident(
                "01JNY6X3K0R8Q5T2V7W9YZABCD",
                SUBJECT,
                severity,
                OPENED_AT,
                spell.startedAt(),
                null,
                null,
                resolvedAt,
                List.of(causes),
                spell,
                sequence);
    }

    static Incident opened() {
        return incident(Severity.PAGE, spell(1, Severity.PAGE, OPENED_AT), 1, null, hardDown(), burnRate());
    }

    static Incident acknowledged(String by) {
        Incident incident = opened();
        Instant at = OPENED_AT.plusSeconds(60);
        return new Incident(
                incident.id(),
                incident.subject(),
                incident.severity(),
                incident.openedAt(),
                incident.loudAt(),
                new Acknowledgement(by, at),
                at,
                null,
                incident.causes(),
                incident.spell(),
                2);
    }

    static IncidentEvent event(Type type, Incident incident, Instant at, String... changes) {
        return new IncidentEvent(type, incident, at, List.of(changes));
    }

    static IncidentEvent opening() {
        return event(
                Type.OPENED,
                opened(),
                OPENED_AT,
                "started: hard down at eu",
                "started: burn rate of checkout-availability above 14.4 over 1h and 5m");
    }

    static IncidentEvidence.Failure failure(String detail) {
        return new IncidentEvidence.Failure(
                new Location("eu"),
                new Evidence(
                        177_236_400L,
                        OPENED_AT.minusSeconds(5),
                        Outcome.failure(FailureReason.HTTP_STATUS),
                        detail,
                        "192.0.2.10:443",
                        503,
                        182_000_000L,
                        Map.of(
                                Phase.RESOLVE, 2_000_000L,
                                Phase.CONNECT, 20_000_000L,
                                Phase.TLS, 45_000_000L,
                                Phase.PROCESSING, 112_000_000L,
                                Phase.TRANSFER, 3_000_000L)),
                null);
    }

    static IncidentEvidence evidence() {
        return new IncidentEvidence(
                new TreeMap<>(Map.of(
                        new Location("eu"), new IncidentEvidence.LocationState(false, "http_status", 352, 3, 5),
                        new Location("us"), new IncidentEvidence.LocationState(true, null, 360, 0, 0))),
                new TreeMap<>(Map.of("http_status", 3L)),
                new TreeMap<>(Map.of(
                        Phase.RESOLVE, Duration.ofMillis(2),
                        Phase.CONNECT, Duration.ofMillis(20),
                        Phase.TLS, Duration.ofMillis(45),
                        Phase.PROCESSING, Duration.ofMillis(112),
                        Phase.TRANSFER, Duration.ofMillis(3))),
                List.of(failure("status 503 (expected: 2xx)")));
    }
}
