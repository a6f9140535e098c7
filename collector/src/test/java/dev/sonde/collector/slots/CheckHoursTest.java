package dev.sonde.collector.slots;

import static dev.sonde.collector.slots.Reports.BAD;
import static dev.sonde.collector.slots.Reports.GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.EvidenceRule;
import dev.sonde.contract.check.HoursWindow;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.check.ProbeHours;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Budget and coverage of a check that is probed on working days from 8 to 18 in Berlin, every minute. */
class CheckHoursTest {
    private static final CheckName NAME = new CheckName("office");
    private static final Location EU = new Location("eu");
    private static final Check CHECK = Check.of(
                    NAME, Duration.ofMinutes(1), Duration.ofSeconds(5), HttpTarget.get(URI.create("http://127.0.0.1/")))
            .toBuilder()
            .conduct(new Conduct(
                    null,
                    new ProbeHours(
                            ZoneId.of("Europe/Berlin"),
                            List.of(new HoursWindow("0 8 * * MON-FRI", Duration.ofHours(10)))),
                    null,
                    false,
                    EvidenceRule.DEFAULT))
            .build();
    private static final Plan PLAN = CHECK.planAt(EU);
    private static final Indicator OWN = Indicator.outcomeOf(NAME);

    private final SlotLedger ledger = new SlotLedger(new MemoryArchive());
    private Instant now;

    @Test
    void slotsOutsideTheHours_areExcludedAndNotMissed() {
        // Friday 2026-03-27, winter time: 07:00Z to 17:00Z.
        Instant from = Instant.parse("2026-03-27T00:00:00Z");
        watchAt(from);
        runAgent(from, Instant.parse("2026-03-28T00:00:00Z"), 30);

        SlotCounts day = ledger.counting(OWN).count(from, now);

        // The plan begins with the first run; from there on what lies outside is excluded, before it nothing is
        // scheduled.
        assertThat(day.excluded()).isEqualTo(7 * 60);
        assertThat(day.bad()).isEqualTo(30);
        assertThat(day.valid()).isEqualTo(600);
        assertThat(day.unknown()).isZero();
        assertThat(day.expected()).isEqualTo(600);
        assertThat((double) day.valid() / (day.valid() + day.unknown())).isEqualTo(1);
        assertThat(day.bad() / (0.01 * day.expected())).isCloseTo(5, within(1e-9));
    }

    @Test
    void bothChangesOfClocks_moveTheHoursAndChangeNoCount() {
        for (String monday : List.of("2026-03-23", "2026-10-19")) {
            Instant from = Instant.parse(monday + "T00:00:00Z");
            SlotLedger fresh = new SlotLedger(new MemoryArchive());
            watch(fresh, from);
            Instant end = from.plus(Duration.ofDays(14));
            runAgent(fresh, from, end, 0);

            SlotCounts fortnight = fresh.counting(OWN).count(from, end);

            assertThat(fortnight.valid()).as(monday).isEqualTo(10 * 600);
            assertThat(fortnight.unknown()).as(monday).isZero();
            assertThat(fortnight.expected()).as(monday).isEqualTo(10 * 600);
        }
    }

    @Test
    void newCheck_isExpectedToHaveRunOnlyInItsHours() {
        // The plan is an hour old; seven days back hold five working days and not 10 080 minutes.
        Instant friday = Instant.parse("2026-03-27T12:00:00Z");
        watchAt(friday);
        runAgent(friday, friday.plus(Duration.ofHours(1)), 0);

        SlotCounts week = ledger.counting(OWN).count(friday.minus(Duration.ofDays(7)), friday);

        assertThat(week.expected()).isBetween(5L * 600 - 1, 5L * 600 + 1);
    }

    @Test
    void silenceWithinTheHours_isUnknown() {
        Instant from = Instant.parse("2026-03-27T00:00:00Z");
        watchAt(from);
        runAgent(from, Instant.parse("2026-03-27T12:00:00Z"), 0);
        now = Instant.parse("2026-03-28T00:00:00Z");
        ledger.settleSilent(now);

        SlotCounts day = ledger.counting(OWN).count(from, now);

        assertThat(day.unknown()).isBetween(5L * 60 - 1, 5L * 60 + 1);
        assertThat(day.excluded()).isBetween(7L * 60 - 1, 7L * 60);
    }

    /** An agent that keeps the hours: nothing is told of slots outside; so many of the others are bad. */
    private void runAgent(Instant from, Instant to, int bad) {
        runAgent(ledger, from, to, bad);
        now = to;
    }

    private static void runAgent(SlotLedger told, Instant from, Instant to, int bad) {
        ExcludedTimes hours = CheckHours.of(List.of(CHECK));
        int left = bad;
        for (long slot = PLAN.slotAfter(SlotLedger.nanos(from));
                PLAN.plannedEpochNanos(slot) <= SlotLedger.nanos(to);
                slot++) {
            Instant at = SlotLine.instant(PLAN.plannedEpochNanos(slot)).plusSeconds(1);
            if (!hours.excludes(NAME, PLAN.plannedEpochNanos(slot))) {
                told.apply(EU, Reports.interval(NAME, PLAN, slot, left-- > 0 ? BAD : GOOD), at);
            }
        }
        // The first told slot begins the plan; the slots before it in the window are only scheduled.
        told.settleSilent(to.plusSeconds(60));
    }

    private void watchAt(Instant at) {
        watch(ledger, at);
    }

    private static void watch(SlotLedger watching, Instant at) {
        watching.watch(
                Map.of(NAME, new WatchedCheck(List.of(), Set.of(EU))),
                Duration.ofDays(30),
                CheckHours.of(List.of(CHECK)),
                at);
    }
}
