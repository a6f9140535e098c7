package dev.sonde.collector.api;

import dev.sonde.collector.evidence.EvidenceArchive;
import dev.sonde.collector.evidence.EvidenceKeeping;
import dev.sonde.collector.evidence.EvidenceQuery;
import dev.sonde.collector.evidence.KeptRun;
import dev.sonde.collector.exposition.MetricsSource;
import dev.sonde.collector.exposition.MetricsView;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.report.EvidenceForm;
import dev.sonde.contract.report.EvidenceKind;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The runs of a check that were kept for people to see, newest first. Workers. */
final class EvidenceEndpoint {
    static final Set<String> PARAMETERS = Set.of("from", "to", "kind", "location", "limit");
    private static final List<String> KINDS =
            Arrays.stream(EvidenceKind.values()).map(EvidenceKind::label).toList();
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 200;

    private final MetricsSource state;
    private final EvidenceArchive archive;

    EvidenceEndpoint(MetricsSource state, EvidenceArchive archive) {
        this.state = state;
        this.archive = archive;
    }

    Answer answer(Call call) throws Refusal {
        Parameters parameters = call.parameters();
        MetricsView view = state.read(call.path("name"));
        Check check = CheckEndpoints.named(view, call.path("name"));
        Instant to = parameters.time("to");
        Instant end = to == null ? call.at() : to;
        Instant from = parameters.time("from");
        Instant start = from == null ? end.minus(EvidenceKeeping.LONGEST) : from;
        if (!start.isBefore(end)) {
            throw Refusal.ofParameter("from", start.toString(), "before to, which is " + end);
        }
        List<KeptRun> runs = archive.find(new EvidenceQuery(
                check.name(),
                kind(parameters.word("kind", KINDS)),
                LatencyEndpoint.location(parameters.text("location"), check, view),
                start,
                end,
                parameters.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT)));
        return Answer.json(new JsonObject()
                .put("check", check.name().value())
                .put("from", start.toString())
                .put("to", end.toString())
                .put("runs", Json.array(runs, EvidenceEndpoint::form)));
    }

    private static @Nullable EvidenceKind kind(@Nullable String label) {
        for (EvidenceKind kind : EvidenceKind.values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        return null;
    }

    private static JsonObject form(KeptRun run) {
        JsonObject form = new JsonObject().put("location", run.location().value());
        Map<String, @Nullable Object> evidence = EvidenceForm.of(run.evidence());
        evidence.forEach(form::put);
        return form;
    }
}
