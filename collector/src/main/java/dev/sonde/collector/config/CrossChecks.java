package dev.sonde.collector.config;

import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.notify.Receiver;
import dev.sonde.collector.notify.WebhookReceiver;
import dev.sonde.collector.slo.Feasibility;
import dev.sonde.collector.slo.Slo;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.secret.SecretText;
import dev.sonde.contract.yaml.CheckEntry;
import dev.sonde.contract.yaml.CheckKeys;
import dev.sonde.contract.yaml.Durations;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.NearestName;
import dev.sonde.contract.yaml.Place;
import dev.sonde.contract.yaml.Problems;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What shows only when sections are held against each other: names that nobody defines, and what is probably not meant. */
final class CrossChecks {
    private static final Pattern FINDING = Pattern.compile("(.*) \\(expected: (.*)\\)");

    /** A hint looks at every name there is: when so many are wrong, the first will do. */
    private static final int MAX_HINTS = 100;

    private final Draft draft;
    private final Problems problems;
    private int hints;

    private CrossChecks(Draft draft, Problems problems) {
        this.draft = draft;
        this.problems = problems;
    }

    /**
     * Notes names that nobody defines; and, once nothing is wrong at all, what is doubtful: in a configuration with
     * something wrong, what seems to be missing may be what is wrong.
     *
     * @param complete whether every file could be read: if not, a name may be defined in one that could not
     */
    static void check(Draft draft, boolean complete, Problems problems) {
        CrossChecks checks = new CrossChecks(draft, problems);
        if (complete) {
            checks.references();
        }
        if (!problems.hasErrors()) {
            checks.slos();
            checks.receivers();
            checks.locations();
        }
    }

    private void references() {
        Set<String> names = new TreeSet<>();
        draft.checks().names().forEach(name -> names.add(name.value()));
        Map<CheckName, Set<Duration>> thresholds = new HashMap<>();
        for (MappingView slo : draft.sloViews()) {
            CheckName name = slo.find(SloSection.CHECK);
            reference("check", name == null ? null : name.value(), names, slo.place(SloSection.CHECK));
            numberOfThresholds(slo, name, thresholds);
        }
        for (MappingView route : draft.routeViews()) {
            String name = route.find(ReceiverSection.ROUTE_TO);
            reference("receiver", name, draft.receiverNames(), route.place(ReceiverSection.ROUTE_TO));
        }
    }

    /** An agent judges each run by every distinct threshold, and an interval on the wire holds so many. */
    private void numberOfThresholds(
            MappingView slo, @Nullable CheckName name, Map<CheckName, Set<Duration>> thresholds) {
        Duration threshold = slo.find(SloSection.THRESHOLD);
        if (name == null || threshold == null) {
            return;
        }
        Set<Duration> ofCheck = thresholds.computeIfAbsent(name, first -> new HashSet<>());
        if (ofCheck.add(threshold) && ofCheck.size() > CheckInterval.MAX_LIMITS) {
            problems.error(
                    slo.place(SloSection.THRESHOLD),
                    "threshold: distinct one number " + ofCheck.size() + " on check " + name,
                    "at most " + CheckInterval.MAX_LIMITS);
        }
    }

    private void reference(String key, @Nullable String name, Set<String> names, Place place) {
        if (name != null && !names.contains(name)) {
            String nearest = hints++ < MAX_HINTS ? NearestName.of(name, names) : null;
            problems.error(
                    place,
                    key + ": " + name + " does not exist" + (nearest == null ? "" : ", did you mean " + nearest + "?"),
                    "the name of a " + key);
        }
    }

    private void slos() {
        Map<CheckName, Check> checks = new HashMap<>();
        draft.checks().checks().forEach(check -> checks.put(check.name(), check));
        Set<CheckName> judged = new HashSet<>();
        for (Entry<Slo> entry : draft.slos()) {
            Check check = checks.get(entry.value().check());
            if (check != null) {
                judged.add(check.name());
                threshold(entry, check);
                feasibility(entry, check);
            }
        }
        for (CheckEntry entry : draft.checks().entries()) {
            if (!judged.contains(entry.check().name())) {
                withoutSlo(entry);
            }
        }
    }

    private void threshold(Entry<Slo> entry, Check check) {
        Duration threshold = entry.value().threshold();
        if (threshold != null && threshold.compareTo(check.timeout()) >= 0) {
            problems.warning(
                    entry.written().place(SloSection.THRESHOLD),
                    "threshold: " + Durations.format(threshold) + " is never passed, the timeout of " + check.name()
                            + " comes first",
                    "less than " + Durations.format(check.timeout()));
        }
    }

    private void feasibility(Entry<Slo> entry, Check check) {
        int everywhere = Math.max(1, draft.agents().size());
        int locations =
                check.locations().isEmpty() ? everywhere : check.locations().size();
        for (String finding : Feasibility.warnings(
                entry.value(),
                check.interval(),
                check.timeout(),
                check.conduct().confirm(),
                locations)) {
            Matcher parts = FINDING.matcher(finding);
            String message = parts.matches() ? parts.group(1) : finding;
            problems.warning(
                    entry.written().place(),
                    "SLO " + entry.value().name() + ": " + message,
                    parts.matches() ? parts.group(2) : "");
        }
    }

    private void withoutSlo(CheckEntry entry) {
        boolean silent = entry.check().hardDown() == 0;
        problems.warning(
                entry.written().place(CheckKeys.NAME),
                "check " + entry.check().name() + " has no SLO"
                        + (silent ? " and hard_down is 0: nobody is paged" : ""),
                "an entry in slos");
    }

    private void receivers() {
        Set<String> routed = new HashSet<>();
        draft.routes().forEach(entry -> routed.add(entry.value().receiver()));
        for (Entry<Receiver> entry : draft.receivers()) {
            String name = entry.value().name();
            if (!routed.contains(name)) {
                problems.warning(
                        entry.written().place(ReceiverSection.NAME),
                        "receiver " + name + " is told nothing",
                        "a route to it");
            }
            if (entry.value().channel() instanceof WebhookReceiver webhook) {
                webhook(webhook, entry.written().get(ReceiverSection.WEBHOOK));
            }
        }
    }

    private void webhook(WebhookReceiver webhook, MappingView written) {
        if (isOpen(webhook.url())) {
            problems.warning(
                    written.place(ReceiverSection.URL),
                    "url: messages cross the network in clear text",
                    "https, or a loopback address");
        }
        SecretText secret = webhook.secret();
        if (secret == null) {
            problems.warning(written.place(), "webhook: messages are not signed, anybody can forge them", "a secret");
        } else if (secret.references().isEmpty()) {
            problems.warning(
                    written.place(ReceiverSection.SECRET), "secret: written out in the configuration", "${file:NAME}");
        }
    }

    /** Plain HTTP to another machine. A URL whose host is a secret cannot be judged. */
    private static boolean isOpen(SecretText url) {
        if (!url.references().isEmpty()) {
            return url.source().startsWith("http://");
        }
        URI uri = URI.create(url.source());
        String host = String.valueOf(uri.getHost());
        boolean loopback =
                host.equalsIgnoreCase("localhost") || host.matches("127(\\.[0-9]+){3}") || host.equals("[::1]");
        return "http".equalsIgnoreCase(uri.getScheme()) && !loopback;
    }

    /** Locations are judged by the agents there are; without any, by the one that a single process would carry. */
    private void locations() {
        Set<Location> served = new TreeSet<>();
        draft.agents().stream().map(AgentEntry::location).forEach(served::add);
        if (served.isEmpty()) {
            served.add(Location.LOCAL);
        }
        Set<Location> told = new HashSet<>();
        for (CheckEntry entry : draft.checks().entries()) {
            Set<Location> missing = new TreeSet<>(entry.check().locations());
            missing.removeAll(served);
            boolean nowhere = !missing.isEmpty()
                    && missing.size() == entry.check().locations().size();
            Place place = entry.written().place(CheckKeys.LOCATIONS);
            if (nowhere) {
                problems.warning(
                        place,
                        "check " + entry.check().name() + " runs nowhere: no agent at " + joined(missing),
                        "a location of an agent: " + joined(served));
                continue;
            }
            for (Location location : missing) {
                if (told.add(location)) {
                    problems.warning(place, "no agent at " + location, "a location of an agent: " + joined(served));
                }
            }
        }
    }

    private static String joined(Collection<Location> locations) {
        return String.join(", ", locations.stream().map(Location::value).toList());
    }
}
