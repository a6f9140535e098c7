package dev.sonde.collector.incident;

import dev.sonde.collector.slo.CheckEvaluator;
import dev.sonde.collector.slo.CheckMemory;
import dev.sonde.collector.slo.CheckMemoryState;
import dev.sonde.collector.slo.CheckStatus;
import dev.sonde.collector.slo.QuietTime;
import dev.sonde.collector.slo.ScheduledSlots;
import dev.sonde.collector.slo.Severity;
import dev.sonde.collector.slo.Slo;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.HttpTarget;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A check with an SLO, judged and followed round by round as the collector does it. Its state goes through JSON between
 * any two rounds, as over a restart.
 */
final class World {
    static final Duration LAG = Duration.ofSeconds(2);
    static final Duration QUIET = Duration.ofMinutes(5);

    final ScheduledSlots slots;
    final List<IncidentEvent> events = new ArrayList<>();
    final List<Instant> pageStarts = new ArrayList<>();

    @Nullable
    Incident incident;

    private final Check check;
    private final Slo slo;
    private final Duration round;
    private final IncidentTracker tracker = new IncidentTracker(QUIET, at -> "i" + at.toEpochMilli());
    private CheckMemory memory = CheckMemory.EMPTY;
    private Set<String> firingPages = Set.of();
    private Instant now;

    World(Instant start, Duration interval, int locations, String objective, Duration round) {
        check = Check.of(
                new CheckName("checkout"),
                interval,
                Duration.ofSeconds(5),
                HttpTarget.get(URI.create("https://shop.example/health")));
        slo = Slo.of("availability", check.name(), new BigDecimal(objective), null, Duration.ofDays(30));
        slots = new ScheduledSlots(interval, locations, start.minus(Duration.ofDays(60)));
        this.round = round;
        now = start;
    }

    /** Rounds until this time; slots settle {@link #LAG} after their planned time. */
    void runUntil(Instant time) {
        while (now.isBefore(time)) {
            now = now.plus(round);
            slots.settledUntil(now.minus(LAG));
            round();
        }
    }

    private void round() {
        CheckStatus status =
                CheckEvaluator.evaluate(check, List.of(slo), slots, indicator -> slots, Map.of(), memory, now);
        memory = CheckMemoryState.fromMap(
                new JsonObject(new JsonObject(CheckMemoryState.toMap(status.memory())).encode()).getMap());
        QuietTime quiet =
                new QuietTime(slots, check.interval(), slots.locations().size(), QUIET, now);
        List<Verdict> verdicts = Verdicts.of(status);
        notePageStarts(verdicts);
        IncidentTracker.Step step =
                tracker.next(incident, new Judgement(now, Subject.of(check), verdicts, new SlotCalm(limit -> quiet)));
        Incident next = step.incident();
        incident = next == null
                ? null
                : IncidentState.fromMap(new JsonObject(new JsonObject(IncidentState.toMap(next)).encode()).getMap());
        if (step.event() != null) {
            events.add(step.event());
        }
    }

    private void notePageStarts(List<Verdict> verdicts) {
        Set<String> firing = new HashSet<>();
        for (Verdict verdict : verdicts) {
            if (verdict.isFiring() && verdict.severity() == Severity.PAGE) {
                firing.add(verdict.id());
                if (!firingPages.contains(verdict.id())) {
                    pageStarts.add(now);
                }
            }
        }
        firingPages = firing;
    }

    /** How often an event of this type was told. */
    long told(IncidentEvent.Type type) {
        return events.stream().filter(event -> event.type() == type).count();
    }
}
