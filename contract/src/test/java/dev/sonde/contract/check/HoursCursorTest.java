package dev.sonde.contract.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoursCursorTest {
    private static final long SEED = 20261122;
    private static final String BERLIN = "Europe/Berlin";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "2026-11-20T06:59:59Z, false", // Friday, 07:59:59 in Berlin
        "2026-11-20T07:00:00Z, true",
        "2026-11-20T16:59:59Z, true",
        "2026-11-20T17:00:00Z, false",
        "2026-11-21T10:00:00Z, false", // Saturday
        "2026-07-01T06:00:00Z, true", // summer: 08:00
        "2026-07-01T05:59:59Z, false",
    })
    void officeHours(String at, boolean inside) {
        assertThat(includes(hours(BERLIN, "0 8 * * MON-FRI", "PT10H"), at)).isEqualTo(inside);
    }

    /** On 2026-03-29 Berlin's clocks go from 02:00 to 03:00, on 2026-10-25 from 03:00 back to 02:00. */
    @ParameterizedTest(name = "{0} for {1} at {2}: {3}")
    @CsvSource({
        // A window over the missing hour begins at 23:00 and lasts eight hours: to 08:00 by the clock.
        "0 23 * * *,  PT8H,  2026-03-28T21:59:59Z, false",
        "0 23 * * *,  PT8H,  2026-03-28T22:00:00Z, true",
        "0 23 * * *,  PT8H,  2026-03-29T05:59:59Z, true",
        "0 23 * * *,  PT8H,  2026-03-29T06:00:00Z, false",
        // One that begins within the missing hour begins as much later: 02:30 is 03:30.
        "30 2 * * *,  PT15M, 2026-03-29T00:59:59Z, false",
        "30 2 * * *,  PT15M, 2026-03-29T01:29:59Z, false",
        "30 2 * * *,  PT15M, 2026-03-29T01:30:00Z, true",
        "30 2 * * *,  PT15M, 2026-03-29T01:44:59Z, true",
        "30 2 * * *,  PT15M, 2026-03-29T01:45:00Z, false",
        // Over the hour that comes twice it ends an hour earlier by the clock.
        "0 23 * * *,  PT8H,  2026-10-24T21:00:00Z, true",
        "0 23 * * *,  PT8H,  2026-10-25T04:59:59Z, true",
        "0 23 * * *,  PT8H,  2026-10-25T05:00:00Z, false",
        // One that begins within the hour that comes twice begins the first time only.
        "30 2 * * *,  PT15M, 2026-10-25T00:30:00Z, true",
        "30 2 * * *,  PT15M, 2026-10-25T00:45:00Z, false",
        "30 2 * * *,  PT15M, 2026-10-25T01:30:00Z, false",
        // And the day after is a day like any other.
        "30 2 * * *,  PT15M, 2026-10-26T01:30:00Z, true",
    })
    void whenClocksChange(String cron, String length, String at, boolean inside) {
        assertThat(includes(hours(BERLIN, cron, length), at)).isEqualTo(inside);
    }

    @Test
    void windows_areUnited() {
        HoursCursor cursor = new HoursCursor(new ProbeHours(
                ZoneId.of("UTC"),
                List.of(
                        new HoursWindow("0 8 * * *", Duration.ofHours(2)),
                        new HoursWindow("0 9 * * *", Duration.ofHours(3)))));

        assertThat(includes(cursor, "2026-11-22T07:59:59Z")).isFalse();
        assertThat(includes(cursor, "2026-11-22T08:00:00Z")).isTrue();
        assertThat(includes(cursor, "2026-11-22T11:59:59Z")).isTrue();
        assertThat(includes(cursor, "2026-11-22T12:00:00Z")).isFalse();
    }

    @Test
    void windowLongerThanItsPeriod_isAlways() {
        HoursCursor cursor = hours("UTC", "0 * * * *", "PT2H");

        assertThat(includes(cursor, "2026-11-22T07:59:59Z")).isTrue();
        assertThat(includes(cursor, "2026-11-22T08:00:00Z")).isTrue();
    }

    @Test
    void askedInAnyOrder_saysTheSameAsAskedAnew() {
        Random random = new Random(SEED);
        ProbeHours hours = new ProbeHours(
                ZoneId.of(BERLIN),
                List.of(
                        new HoursWindow("0 8 * * MON-FRI", Duration.ofHours(10)),
                        new HoursWindow("30 2 * * *", Duration.ofMinutes(90))));
        HoursCursor cursor = new HoursCursor(hours);
        long from = nanos("2026-03-20T00:00:00Z");
        for (int round = 0; round < 2_000; round++) {
            long at = from + random.nextLong(Duration.ofDays(230).toNanos());

            assertThat(cursor.includes(at))
                    .as("seed %d round %d at %d", SEED, round, at)
                    .isEqualTo(new HoursCursor(hours).includes(at));
        }
    }

    @Test
    void excludedSlots_areThoseOutside() {
        Plan plan = new Plan(Duration.ofMinutes(10).toNanos(), 0, 1);
        long first = plan.slotAtOrBefore(nanos("2026-03-27T00:00:00Z"));
        long behind = plan.slotAtOrBefore(nanos("2026-04-03T00:00:00Z"));
        HoursCursor cursor = hours(BERLIN, "0 8 * * MON-FRI", "PT10H");
        long counted = 0;
        for (long slot = first; slot < behind; slot++) {
            counted += cursor.includes(plan.plannedEpochNanos(slot)) ? 0 : 1;
        }

        // Seven days of 144 slots, five of them with 60 within office hours; the change of clocks moves them, no more.
        assertThat(counted).isEqualTo(7 * 144 - 5 * 60);
        assertThat(hours(BERLIN, "0 8 * * MON-FRI", "PT10H").excludedSlots(plan, first, behind))
                .isEqualTo(counted);
        assertThat(cursor.excludedSlots(plan, behind, behind)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "* * * *", "0 8 * * MON-FRI 2026", "61 * * * *", "0 8 * * FUNDAY", "@daily"})
    void whatIsNoCron_isRefusedInOneLine(String cron) {
        assertThatThrownBy(() -> new HoursWindow(cron, Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cron: '" + cron + "' (expected: minute, hour, day of month, month and day of week,"
                        + " such as 0 8 * * MON-FRI)");
    }

    private static HoursCursor hours(String zone, String cron, String length) {
        return new HoursCursor(new ProbeHours(ZoneId.of(zone), List.of(new HoursWindow(cron, Duration.parse(length)))));
    }

    private static boolean includes(HoursCursor cursor, String at) {
        return cursor.includes(nanos(at));
    }

    private static long nanos(String at) {
        return Instant.parse(at).getEpochSecond() * 1_000_000_000L;
    }
}
