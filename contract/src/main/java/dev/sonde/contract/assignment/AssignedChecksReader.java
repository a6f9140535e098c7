package dev.sonde.contract.assignment;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads what {@link AssignedChecksWriter} wrote. */
final class AssignedChecksReader {
    private static final Duration MAX_WARN = Duration.ofDays(36_500);
    private static final int MAX_HARD_DOWN = 1_000_000;

    private AssignedChecksReader() {}

    static AssignedChecks read(JsonValue root) throws InvalidAssignmentException {
        String revision = root.field("revision").text();
        if (revision.isEmpty()) {
            throw root.field("revision").invalid("empty", "the revision");
        }
        Location location = root.field("location").parsed(Location::new);
        return new AssignedChecks(revision, location, root.field("checks").items(AssignedChecksReader::assigned));
    }

    private static AssignedCheck assigned(JsonValue json) throws InvalidAssignmentException {
        Check check = new Check(
                json.field("name").parsed(CheckName::new),
                Fields.optionalText(json, "service"),
                Fields.optionalText(json, "owner"),
                Fields.optionalText(json, "purpose"),
                Fields.optionalText(json, "runbook"),
                json.field("priority").text(),
                labels(json.field("labels")),
                json.field("interval").seconds(Plan.MIN_INTERVAL, Plan.MAX_INTERVAL),
                json.field("timeout").seconds(Fields.NANO, Plan.MAX_TIMEOUT),
                new TreeSet<>(json.field("locations").items(item -> item.parsed(Location::new))),
                (int) json.field("hardDown").whole(0, MAX_HARD_DOWN),
                json.field("certificateWarn").seconds(Duration.ZERO, MAX_WARN),
                TargetsJson.read(json),
                ConductJson.read(json));
        return new AssignedCheck(
                check, json.field("limits").items(item -> item.seconds(Fields.NANO, Plan.MAX_TIMEOUT)));
    }

    private static SortedMap<String, String> labels(JsonValue json) throws InvalidAssignmentException {
        SortedMap<String, String> labels = new TreeMap<>();
        for (String name : json.fieldNames()) {
            labels.put(name, json.field(name).text());
        }
        return labels;
    }
}
