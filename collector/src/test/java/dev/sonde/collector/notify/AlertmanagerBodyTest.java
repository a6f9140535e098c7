package dev.sonde.collector.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.IncidentEvent.Type;
import dev.sonde.collector.incident.Spell;
import dev.sonde.collector.incident.Subject;
import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.check.CheckName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertmanagerBodyTest {
    private static final Instant T0 = Story.OPENED_AT;
    private static final Spell FIRST = Story.spell(1, Severity.PAGE, T0);

    private static JsonObject body(Type type, Incident incident, @Nullable Spell told) {
        return new JsonObject(new AlertmanagerBody(new Links(URI.create("https://sonde.example")))
                .fitted(
                        new Announcement(
                                type, incident, T0.plusSeconds(60), List.of("something"), Story.evidence(), told),
                        "on-call (eu)"));
    }

    private static Incident open(Spell spell) {
        return Story.incident(spell.severity(), spell, spell.number(), null, Story.hardDown());
    }

    private static JsonObject alert(JsonObject body, int index) {
        return body.getJsonArray("alerts").getJsonObject(index);
    }

    @ParameterizedTest(name = "{0} has fingerprint {1}")
    @CsvSource({
        "job=foo;severity=warning, 9266ef3da838ad95",
        "job=foo;severity=critical, 3b15fd163d36582e",
        "job=bar;severity=critical, c7e68cb08e3e67f9",
        "'', cbf29ce484222325",
    })
    void fingerprint_isThatOfAlertmanager(String labels, String fingerprint) {
        TreeMap<String, String> map = new TreeMap<>();
        for (String pair : labels.isEmpty() ? new String[0] : labels.split(";")) {
            map.put(pair.split("=")[0], pair.split("=")[1]);
        }

        assertThat(AlertLabels.fingerprint(map)).isEqualTo(fingerprint);
    }

    @Test
    void firingAlert_hasTheZeroTimeAsItsEnd() {
        JsonObject body = body(Type.OPENED, open(FIRST), null);

        assertThat(body.getString("version")).isEqualTo("4");
        assertThat(body.getString("status")).isEqualTo("firing");
        assertThat(body.getInteger("truncatedAlerts")).isZero();
        assertThat(body.getString("receiver")).isEqualTo("on-call \\(eu\\)");
        assertThat(body.getString("notification_reason")).isEqualTo("first notification");
        assertThat(body.getJsonArray("alerts")).hasSize(1);
        assertThat(alert(body, 0).getString("status")).isEqualTo("firing");
        assertThat(alert(body, 0).getString("startsAt")).isEqualTo("2026-03-01T12:00:30Z");
        assertThat(alert(body, 0).getString("endsAt")).isEqualTo("0001-01-01T00:00:00Z");
    }

    @Test
    void labels_areTheIdentityAndSeverityIsAnAnnotation() {
        JsonObject alert = alert(body(Type.OPENED, open(FIRST), null), 0);

        assertThat(alert.getJsonObject("labels").getMap())
                .isEqualTo(Map.of(
                        "alertname", "SondeIncident",
                        "check", "checkout-api",
                        "service", "checkout",
                        "region", "eu",
                        "incident", Story.opened().id(),
                        "spell", "1"));
        assertThat(alert.getJsonObject("annotations").getString("severity")).isEqualTo("page");
        assertThat(alert.getString("fingerprint"))
                .isEqualTo(AlertLabels.fingerprint(AlertLabels.of(Story.opened().id(), FIRST, Room.SHRINKING.get(0))));
    }

    @Test
    void identity_staysThroughASpellWhateverTheConfigurationBecomes() {
        Subject relabelled = new Subject(
                new CheckName("checkout-api"),
                "other",
                null,
                null,
                null,
                "normal",
                new TreeMap<>(Map.of("region", "us")));
        Incident incident = open(FIRST);
        Incident changed = new Incident(
                incident.id(), relabelled, Severity.PAGE, T0, T0, null, null, null, incident.causes(), FIRST, 2);

        JsonObject before = alert(body(Type.OPENED, incident, null), 0);
        JsonObject after = alert(body(Type.UPDATED, changed, FIRST), 0);

        assertThat(after.getString("fingerprint")).isEqualTo(before.getString("fingerprint"));
        assertThat(after.getJsonObject("labels")).isEqualTo(before.getJsonObject("labels"));
        assertThat(after.getString("startsAt")).isEqualTo(before.getString("startsAt"));
    }

    @Test
    void spellThatEnds_isResolvedAndTheNextOneFires() {
        Spell second = Story.spell(2, Severity.TICKET, T0.plusSeconds(900));

        JsonObject body = body(Type.UPDATED, open(second), FIRST);

        assertThat(body.getString("status")).isEqualTo("firing");
        assertThat(body.getString("notification_reason")).isEqualTo("new alerts added");
        assertThat(body.getJsonArray("alerts")).hasSize(2);
        assertThat(alert(body, 0).getString("status")).isEqualTo("resolved");
        assertThat(alert(body, 0).getJsonObject("labels").getString("spell")).isEqualTo("1");
        assertThat(alert(body, 0).getString("endsAt")).isEqualTo("2026-03-01T12:15:30Z");
        assertThat(alert(body, 0).getJsonObject("annotations").getString("severity"))
                .isEqualTo("page");
        assertThat(alert(body, 1).getString("status")).isEqualTo("firing");
        assertThat(alert(body, 1).getString("startsAt")).isEqualTo("2026-03-01T12:15:30Z");
        assertThat(alert(body, 1).getJsonObject("annotations").getString("severity"))
                .isEqualTo("ticket");
        assertThat(alert(body, 0).getString("fingerprint"))
                .isNotEqualTo(alert(body, 1).getString("fingerprint"));
        assertThat(body.getJsonObject("commonLabels").fieldNames())
                .doesNotContain("spell")
                .contains("incident");
        assertThat(body.getJsonObject("commonAnnotations").fieldNames()).doesNotContain("severity");
    }

    @Test
    void receiverToldInTheSecondSpell_neverHearsOfTheFirst() {
        JsonObject body = body(Type.OPENED, open(Story.spell(2, Severity.PAGE, T0.plusSeconds(900))), null);

        assertThat(body.getJsonArray("alerts")).hasSize(1);
        assertThat(alert(body, 0).getJsonObject("labels").getString("spell")).isEqualTo("2");
    }

    @Test
    void resolvedIncident_isAResolvedMessage() {
        Incident resolved = Story.incident(Severity.PAGE, FIRST, 3, T0.plusSeconds(1800), Story.hardDown());

        JsonObject body = body(Type.RESOLVED, resolved, FIRST);

        assertThat(body.getString("status")).isEqualTo("resolved");
        assertThat(body.getString("notification_reason")).isEqualTo("all alerts resolved");
        assertThat(alert(body, 0).getString("status")).isEqualTo("resolved");
        assertThat(alert(body, 0).getString("endsAt")).isEqualTo("2026-03-01T12:30:30Z");
    }

    @Test
    void group_isTheIncidentThroughAllItsMessages() {
        String key = "{}:{alertname=\"SondeIncident\", check=\"checkout-api\", incident=\""
                + Story.opened().id() + "\"}";

        assertThat(body(Type.OPENED, open(FIRST), null).getString("groupKey")).isEqualTo(key);
        assertThat(body(Type.ESCALATED, open(Story.spell(2, Severity.PAGE, T0)), FIRST)
                        .getString("groupKey"))
                .isEqualTo(key);
    }

    @Test
    void commonParts_areWhatAllAlertsShare() {
        JsonObject body = body(Type.OPENED, open(FIRST), null);

        assertThat(body.getJsonObject("commonLabels")).isEqualTo(alert(body, 0).getJsonObject("labels"));
        assertThat(body.getJsonObject("groupLabels").fieldNames())
                .containsExactlyInAnyOrder("alertname", "check", "incident");
        assertThat(body.getValue("alerts")).isInstanceOf(JsonArray.class);
    }
}
