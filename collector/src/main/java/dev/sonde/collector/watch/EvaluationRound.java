package dev.sonde.collector.watch;

import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.incident.IncidentEvent;
import dev.sonde.collector.incident.IncidentEvidence;
import dev.sonde.collector.incident.IncidentTracker;
import dev.sonde.collector.incident.Judgement;
import dev.sonde.collector.incident.SlotCalm;
import dev.sonde.collector.incident.Subject;
import dev.sonde.collector.incident.Verdicts;
import dev.sonde.collector.notify.MessagePlanner;
import dev.sonde.collector.notify.Told;
import dev.sonde.collector.slo.CheckEvaluator;
import dev.sonde.collector.slo.CheckMemory;
import dev.sonde.collector.slo.CheckStatus;
import dev.sonde.collector.slo.HardDownState;
import dev.sonde.collector.slo.QuietTime;
import dev.sonde.collector.slots.HeldSlots;
import dev.sonde.collector.slots.Indicator;
import dev.sonde.collector.slots.SlotChanges;
import dev.sonde.collector.slots.SlotHistory;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Confirm;
import dev.sonde.contract.check.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One round: what is silent settles, checks are judged, incidents follow, messages are owed. A quick round looks at the
 * checks of which something is new; a full one also at those that the time alone may change, and at some of the others in
 * turn. A check that is calm, of which nothing but more good slots is new, is passed over: no rule of it can begin or end
 * to fire. So a round costs by what happens and not by how many checks there are. All state is in the book, so a round that
 * is not committed never was. The store's thread.
 */
final class EvaluationRound {
    /** What hard down remembers may be this old at rest: the slots since then are read again after a restart. */
    private static final Duration CURSOR_AGE = Duration.ofMinutes(10);

    /** How long after its end a run's word may take. */
    private static final Duration SETTLING = Duration.ofSeconds(15);

    /** A calm check is looked at once in so many full rounds, which is a minute: its shares drift while nothing happens. */
    private static final int ROUNDS_FOR_ALL = 12;

    /** So few are looked at in every full round. */
    private static final int LEAST_IN_TURN = 100;

    private final Judged judged;
    private final List<Check> checks;
    private final StatusTable nothing;
    private final IncidentTracker tracker;
    private final MessagePlanner planner;

    EvaluationRound(Judged judged, IncidentTracker tracker, MessagePlanner planner) {
        this.judged = judged;
        this.checks = List.copyOf(judged.checks().values());
        this.nothing = StatusTable.of(judged.checks().keySet());
        this.tracker = tracker;
        this.planner = planner;
    }

    Snapshot run(RoundBook book, Instant now, boolean full, Snapshot before) {
        book.slots().settleSilent(now);
        SlotChanges changes = book.slots().takeChanges();
        StatusTable.Draft statuses = (before.statuses().isOfChecksOf(nothing) ? before.statuses() : nothing).edit();
        for (CheckName name : changes.eventful()) {
            int position = statuses.positionOf(name);
            if (position >= 0) {
                judge(book, position, statuses, now);
            }
        }
        // Nearly every check has good news: so the restless ones are asked for news, and not the news for restless
        // ones.
        for (int position = statuses.restlessFrom(0); position >= 0; position = statuses.restlessFrom(position + 1)) {
            if (full || changes.all().contains(checks.get(position).name())) {
                judge(book, position, statuses, now);
            }
        }
        if (full) {
            int inTurn = Math.min(statuses.size(), Math.max(LEAST_IN_TURN, statuses.size() / ROUNDS_FOR_ALL + 1));
            for (int i = 0; i < inTurn; i++) {
                judge(book, statuses.nextInTurn(), statuses, now);
            }
        }
        for (FollowedIncident open : List.copyOf(book.openIncidents())) {
            Subject subject = open.incident().subject();
            if (!judged.checks().containsKey(subject.check())) {
                follow(book, open, tracker.next(open.incident(), Judgement.removed(now, subject)), now);
            }
        }
        if (full) {
            book.forgetAllBut(judged.checks().keySet());
        }
        List<Incident> open =
                book.openIncidents().stream().map(FollowedIncident::incident).toList();
        return new Snapshot(now, statuses.build(), open);
    }

    /** What a person's word on an open incident brings; null when there is no such open incident. */
    @Nullable
    Incident heed(RoundBook book, String id, PersonsWord word, Instant now) {
        for (FollowedIncident open : book.openIncidents()) {
            if (open.incident().id().equals(id)) {
                IncidentTracker.Step step = word.on(tracker, open.incident(), now);
                follow(book, open, step, now);
                return step.incident();
            }
        }
        return null;
    }

    /** What a person says of an incident. */
    @FunctionalInterface
    interface PersonsWord {
        IncidentTracker.Step on(IncidentTracker tracker, Incident incident, Instant now);
    }

    private void judge(RoundBook book, int position, StatusTable.Draft statuses, Instant now) {
        if (!statuses.wasJudged(position)) {
            Check check = checks.get(position);
            CheckStatus status = judge(book, check, now);
            boolean isCalm =
                    status.isCalm() && check.conduct().hours() == null && book.openIncident(check.name()) == null;
            statuses.put(position, status, !isCalm);
        }
    }

    private CheckStatus judge(RoundBook book, Check check, Instant now) {
        SlotHistory history = book.slots().history(check.name());
        CheckMemory before = book.memory(check.name());
        CheckStatus status = CheckEvaluator.evaluate(
                check,
                judged.slosOf(check.name()),
                history,
                book.slots()::counting,
                held(book, check, now),
                book.certificateExpiries(check.name()),
                before,
                now);
        CheckMemory after = status.memory();
        if (isWorthKeeping(before, after)) {
            book.remember(check.name(), after);
        }
        FollowedIncident open = book.openIncident(check.name());
        if (open == null && status.isCalm()) {
            return status; // nothing fires and nothing is open: the tracker would take no step
        }
        int locations = Math.max(1, history.locations().size());
        SlotCalm calm = new SlotCalm(limit -> new QuietTime(
                book.slots().counting(new Indicator(check.name(), limit)),
                check.interval(),
                locations,
                judged.quiet(),
                now));
        IncidentTracker.Step step = tracker.next(
                open == null ? null : open.incident(),
                new Judgement(now, Subject.of(check), Verdicts.of(status), calm));
        follow(book, open, step, now);
        return status;
    }

    private static HeldSlots held(RoundBook book, Check check, Instant now) {
        Confirm confirm = check.conduct().confirm();
        return confirm == null ? HeldSlots.NONE : book.held(check.name(), patience(check, confirm), now);
    }

    /** The failed run, the delay, the confirming run, and the way of its word. */
    private static Duration patience(Check check, Confirm confirm) {
        return check.timeout().multipliedBy(2).plus(confirm.delay()).plus(SETTLING);
    }

    private void follow(RoundBook book, @Nullable FollowedIncident before, IncidentTracker.Step step, Instant now) {
        Incident incident = step.incident();
        if (incident == null) {
            return;
        }
        Told told = before == null ? Told.NOBODY : before.told();
        IncidentEvent event = step.event();
        if (event != null) {
            IncidentEvidence evidence = book.evidence(incident.subject().check(), now);
            MessagePlanner.Owed owed = planner.plan(event, evidence, told);
            told = owed.told();
            book.record(event);
            book.owe(owed.messages());
        }
        FollowedIncident after = new FollowedIncident(incident, told);
        if (!after.equals(before)) {
            book.keep(after);
        }
    }

    /**
     * Whether the memory says something that reading the slots since the kept cursor again would not. So a check that is
     * well is written once in a while, and not in every round.
     */
    private static boolean isWorthKeeping(CheckMemory before, CheckMemory after) {
        if (!before.rules().equals(after.rules())
                || !before.hardDown().keySet().equals(after.hardDown().keySet())) {
            return true;
        }
        for (Map.Entry<Location, HardDownState> entry : after.hardDown().entrySet()) {
            HardDownState old = Objects.requireNonNull(before.hardDown().get(entry.getKey()));
            HardDownState next = entry.getValue();
            if (old.badInRow() != next.badInRow()
                    || !Objects.equals(old.since(), next.since())
                    || next.cursor().isAfter(old.cursor().plus(CURSOR_AGE))) {
                return true;
            }
        }
        return false;
    }
}
