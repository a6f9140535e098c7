package dev.sonde.collector.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.check.Location;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AttendanceTest {
    private static final AgentEntry AGENT = AgentEntry.inProcess("eu-1", new Location("eu"));
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Attendance attendance = new Attendance();

    @Test
    void status_isDownAndEmptyBeforeTheFirstBatch() {
        assertThat(status(NOON))
                .isEqualTo(new AgentStatus("eu-1", new Location("eu"), false, null, null, "r2", null, 7));
    }

    @Test
    void status_isUpForThirtySecondsAfterABatch() {
        attendance.batchFrom("eu-1", NOON, NOON.minusMillis(250));

        assertThat(status(NOON.plusSeconds(30)).up()).isTrue();
        assertThat(status(NOON.plusSeconds(31)).up()).isFalse();
        assertThat(status(NOON).lastBatchAt()).isEqualTo(NOON);
        assertThat(status(NOON).clockSkew()).isEqualTo(Duration.ofMillis(-250));
    }

    @Test
    void skew_isKeptWhenABatchDoesNotSayWhenItWasSent() {
        attendance.batchFrom("eu-1", NOON, NOON.plusSeconds(2));
        attendance.batchFrom("eu-1", NOON.plusSeconds(5), null);

        assertThat(status(NOON).clockSkew()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void knownRevision_isNoSignOfLife() {
        attendance.knows("eu-1", "r1");

        assertThat(status(NOON).up()).isFalse();
        assertThat(status(NOON).knownRevision()).isEqualTo("r1");
    }

    private AgentStatus status(Instant now) {
        return attendance.status(AGENT, "r2", 7, now);
    }
}
