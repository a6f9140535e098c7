package dev.sonde.collector.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.incident.Cause;
import dev.sonde.collector.incident.CauseDetails;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.IncidentEvent.Type;
import dev.sonde.collector.incident.IncidentEvidence;
import dev.sonde.collector.incident.Spell;
import dev.sonde.collector.incident.Subject;
import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SondeBodyTest {
    private static final Links LINKS = new Links(URI.create("https://sonde.example"));
    private static final Path DOCUMENT = Path.of("..", "docs", "webhook.md");

    private static Announcement announcement(Type type, Incident incident, String... changes) {
        return new Announcement(type, incident, Story.OPENED_AT, List.of(changes), Story.evidence(), incident.spell());
    }

    private static JsonObject data(Announcement announcement) {
        return new JsonObject(new SondeBody(LINKS).fitted(announcement, "pager")).getJsonObject("data");
    }

    @Test
    void opening_isTheExampleOfTheDocumentation() throws IOException {
        String body = new SondeBody(LINKS)
                .fitted(
                        announcement(
                                Type.OPENED,
                                Story.opened(),
                                Story.opening().changes().toArray(String[]::new)),
                        "pager");

        assertThat(new JsonObject(body)).isEqualTo(example("sonde"));
    }

    @Test
    void alertmanagerOpening_isTheExampleOfTheDocumentation() throws IOException {
        Announcement first = new Announcement(
                Type.OPENED, Story.opened(), Story.OPENED_AT, Story.opening().changes(), Story.evidence(), null);

        assertThat(new JsonObject(new AlertmanagerBody(LINKS).fitted(first, "on-call")))
                .isEqualTo(example("alertmanager"));
    }

    /** The JSON block of the documentation behind this mark. */
    private static JsonObject example(String mark) throws IOException {
        String text = Files.readString(DOCUMENT);
        Matcher matcher = Pattern.compile("<!-- example: " + mark + " -->\\s*```json\\n(.*?)```", Pattern.DOTALL)
                .matcher(text);
        assertThat(matcher.find()).as("example %s in %s", mark, DOCUMENT).isTrue();
        return new JsonObject(matcher.group(1));
    }

    @Test
    void acknowledgement_saysWhoAndWhen() {
        JsonObject incident =
                data(announcement(Type.ACKNOWLEDGED, Story.acknowledged("ann"))).getJsonObject("incident");

        assertThat(incident.getString("state")).isEqualTo("acknowledged");
        assertThat(incident.getString("acknowledgedBy")).isEqualTo("ann");
        assertThat(incident.getString("acknowledgedAt")).isEqualTo("2026-03-01T12:01:30Z");
    }

    @Test
    void resolve_hasATimeAndNoAcknowledgeLink() {
        Incident resolved = Story.incident(
                Severity.PAGE,
                Story.spell(1, Severity.PAGE, Story.OPENED_AT),
                5,
                Story.OPENED_AT.plusSeconds(900),
                Story.hardDown());
        JsonObject data = data(announcement(Type.RESOLVED, resolved));

        assertThat(data.getJsonObject("incident").getString("state")).isEqualTo("resolved");
        assertThat(data.getJsonObject("incident").getString("resolvedAt")).isEqualTo("2026-03-01T12:15:30Z");
        assertThat(data.getJsonObject("links").fieldNames()).containsExactly("dashboard", "runbook");
    }

    @Test
    void sliWithoutData_isNull() {
        Cause noData = new Cause(
                "burn",
                Severity.TICKET,
                Cause.State.FIRING,
                Story.OPENED_AT,
                null,
                true,
                new CauseDetails.BurnRate(
                        "latency",
                        new BigDecimal("0.99"),
                        Duration.ofMillis(300),
                        Duration.ofDays(1),
                        Duration.ofHours(2),
                        3,
                        null,
                        -0.25,
                        new TreeMap<>()));
        Incident incident =
                Story.incident(Severity.TICKET, Story.spell(1, Severity.TICKET, Story.OPENED_AT), 1, null, noData);
        JsonObject cause =
                data(announcement(Type.OPENED, incident)).getJsonArray("causes").getJsonObject(0);

        assertThat(cause.containsKey("sli")).isTrue();
        assertThat(cause.getValue("sli")).isNull();
        assertThat(cause.getDouble("threshold")).isEqualTo(0.3);
        assertThat(cause.getBoolean("noData")).isTrue();
        assertThat(cause.getDouble("budgetRemaining")).isEqualTo(-0.25);
    }

    @Test
    void body_staysSmallWhateverItIsMadeOf() {
        String wide = "\uD83D\uDD25".repeat(600);
        TreeMap<String, String> labels = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            labels.put("label_" + i, wide);
        }
        Subject subject = new Subject(new CheckName("a".repeat(63)), wide, wide, wide, wide, wide, labels);
        List<Cause> causes = new ArrayList<>();
        TreeMap<Duration, Double> rates = new TreeMap<>();
        TreeMap<Location, java.time.Instant> locations = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            rates.put(Duration.ofMinutes(i + 1), i / 3.0);
            locations.put(new Location("l".repeat(50) + i), Story.OPENED_AT);
        }
        for (int i = 0; i < 200; i++) {
            causes.add(new Cause(
                    "burn" + i,
                    Severity.PAGE,
                    Cause.State.FIRING,
                    Story.OPENED_AT,
                    null,
                    false,
                    new CauseDetails.BurnRate(
                            wide,
                            new BigDecimal("0.999"),
                            null,
                            Duration.ofHours(1),
                            Duration.ofMinutes(5),
                            14.4,
                            0.9,
                            0.1,
                            rates)));
        }
        causes.add(
                0,
                new Cause(
                        "hard_down",
                        Severity.PAGE,
                        Cause.State.FIRING,
                        Story.OPENED_AT,
                        null,
                        false,
                        new CauseDetails.HardDown(locations, 3)));
        Incident incident = new Incident(
                Story.opened().id(),
                subject,
                Severity.PAGE,
                Story.OPENED_AT,
                Story.OPENED_AT,
                null,
                null,
                null,
                causes,
                new Spell(1, Severity.PAGE, Story.OPENED_AT, subject),
                1);
        TreeMap<Location, IncidentEvidence.LocationState> states = new TreeMap<>();
        TreeMap<String, Long> reasons = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            states.put(new Location("l" + i), new IncidentEvidence.LocationState(false, "timeout", 1, 2, 3));
            reasons.put("reason" + i, 1L);
        }
        IncidentEvidence evidence = new IncidentEvidence(
                states, reasons, new TreeMap<>(), List.of(Story.failure(wide.substring(0, 500)), Story.failure("x")));
        Announcement announcement =
                new Announcement(Type.OPENED, incident, Story.OPENED_AT, List.of(wide, wide), evidence, null);

        for (Body form : List.of(new SondeBody(LINKS), new AlertmanagerBody(LINKS))) {
            String body = form.fitted(announcement, "on-call");

            assertThat(body.getBytes(StandardCharsets.UTF_8).length).isLessThan(Body.MAX_BYTES);
            assertThat(new JsonObject(body).encode()).isEqualTo(body);
        }
        assertThat(new JsonObject(new SondeBody(LINKS).fitted(announcement, "r"))
                        .getJsonObject("data")
                        .getBoolean("truncated"))
                .isTrue();
    }

    @Test
    void cutText_neverEndsInHalfACharacter() {
        Room room = new Room(1, 1, 1, 1, 3);

        assertThat(room.cut("abc")).isEqualTo("abc");
        assertThat(room.cut("ab\uD83D\uDD25\uD83D\uDD25")).isEqualTo("ab\uD83D\uDD25\u2026");
    }
}
