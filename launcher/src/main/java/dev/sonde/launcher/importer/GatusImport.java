package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.ForeignValue.Text;
import dev.sonde.contract.yaml.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The endpoints of a Gatus configuration as checks of ours. Blocks on file reads. One thread. */
public final class GatusImport {
    private static final Duration USUAL_INTERVAL = Duration.ofMinutes(1);
    private static final Duration USUAL_SUITE_INTERVAL = Duration.ofMinutes(10);
    private static final int USUAL_THRESHOLD = 3;
    private static final int LONGEST_PURPOSE = 300;

    private final Notes notes = new Notes();
    private final SecretPlaces secrets = new SecretPlaces(notes);
    private final Names names = new Names();
    private final Harvest harvest = new Harvest(notes);

    private GatusImport() {}

    /** What can be carried over of the file; ends with its problems if it is no YAML. */
    public static Imported read(Path file) throws IOException, InvalidConfigException {
        return new GatusImport().imported(file);
    }

    private Imported imported(Path file) throws IOException, InvalidConfigException {
        Part root = ForeignConfig.read(file, notes);
        Part alerting = root.partOrNone("alerting");
        for (Part endpoint : root.parts("endpoints")) {
            endpoint(endpoint, alerting);
        }
        for (String provider : alerting.keys()) {
            alerting.lost(provider, "write it as a receiver: docs/configuration.md, section receivers");
        }
        for (Part external : root.parts("external-endpoints")) {
            external.lost("name", "what is reported from outside is no check of ours");
        }
        for (Part suite : root.parts("suites")) {
            suite(suite, alerting);
        }
        root.lose("no maintenance is carried over; probing hours of a check are its key hours", "maintenance");
        root.lose("is about Gatus's own pages and process", "ui", "web", "storage", "security", "announcements");
        root.lose("is about Gatus's own pages and process", "metrics", "concurrency", "disable-monitoring-lock");
        root.lose("is about Gatus's own pages and process", "skip-invalid-config-update", "debug");
        root.lose("is not asked; an agent's own faults never count against a target", "connectivity");
        root.lose("no check goes through an SSH tunnel", "tunneling");
        root.lose("agents report to a collector", "remote");
        root.loseRest("no key of Gatus that is known");
        return harvest.finish(List.of("Written by `sonde import gatus` from " + file + "."));
    }

    private void endpoint(Part endpoint, Part alerting) {
        String name = endpoint.text("name", "");
        String group = endpoint.text("group", "");
        String url = endpoint.text("url", "");
        if (!endpoint.is("enabled", true)) {
            notes.lost(endpoint.place(), "endpoint " + name, "it is disabled");
            return;
        }
        if (GatusText.hasVariables(url + name + group)) {
            notes.lost(
                    endpoint.place(),
                    "endpoint " + name,
                    "its name or URL holds a variable of the environment: write its value");
            return;
        }
        Draft check = new Draft();
        String wish = Names.form(GatusText.plain(name));
        check.put("name", wish); // its place, until the endpoint is known to be carried over
        check.put("service", group.isBlank() ? null : GatusText.plain(group));
        alerts(endpoint, alerting, check);
        labels(endpoint, check);
        Duration interval = CheckTimes.of(endpoint, "interval");
        Duration used = interval == null || interval.isZero() ? USUAL_INTERVAL : interval;
        check.put("interval", CheckTimes.interval(used, endpoint.place("interval"), notes));
        for (Part window : endpoint.parts("maintenance-windows")) {
            notes.lost(
                    window.place(), endpoint.name("maintenance-windows"), "probing hours of a check are its key hours");
        }
        endpoint.lose("is about Gatus's own pages", "ui");
        endpoint.lose("steps of a scenario are written in a scenario", "store", "always-run");
        GatusEndpoint protocol = new GatusEndpoint(endpoint, secrets, wish, GatusText.plain(url));
        String block = protocol.put(check);
        if (block != null) {
            check.put("name", names.take(wish, Names.form(group + "-" + name)));
            String origin = endpoint.place().file() + ":" + endpoint.place().line() + ", endpoint " + name;
            harvest.add(block, endpoint.place(), origin, check);
        }
        endpoint.ignore("headers", "method", "body", "graphql", "dns", "conditions", "client", "ssh");
        endpoint.loseRest("no key of Gatus that is known");
    }

    private void suite(Part suite, Part alerting) {
        String name = suite.text("name", "");
        String group = suite.text("group", "");
        if (!suite.is("enabled", true) || GatusText.hasVariables(name + group)) {
            notes.lost(suite.place(), "suite " + name, "it is disabled, or its name holds a variable");
            return;
        }
        Draft check = new Draft();
        String wish = Names.form(name);
        check.put("name", wish); // its place, until the suite is known to be carried over
        check.put("service", group.isBlank() ? null : GatusText.plain(group));
        for (Part endpoint : suite.parts("endpoints")) {
            alerts(endpoint, alerting, check);
        }
        Duration interval = CheckTimes.of(suite, "interval");
        Duration used = interval == null || interval.isZero() ? USUAL_SUITE_INTERVAL : interval;
        check.put("interval", CheckTimes.interval(used, suite.place("interval"), notes));
        if (new GatusSuite(suite, secrets, wish).put(check)) {
            check.put("name", names.take(wish, Names.form(group + "-" + name)));
            String origin = suite.place().file() + ":" + suite.place().line() + ", suite " + name;
            harvest.add("scenario", suite.place(), origin, check);
        }
        suite.ignore("context", "timeout");
        suite.loseRest("no key of Gatus that is known");
    }

    private void labels(Part endpoint, Draft check) {
        Draft labels = new Draft();
        for (Map.Entry<String, Text> label : endpoint.pairs("extra-labels").entrySet()) {
            String name = label.getKey();
            String value = GatusText.plain(label.getValue().text());
            String complaint = OurLabels.complaint(name, value);
            if (complaint.isEmpty()) {
                labels.put(name, value);
            } else {
                notes.lost(label.getValue().place(), "extra-labels." + name, complaint);
            }
        }
        check.put("labels", labels);
    }

    /** The first alert to be raised pages; who is told is written as receivers. */
    private void alerts(Part endpoint, Part alerting, Draft check) {
        int threshold = Integer.MAX_VALUE;
        @Nullable String purpose = null;
        for (Part alert : endpoint.parts("alerts")) {
            String type = alert.text("type", "");
            Part standard = alerting.partOrNone(type).partOrNone("default-alert");
            if (!alert.is("enabled", standard.is("enabled", true))) {
                continue;
            }
            threshold = Math.min(threshold, threshold(alert, standard));
            String description = alert.text("description", standard.text("description", ""));
            if (purpose == null && !description.isBlank() && !GatusText.hasVariables(description)) {
                purpose = oneLine(GatusText.plain(description));
            }
            alert.lost("type", "who is told is written as receivers and routes (" + type + ")");
            int good = number(alert, standard, "success-threshold", threshold(alert, standard));
            if (good != threshold(alert, standard)) {
                alert.lost(
                        "success-threshold", "as many good runs in a row end an outage as hard_down says of bad ones");
            }
            alert.ignore("success-threshold");
            if (!alert.is("send-on-resolved", true)) {
                alert.lost("send-on-resolved", "receivers are told of an incident's end too");
            }
            alert.lose("one message per incident and its changes", "minimum-reminder-interval");
            alert.lose("receivers have their own settings", "provider-override");
        }
        check.put("purpose", purpose);
        check.put("hard_down", threshold == Integer.MAX_VALUE ? null : Integer.toString(Math.min(threshold, 100)));
    }

    private static int threshold(Part alert, Part standard) {
        return number(alert, standard, "failure-threshold", USUAL_THRESHOLD);
    }

    private static int number(Part alert, Part standard, String key, int usual) {
        String text = alert.text(key, standard.text(key, ""));
        return text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : usual;
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").trim();
        return line.substring(0, Math.min(line.length(), LONGEST_PURPOSE));
    }
}
