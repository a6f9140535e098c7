package dev.sonde.collector.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.result.SlotClass;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QuietTimeTest {
    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration QUIET = Duration.ofMinutes(5);
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private static ScheduledSlots slots(Duration interval, int locations) {
        return new ScheduledSlots(interval, locations, T0.minus(Duration.ofDays(1)));
    }

    private static Instant at(String duration) {
        return T0.plus(Duration.parse(duration));
    }

    private static QuietTime quiet(ScheduledSlots slots, Instant now) {
        return new QuietTime(slots, slots.interval, slots.locations, QUIET, now);
    }

    @Test
    void goodSlots_vouchForTheirInterval() {
        ScheduledSlots slots = slots(TEN_SECONDS, 1);

        assertThat(quiet(slots, at("PT4M45S")).isVouchedSince(T0)).isFalse();
        assertThat(quiet(slots, at("PT4M50S")).isVouchedSince(T0)).isTrue();
    }

    @Test
    void silence_vouchesForNothing() {
        ScheduledSlots slots = slots(TEN_SECONDS, 1);
        slots.mark(T0, at("PT10H"), SlotClass.UNKNOWN);

        assertThat(quiet(slots, at("PT10H")).isVouchedSince(T0)).isFalse();
    }

    @Test
    void pendingSlots_vouchForNothing() {
        ScheduledSlots slots = slots(TEN_SECONDS, 1);
        slots.settledUntil(at("PT4M"));

        assertThat(quiet(slots, at("PT10H")).isVouchedSince(T0)).isFalse();
    }

    @Test
    void oneSilentLocationOfThree_makesItSlowerOnly() {
        ScheduledSlots slots = slots(TEN_SECONDS, 3);
        slots.mark(0, T0.minus(Duration.ofHours(1)), at("PT10H"), SlotClass.UNKNOWN);

        assertThat(quiet(slots, at("PT7M10S")).isVouchedSince(T0)).isFalse();
        assertThat(quiet(slots, at("PT7M30S")).isVouchedSince(T0)).isTrue();
    }

    @Test
    void rareSlot_vouchesForItsLongInterval() {
        ScheduledSlots slots = slots(Duration.ofMinutes(10), 1);

        assertThat(quiet(slots, at("PT5M")).isVouchedSince(at("PT1S"))).isTrue();
    }

    @Test
    void trouble_isNewOnlyAfterAQuietStretch() {
        ScheduledSlots slots = slots(TEN_SECONDS, 1);
        slots.mark(T0.minusSeconds(60), at("PT1M"), SlotClass.BAD);
        slots.mark(at("PT6M"), at("PT7M"), SlotClass.BAD);

        // bad until 1:00 and from 6:10 on: 30 good slots are five minutes
        assertThat(quiet(slots, at("PT5M")).newTroubleSince(T0)).isFalse();
        assertThat(quiet(slots, at("PT6M")).newTroubleSince(T0)).isFalse();
        assertThat(quiet(slots, at("PT6M10S")).newTroubleSince(T0)).isTrue();
        assertThat(quiet(slots, at("PT3H")).newTroubleSince(T0)).isTrue();
        assertThat(quiet(slots, at("PT3H")).newTroubleSince(at("PT6M10S"))).isFalse();
    }

    @Test
    void stretchThatBeganBeforeTheInstant_countsWhole() {
        ScheduledSlots slots = slots(TEN_SECONDS, 1);
        slots.mark(T0.minusSeconds(60), T0, SlotClass.BAD);
        slots.mark(at("PT5M"), at("PT6M"), SlotClass.BAD);

        assertThat(quiet(slots, at("PT6M")).newTroubleSince(at("PT15S"))).isTrue();
        assertThat(quiet(slots, at("PT6M")).newTroubleSince(at("PT4M"))).isTrue();
        assertThat(quiet(slots, at("PT6M")).newTroubleSince(at("PT5M10S"))).isFalse();
    }

    @Test
    void stretchOneSlotTooShort_isNotQuiet() {
        ScheduledSlots slots = slots(TEN_SECONDS, 1);
        slots.mark(T0.minusSeconds(60), at("PT1M"), SlotClass.BAD);
        slots.mark(at("PT5M50S"), at("PT7M"), SlotClass.BAD);

        assertThat(quiet(slots, at("PT10M")).newTroubleSince(T0)).isFalse();
    }

    @Test
    void silenceWithinTheStretch_doesNotCountTowardsIt() {
        ScheduledSlots slots = slots(TEN_SECONDS, 1);
        slots.mark(T0.minusSeconds(60), at("PT1M"), SlotClass.BAD);
        slots.mark(at("PT2M"), at("PT2H"), SlotClass.UNKNOWN);
        slots.mark(at("PT2H3M"), at("PT2H5M"), SlotClass.BAD);
        slots.mark(at("PT2H5M"), at("PT2H6M"), SlotClass.UNKNOWN);
        assertThat(quiet(slots, at("PT2H10M")).newTroubleSince(T0)).isFalse();

        slots.mark(at("PT2M"), at("PT1H"), SlotClass.GOOD);
        assertThat(quiet(slots, at("PT2H10M")).newTroubleSince(T0)).isTrue();
    }

    @Test
    void flappingWithoutAQuietStretch_isOneTrouble() {
        ScheduledSlots slots = slots(TEN_SECONDS, 1);
        for (int minute = 0; minute < 600; minute += 5) {
            Instant bad = T0.plus(Duration.ofMinutes(minute));
            slots.mark(bad, bad.plusSeconds(20), SlotClass.BAD);
        }

        assertThat(quiet(slots, at("PT10H")).newTroubleSince(at("PT10S"))).isFalse();
    }

    @Test
    void neighbouringBadSlotsOfARareCheck_areOneTrouble() {
        ScheduledSlots slots = slots(Duration.ofMinutes(10), 2);
        slots.mark(0, T0.minus(Duration.ofHours(1)), at("PT3H"), SlotClass.BAD);

        assertThat(quiet(slots, at("PT3H")).newTroubleSince(T0)).isFalse();

        slots.mark(0, at("PT30M"), at("PT1H"), SlotClass.GOOD);
        assertThat(quiet(slots, at("PT3H")).newTroubleSince(T0)).isTrue();
    }

    @Test
    void searchOverADay_asksModestly() {
        ScheduledSlots slots = slots(TEN_SECONDS, 1);
        slots.mark(T0, at("PT24H"), SlotClass.BAD);

        assertThat(quiet(slots, at("PT24H")).newTroubleSince(at("PT10S"))).isFalse();
        assertThat(slots.counted).isLessThan(700);
    }
}
