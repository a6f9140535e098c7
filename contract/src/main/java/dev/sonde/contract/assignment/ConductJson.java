package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.Confirm;
import dev.sonde.contract.check.EvidenceRule;
import dev.sonde.contract.check.HoursWindow;
import dev.sonde.contract.check.ProbeHours;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/**
 * How a check's runs are conducted, as one JSON object; left out when it is the usual way, so that an assignment without it
 * reads as before.
 */
final class ConductJson {
    private static final String FIELD = "conduct";

    private ConductJson() {}

    static void write(Conduct conduct, JsonGenerator json) throws IOException {
        if (conduct.equals(Conduct.DEFAULT)) {
            return;
        }
        json.writeObjectFieldStart(FIELD);
        Confirm confirm = conduct.confirm();
        if (confirm != null) {
            json.writeNumberField("confirmAfter", seconds(confirm));
        }
        ProbeHours hours = conduct.hours();
        if (hours != null) {
            json.writeObjectFieldStart("hours");
            json.writeStringField("zone", hours.zone().getId());
            json.writeArrayFieldStart("windows");
            for (HoursWindow window : hours.windows()) {
                json.writeStartObject();
                json.writeStringField("cron", window.cron());
                json.writeNumberField("for", window.length().toSeconds());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        if (conduct.at() != null) {
            json.writeStringField("at", conduct.at().toString());
        }
        json.writeBooleanField("deep", conduct.deep());
        json.writeObjectFieldStart("evidence");
        json.writeNumberField("slowest", conduct.evidence().slowest());
        json.writeNumberField("sample", conduct.evidence().sample());
        json.writeEndObject();
        json.writeEndObject();
    }

    static Conduct read(JsonValue check) throws InvalidAssignmentException {
        JsonValue conduct = check.find(FIELD);
        if (conduct == null) {
            return Conduct.DEFAULT;
        }
        JsonValue confirm = conduct.find("confirmAfter");
        JsonValue hours = conduct.find("hours");
        JsonValue at = conduct.find("at");
        JsonValue evidence = conduct.field("evidence");
        return new Conduct(
                confirm == null ? null : new Confirm(confirm.seconds(Duration.ZERO, Confirm.MAX_DELAY)),
                hours == null ? null : hours(hours),
                at == null ? null : at.parsed(ConductJson::time),
                conduct.field("deep").bool(),
                new EvidenceRule(
                        (int) evidence.field("slowest").whole(0, EvidenceRule.MAX_SLOWEST),
                        evidence.field("sample").share()));
    }

    private static ProbeHours hours(JsonValue hours) throws InvalidAssignmentException {
        ZoneId zone = hours.field("zone").parsed(ConductJson::zone);
        List<HoursWindow> windows = hours.field("windows").items(ConductJson::window);
        if (windows.isEmpty() || windows.size() > ProbeHours.MAX_WINDOWS) {
            throw hours.field("windows")
                    .invalid(Integer.toString(windows.size()), "1 to " + ProbeHours.MAX_WINDOWS + " windows");
        }
        return new ProbeHours(zone, windows);
    }

    private static HoursWindow window(JsonValue window) throws InvalidAssignmentException {
        Duration length = window.field("for").seconds(HoursWindow.MIN_LENGTH, HoursWindow.MAX_LENGTH);
        return window.field("cron").parsed(cron -> new HoursWindow(cron, length));
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(text + " (expected: a time zone such as Europe/Berlin)", e);
        }
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(text + " (expected: a time of day such as 02:30)", e);
        }
    }

    /** Written with milliseconds at the finest. */
    private static BigDecimal seconds(Confirm confirm) {
        return BigDecimal.valueOf(confirm.delay().toMillis(), 3).stripTrailingZeros();
    }
}
