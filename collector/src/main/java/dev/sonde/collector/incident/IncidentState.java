package dev.sonde.collector.incident;

import dev.sonde.collector.slo.Severity;
import dev.sonde.collector.slo.StateFields;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An incident as a JSON object and back, without loss; whoever keeps it does the writing. Pure; any thread.
 */
public final class IncidentState {
    private IncidentState() {}

    /** Maps, lists, texts, numbers and booleans only. */
    public static Map<String, Object> toMap(Incident incident) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", incident.id());
        map.put("subject", subjectMap(incident.subject()));
        map.put("severity", incident.severity().label());
        map.put("openedAt", incident.openedAt().toString());
        map.put("loudAt", incident.loudAt().toString());
        Acknowledgement acknowledgement = incident.acknowledgement();
        if (acknowledgement != null) {
            map.put("acknowledgedBy", acknowledgement.by());
            map.put("acknowledgedAt", acknowledgement.at().toString());
        }
        put(map, "firstAcknowledgedAt", incident.firstAcknowledgedAt());
        put(map, "resolvedAt", incident.resolvedAt());
        List<Object> causes = new ArrayList<>();
        incident.causes().forEach(cause -> causes.add(causeMap(cause)));
        map.put("causes", causes);
        map.put("spell", spellMap(incident.spell()));
        map.put("sequence", incident.sequence());
        return map;
    }

    /** The incident that {@link #toMap} wrote; IllegalArgumentException if it is none. */
    public static Incident fromMap(Map<?, ?> map) {
        StateFields fields = new StateFields(map);
        Instant acknowledgedAt = fields.instantOrNull("acknowledgedAt");
        return new Incident(
                fields.text("id"),
                subject(fields.object("subject")),
                Severity.ofLabel(fields.text("severity")),
                fields.instant("openedAt"),
                fields.instant("loudAt"),
                acknowledgedAt == null ? null : new Acknowledgement(fields.text("acknowledgedBy"), acknowledgedAt),
                fields.instantOrNull("firstAcknowledgedAt"),
                fields.instantOrNull("resolvedAt"),
                fields.objects("causes").stream().map(IncidentState::cause).toList(),
                spell(fields.object("spell")),
                fields.number("sequence"));
    }

    /** A spell alone, in the same manner. */
    public static Map<String, Object> spellMap(Spell spell) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("number", spell.number());
        map.put("severity", spell.severity().label());
        map.put("startedAt", spell.startedAt().toString());
        map.put("subject", subjectMap(spell.subject()));
        return map;
    }

    /** The spell that {@link #spellMap} wrote; IllegalArgumentException if it is none. */
    public static Spell spellFromMap(Map<?, ?> map) {
        return spell(new StateFields(map));
    }

    private static Spell spell(StateFields fields) {
        return new Spell(
                Math.toIntExact(fields.number("number")),
                Severity.ofLabel(fields.text("severity")),
                fields.instant("startedAt"),
                subject(fields.object("subject")));
    }

    private static Map<String, Object> subjectMap(Subject subject) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("check", subject.check().value());
        put(map, "service", subject.service());
        put(map, "owner", subject.owner());
        put(map, "purpose", subject.purpose());
        put(map, "runbook", subject.runbook());
        map.put("priority", subject.priority());
        map.put("labels", new LinkedHashMap<>(subject.labels()));
        return map;
    }

    private static Subject subject(StateFields fields) {
        StateFields labels = fields.object("labels");
        SortedMap<String, String> labelMap = new TreeMap<>();
        labels.keys().forEach(key -> labelMap.put(key, labels.text(key)));
        return new Subject(
                new CheckName(fields.text("check")),
                fields.textOrNull("service"),
                fields.textOrNull("owner"),
                fields.textOrNull("purpose"),
                fields.textOrNull("runbook"),
                fields.text("priority"),
                labelMap);
    }

    private static Map<String, Object> causeMap(Cause cause) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", cause.id());
        map.put("severity", cause.severity().label());
        map.put("state", cause.state().label());
        map.put("since", cause.since().toString());
        put(map, "endedAt", cause.endedAt());
        map.put("noData", cause.noData());
        map.put("kind", cause.details().kind());
        map.put("details", detailsMap(cause.details()));
        return map;
    }

    private static Cause cause(StateFields fields) {
        return new Cause(
                fields.text("id"),
                Severity.ofLabel(fields.text("severity")),
                Cause.State.ofLabel(fields.text("state")),
                fields.instant("since"),
                fields.instantOrNull("endedAt"),
                fields.flag("noData"),
                details(fields.text("kind"), fields.object("details")));
    }

    private static Map<String, Object> detailsMap(CauseDetails details) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (details instanceof CauseDetails.BurnRate burn) {
            map.put("slo", burn.slo());
            map.put("objective", burn.objective().toPlainString());
            put(map, "threshold", burn.threshold());
            map.put("long", burn.longWindow().toString());
            map.put("short", burn.shortWindow().toString());
            map.put("factor", burn.factor());
            put(map, "sli", burn.sli());
            map.put("budgetRemaining", burn.budgetRemaining());
            Map<String, Object> rates = new LinkedHashMap<>();
            burn.burnRates().forEach((window, rate) -> rates.put(window.toString(), rate));
            map.put("burnRates", rates);
        } else if (details instanceof CauseDetails.HardDown down) {
            Map<String, Object> locations = new LinkedHashMap<>();
            down.locations().forEach((location, since) -> locations.put(location.value(), since.toString()));
            map.put("locations", locations);
            map.put("slots", down.slots());
        } else if (details instanceof CauseDetails.Certificate certificate) {
            map.put("expiry", certificate.expiry().toString());
            map.put(
                    "locations",
                    certificate.locations().stream().map(Location::value).toList());
            map.put("warn", certificate.warn().toString());
        }
        return map;
    }

    private static CauseDetails details(String kind, StateFields fields) {
        return switch (kind) {
            case "burn_rate" -> burnRate(fields);
            case "hard_down" -> hardDown(fields);
            case "certificate" ->
                new CauseDetails.Certificate(
                        fields.instant("expiry"),
                        new TreeSet<>(fields.texts("locations").stream()
                                .map(Location::new)
                                .toList()),
                        fields.duration("warn"));
            default ->
                throw new IllegalArgumentException(
                        "kind: " + kind + " (expected: burn_rate, hard_down or certificate)");
        };
    }

    private static CauseDetails.BurnRate burnRate(StateFields fields) {
        StateFields rates = fields.object("burnRates");
        SortedMap<Duration, Double> burnRates = new TreeMap<>();
        rates.keys().forEach(window -> burnRates.put(Duration.parse(window), rates.real(window)));
        return new CauseDetails.BurnRate(
                fields.text("slo"),
                fields.decimal("objective"),
                fields.durationOrNull("threshold"),
                fields.duration("long"),
                fields.duration("short"),
                fields.real("factor"),
                fields.has("sli") ? fields.real("sli") : null,
                fields.real("budgetRemaining"),
                burnRates);
    }

    private static CauseDetails.HardDown hardDown(StateFields fields) {
        StateFields since = fields.object("locations");
        SortedMap<Location, Instant> locations = new TreeMap<>();
        since.keys().forEach(location -> locations.put(new Location(location), since.instant(location)));
        return new CauseDetails.HardDown(locations, Math.toIntExact(fields.number("slots")));
    }

    private static void put(Map<String, Object> map, String key, @Nullable Object value) {
        if (value != null) {
            map.put(key, value instanceof Number ? value : value.toString());
        }
    }
}
