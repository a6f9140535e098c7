package dev.sonde.collector.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IncidentStateTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456789Z");

    private static Cause cause(String id, Cause.State state, CauseDetails details) {
        return new Cause(
                id,
                Severity.PAGE,
                state,
                NOW.minusSeconds(9),
                state == Cause.State.FIRING ? null : NOW,
                state == Cause.State.FIRING,
                details);
    }

    private static CauseDetails burnRate(Duration threshold, Double sli) {
        return new CauseDetails.BurnRate(
                "latency",
                new BigDecimal("0.9990"),
                threshold,
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                14.4,
                sli,
                -1.0 / 3,
                new TreeMap<>(Map.of(Duration.ofHours(1), 16.666666666666668, Duration.ofMinutes(5), 0.0)));
    }

    private static Incident incident(Subject subject, Acknowledgement acknowledgement, Instant resolvedAt) {
        return new Incident(
                "01JNY6X3K0R8Q5T2V7W9YZABCD",
                subject,
                Severity.TICKET,
                NOW.minusSeconds(100),
                NOW.minusSeconds(50),
                acknowledgement,
                acknowledgement == null ? null : NOW.minusSeconds(90),
                resolvedAt,
                List.of(
                        cause("burn", Cause.State.FIRING, burnRate(Duration.ofMillis(300), 0.1 + 0.2)),
                        cause("no data", Cause.State.REMOVED, burnRate(null, null)),
                        cause(
                                "hard_down",
                                Cause.State.CLEARED,
                                new CauseDetails.HardDown(
                                        new TreeMap<>(Map.of(new Location("eu"), NOW, new Location("us"), NOW)), 3)),
                        cause(
                                "certificate",
                                Cause.State.FIRING,
                                new CauseDetails.Certificate(
                                        NOW.plus(Duration.ofDays(3)),
                                        new TreeSet<>(List.of(new Location("eu"))),
                                        Duration.ofDays(21)))),
                new Spell(2, Severity.TICKET, NOW.minusSeconds(50), subject),
                7);
    }

    private static Incident throughJson(Incident incident) {
        String json = new JsonObject(IncidentState.toMap(incident)).encode();
        return IncidentState.fromMap(new JsonObject(json).getMap());
    }

    @Test
    void incident_comesBackFromJsonAsItWas() {
        Subject full = new Subject(
                new CheckName("checkout"),
                "shop",
                "payments",
                "customers can \"pay\"\n",
                "https://wiki.example",
                "urgent",
                new TreeMap<>(Map.of("region", "eu", "tier", "1")));
        Subject bare = new Subject(new CheckName("c"), null, null, null, null, "normal", new TreeMap<>());

        Incident acknowledged = incident(full, new Acknowledgement("ann", NOW), null);
        Incident resolved = incident(bare, null, NOW);

        assertThat(throughJson(acknowledged)).isEqualTo(acknowledged);
        assertThat(throughJson(resolved)).isEqualTo(resolved);
    }

    @Test
    void wrongField_isNamed() {
        Map<String, Object> map = IncidentState.toMap(incident(
                new Subject(new CheckName("c"), null, null, null, null, "normal", new TreeMap<>()), null, null));
        map.put("severity", "loud");

        assertThatThrownBy(() -> IncidentState.fromMap(map)).hasMessage("severity: loud (expected: page or ticket)");
    }
}
