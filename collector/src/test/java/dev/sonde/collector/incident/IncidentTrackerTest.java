package dev.sonde.collector.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.incident.IncidentEvent.Type;
import dev.sonde.collector.slo.Severity;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IncidentTrackerTest {
    private static final Duration QUIET = Duration.ofMinutes(5);
    private static final Subject SUBJECT = new Subject(
            new CheckName("checkout"), "shop", null, null, null, "normal", new TreeMap<>(Map.of("region", "eu")));

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private boolean vouched = true;
    private boolean newTrouble;
    private int ids;
    private @Nullable Incident incident;
    private @Nullable IncidentEvent event;
    private final List<Type> told = new ArrayList<>();
    private final IncidentTracker tracker = new IncidentTracker(QUIET, at -> "id" + ++ids);

    private final Calm calm = new Calm() {
        @Override
        public boolean isVouchedSince(Cause cause, Instant ended) {
            return vouched;
        }

        @Override
        public boolean newTroubleSince(Cause cause, Instant loudAt) {
            return newTrouble;
        }
    };

    private Verdict burn(Severity severity, boolean firing) {
        CauseDetails details = new CauseDetails.BurnRate(
                "slo",
                new BigDecimal("0.999"),
                null,
                Duration.ofHours(severity == Severity.PAGE ? 1 : 24),
                Duration.ofMinutes(5),
                14.4,
                0.99,
                0.5,
                new TreeMap<>(Map.of(Duration.ofHours(1), 20.0)));
        return new Verdict("burn_rate/slo/" + severity.label(), severity, firing ? now : null, false, details);
    }

    private Verdict down(String... locations) {
        TreeMap<Location, Instant> since = new TreeMap<>();
        for (String location : locations) {
            since.put(new Location(location), now);
        }
        return new Verdict(
                "hard_down",
                Severity.PAGE,
                since.isEmpty() ? null : now,
                false,
                since.isEmpty() ? null : new CauseDetails.HardDown(since, 3));
    }

    private void round(Verdict... verdicts) {
        IncidentTracker.Step step = tracker.next(incident, new Judgement(now, SUBJECT, List.of(verdicts), calm));
        incident = step.incident();
        event = step.event();
        if (event != null) {
            told.add(event.type());
            assertThat(event.incident()).isEqualTo(incident);
        }
    }

    private void after(Duration time) {
        now = now.plus(time);
    }

    private List<Cause.State> states() {
        return incident.causes().stream().map(Cause::state).toList();
    }

    @Test
    void nothingFires_nothingOpens() {
        round(burn(Severity.PAGE, false), down());

        assertThat(incident).isNull();
        assertThat(told).isEmpty();
    }

    @Test
    void firstCause_opensTheIncident() {
        round(burn(Severity.PAGE, true), burn(Severity.TICKET, false), down());

        assertThat(told).containsExactly(Type.OPENED);
        assertThat(incident.id()).isEqualTo("id1");
        assertThat(incident.severity()).isEqualTo(Severity.PAGE);
        assertThat(incident.openedAt()).isEqualTo(now);
        assertThat(incident.state()).isEqualTo("open");
        assertThat(incident.causes()).hasSize(1);
        assertThat(incident.spell()).isEqualTo(new Spell(1, Severity.PAGE, now, SUBJECT));
        assertThat(event.changes()).containsExactly("started: burn rate of slo above 14.4 over 1h and 5m");
    }

    @Test
    void causeThatStartsWhileItIsOpen_joins() {
        round(burn(Severity.PAGE, true), down());
        after(Duration.ofSeconds(30));
        round(burn(Severity.PAGE, true), down("eu"));

        assertThat(told).containsExactly(Type.OPENED, Type.UPDATED);
        assertThat(incident.id()).isEqualTo("id1");
        assertThat(incident.causes()).hasSize(2);
        assertThat(incident.sequence()).isEqualTo(2);
        assertThat(event.changes()).containsExactly("started: hard down at eu");
    }

    @Test
    void nothingNew_isNotTold() {
        round(down("eu"));
        after(Duration.ofSeconds(5));
        round(down("eu"));

        assertThat(told).containsExactly(Type.OPENED);
        assertThat(incident.sequence()).isEqualTo(1);
    }

    @Test
    void causeThatEnds_isRecordedAndNotTold() {
        round(burn(Severity.PAGE, true), down("eu"));
        after(Duration.ofSeconds(30));
        round(burn(Severity.PAGE, true), down());

        assertThat(told).containsExactly(Type.OPENED);
        assertThat(states()).containsExactly(Cause.State.FIRING, Cause.State.CLEARED);
        assertThat(incident.causes().get(1).endedAt()).isEqualTo(now);
        assertThat(incident.causes().get(1).details())
                .isInstanceOfSatisfying(
                        CauseDetails.HardDown.class,
                        details -> assertThat(details.locations()).containsOnlyKeys(new Location("eu")));
    }

    @Test
    void higherSeverity_isARise() {
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, false));
        acknowledge("ann");
        after(Duration.ofMinutes(1));
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, true));

        assertThat(told).containsExactly(Type.OPENED, Type.ACKNOWLEDGED, Type.ESCALATED);
        assertThat(incident.severity()).isEqualTo(Severity.PAGE);
        assertThat(incident.loudAt()).isEqualTo(now);
        assertThat(incident.spell()).isEqualTo(new Spell(2, Severity.PAGE, now, SUBJECT));
        assertThat(event.changes()).first().isEqualTo("severity rose from ticket to page");
    }

    @Test
    void rise_asksForANewAcknowledgement() {
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, false));
        acknowledge("ann");
        Instant first = now;
        after(Duration.ofMinutes(1));
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, true));
        assertThat(incident.acknowledgement()).isNull();
        assertThat(incident.state()).isEqualTo("open");

        after(Duration.ofMinutes(1));
        acknowledge("bob");

        assertThat(incident.acknowledgement()).isEqualTo(new Acknowledgement("bob", now));
        assertThat(incident.firstAcknowledgedAt()).isEqualTo(first);
        assertThat(incident.state()).isEqualTo("acknowledged");
    }

    @Test
    void pageCauseInNewTrouble_isARiseThoughTheSeverityIsTheSame() {
        round(burn(Severity.PAGE, true), down());
        acknowledge("ann");
        after(Duration.ofMinutes(20));
        newTrouble = true;
        round(burn(Severity.PAGE, true), down("eu"));

        assertThat(told).containsExactly(Type.OPENED, Type.ACKNOWLEDGED, Type.ESCALATED);
        assertThat(incident.acknowledgement()).isNull();
        assertThat(incident.spell().number()).isEqualTo(2);
        assertThat(event.changes()).containsExactly("new outage after a quiet time", "started: hard down at eu");
    }

    @Test
    void pageCauseInTheSameTrouble_isAnUpdateAndKeepsTheAcknowledgement() {
        round(burn(Severity.PAGE, true), down());
        acknowledge("ann");
        after(Duration.ofMinutes(20));
        round(burn(Severity.PAGE, true), down("eu"));

        assertThat(told).containsExactly(Type.OPENED, Type.ACKNOWLEDGED, Type.UPDATED);
        assertThat(incident.acknowledgement().by()).isEqualTo("ann");
    }

    @Test
    void ticketCauseInNewTrouble_isAnUpdate() {
        round(burn(Severity.TICKET, false), down("eu"));
        newTrouble = true;
        after(Duration.ofMinutes(20));
        round(burn(Severity.TICKET, true), down("eu"));

        assertThat(told).containsExactly(Type.OPENED, Type.UPDATED);
    }

    @Test
    void newTroubleWithoutACauseThatStarts_isNotTold() {
        round(down("eu"));
        newTrouble = true;
        after(Duration.ofMinutes(20));
        round(down("eu"));

        assertThat(told).containsExactly(Type.OPENED);
    }

    @Test
    void furtherLocationDown_isAnUpdate() {
        round(down("eu"));
        after(Duration.ofMinutes(1));
        round(down("eu", "us"));
        after(Duration.ofMinutes(1));
        round(down("us"));

        assertThat(told).containsExactly(Type.OPENED, Type.UPDATED);
        assertThat(states()).containsExactly(Cause.State.FIRING);
    }

    @Test
    void furtherLocationDownInNewTrouble_isARise() {
        round(down("eu"));
        newTrouble = true;
        after(Duration.ofHours(2));
        round(down("eu", "us"));

        assertThat(told).containsExactly(Type.OPENED, Type.ESCALATED);
        assertThat(event.changes())
                .containsExactly("new outage after a quiet time", "further down at us: hard down at eu, us");
    }

    @Test
    void fall_waitsUntilTheHigherCausesHaveBeenClearForQuiet() {
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, true));
        after(Duration.ofMinutes(10));
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, false));
        after(QUIET.minusMillis(1));
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, false));
        assertThat(incident.severity()).isEqualTo(Severity.PAGE);

        after(Duration.ofMillis(1));
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, false));

        assertThat(told).containsExactly(Type.OPENED, Type.UPDATED);
        assertThat(incident.severity()).isEqualTo(Severity.TICKET);
        assertThat(incident.spell()).isEqualTo(new Spell(2, Severity.TICKET, now, SUBJECT));
        assertThat(event.changes()).containsExactly("severity fell from page to ticket");
    }

    @Test
    void resolve_waitsUntilAllCausesHaveBeenClearForQuiet() {
        round(burn(Severity.PAGE, true), down("eu"));
        after(Duration.ofMinutes(10));
        round(burn(Severity.PAGE, true), down());
        after(Duration.ofMinutes(3));
        round(burn(Severity.PAGE, false), down());
        after(QUIET.minusMillis(1));
        round(burn(Severity.PAGE, false), down());
        assertThat(incident.isOpen()).isTrue();

        after(Duration.ofMillis(1));
        round(burn(Severity.PAGE, false), down());

        assertThat(told).containsExactly(Type.OPENED, Type.RESOLVED);
        assertThat(incident.resolvedAt()).isEqualTo(now);
        assertThat(incident.state()).isEqualTo("resolved");
        assertThat(incident.spell().number()).isEqualTo(1);
        assertThat(event.changes()).containsExactly("every cause has been clear for the quiet time");
    }

    @Test
    void silenceAfterTheEnd_isNotQuiet() {
        round(down("eu"));
        after(Duration.ofMinutes(1));
        round(down());
        vouched = false;
        after(Duration.ofDays(3));
        round(down());
        assertThat(incident.isOpen()).isTrue();

        vouched = true;
        round(down());

        assertThat(told).containsExactly(Type.OPENED, Type.RESOLVED);
    }

    @Test
    void whatFiresBeforeQuietIsOver_continuesTheSameIncident() {
        round(down("eu"));
        acknowledge("ann");
        for (int flap = 0; flap < 5; flap++) {
            after(Duration.ofMinutes(1));
            round(down());
            after(QUIET.minusSeconds(1));
            round(down("eu"));
        }

        assertThat(told).startsWith(Type.OPENED, Type.ACKNOWLEDGED).hasSize(7);
        assertThat(told.subList(2, 7)).containsOnly(Type.UPDATED);
        assertThat(incident.id()).isEqualTo("id1");
        assertThat(incident.acknowledgement()).isNotNull();
        assertThat(event.changes()).containsExactly("started again: hard down at eu");
    }

    @Test
    void whatFiresAfterTheResolve_isANewIncident() {
        round(down("eu"));
        after(Duration.ofMinutes(1));
        round(down());
        after(QUIET);
        round(down());
        after(Duration.ofSeconds(5));
        round(down("eu"));

        assertThat(told).containsExactly(Type.OPENED, Type.RESOLVED, Type.OPENED);
        assertThat(incident.id()).isEqualTo("id2");
        assertThat(incident.sequence()).isEqualTo(1);
    }

    @Test
    void severityThatFellAndRisesAgain_isARise() {
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, true));
        after(Duration.ofMinutes(1));
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, false));
        after(QUIET);
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, false));
        after(Duration.ofHours(1));
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, true));

        assertThat(told).containsExactly(Type.OPENED, Type.UPDATED, Type.ESCALATED);
        assertThat(incident.spell().number()).isEqualTo(3);
    }

    @Test
    void removedCause_endsAtOnce() {
        round(burn(Severity.PAGE, true), burn(Severity.TICKET, true));
        after(Duration.ofMinutes(1));
        round(burn(Severity.TICKET, true));

        assertThat(told).containsExactly(Type.OPENED, Type.UPDATED);
        assertThat(states()).containsExactly(Cause.State.REMOVED, Cause.State.FIRING);
        assertThat(incident.severity()).isEqualTo(Severity.TICKET);
        assertThat(event.changes())
                .containsExactly(
                        "severity fell from page to ticket",
                        "removed from the configuration: burn rate of slo above 14.4 over 1h and 5m");
    }

    @Test
    void removedCheck_resolvesAtOnce() {
        round(burn(Severity.PAGE, true), down("eu"));
        after(Duration.ofMinutes(1));
        vouched = false;
        IncidentTracker.Step step = tracker.next(incident, Judgement.removed(now, SUBJECT));

        assertThat(step.event().type()).isEqualTo(Type.RESOLVED);
        assertThat(step.incident().resolvedAt()).isEqualTo(now);
        assertThat(step.incident().causes()).allMatch(cause -> cause.state() == Cause.State.REMOVED);
        assertThat(step.event().changes())
                .containsExactly(
                        "removed from the configuration: burn rate of slo above 14.4 over 1h and 5m",
                        "removed from the configuration: hard down at eu");
    }

    @Test
    void removedCauseBesideOneThatIsClear_waitsForQuietStill() {
        round(burn(Severity.PAGE, true), down("eu"));
        after(Duration.ofMinutes(1));
        round(burn(Severity.PAGE, true), down());
        after(Duration.ofMinutes(1));
        round(down());
        assertThat(incident.isOpen()).isTrue();

        after(Duration.ofMinutes(4));
        round(down());

        assertThat(told).containsExactly(Type.OPENED, Type.UPDATED, Type.RESOLVED);
    }

    @Test
    void cleared_causeThatIsRemoved_waitsNoLonger() {
        round(down("eu"));
        after(Duration.ofMinutes(1));
        round(down());
        after(Duration.ofMinutes(1));
        round();

        assertThat(told).containsExactly(Type.OPENED, Type.RESOLVED);
    }

    @Test
    void certificateTicket_isACauseLikeTheOthers() {
        Verdict due = new Verdict(
                "certificate",
                Severity.TICKET,
                now,
                false,
                new CauseDetails.Certificate(
                        now.plus(Duration.ofDays(3)), new TreeSet<>(List.of(new Location("eu"))), Duration.ofDays(21)));
        round(due);
        assertThat(incident.severity()).isEqualTo(Severity.TICKET);

        after(Duration.ofMinutes(1));
        round(due, down("eu"));

        assertThat(told).containsExactly(Type.OPENED, Type.ESCALATED);
        assertThat(incident.causes()).hasSize(2);
    }

    @Test
    void acknowledgement_isTakenOncePerAlarm() {
        round(down("eu"));
        acknowledge("ann");
        IncidentTracker.Step again = tracker.acknowledge(incident, "bob", now);

        assertThat(again.event()).isNull();
        assertThat(again.incident()).isEqualTo(incident);
        assertThat(incident.acknowledgement().by()).isEqualTo("ann");
        assertThat(incident.sequence()).isEqualTo(2);
    }

    @Test
    void resolvedIncident_cannotBeAcknowledged() {
        round(down("eu"));
        round();

        assertThat(tracker.acknowledge(incident, "ann", now).event()).isNull();
        assertThat(incident.acknowledgement()).isNull();
    }

    @Test
    void personsResolve_needsNoQuietButNoCauseThatFires() {
        round(down("eu"));
        assertThat(tracker.resolve(incident, "ann", now).event()).isNull();
        after(Duration.ofMinutes(1));
        round(down());

        IncidentTracker.Step step = tracker.resolve(incident, "ann", now);

        assertThat(step.event().type()).isEqualTo(Type.RESOLVED);
        assertThat(step.event().changes()).containsExactly("resolved by ann");
        assertThat(step.incident().resolvedAt()).isEqualTo(now);
        assertThat(tracker.resolve(step.incident(), "bob", now).event()).isNull();
    }

    @Test
    void lateCorrectionThatSpoilsQuiet_doesNotRaiseTheSeverityAgain() {
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, true));
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, false));
        after(QUIET);
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, false));
        vouched = false;
        after(Duration.ofMinutes(1));
        round(burn(Severity.TICKET, true), burn(Severity.PAGE, false));

        assertThat(told).containsExactly(Type.OPENED, Type.UPDATED);
        assertThat(incident.severity()).isEqualTo(Severity.TICKET);
    }

    private void acknowledge(String by) {
        IncidentTracker.Step step = tracker.acknowledge(incident, by, now);
        incident = step.incident();
        told.add(step.event().type());
    }
}
