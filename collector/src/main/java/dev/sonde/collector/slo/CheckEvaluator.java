package dev.sonde.collector.slo;

import dev.sonde.collector.slots.HeldSlots;
import dev.sonde.collector.slots.Indicator;
import dev.sonde.collector.slots.SlotCounting;
import dev.sonde.collector.slots.SlotHistory;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.Location;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Judges one check in one round: its SLOs, hard down at each location, its certificate. Pure; any thread. */
public final class CheckEvaluator {
    private CheckEvaluator() {}

    /**
     * @param slos those of the check
     * @param history the check's slots in order
     * @param counting the check's slots counted, by indicator
     * @param held bad slots that do not count towards a page
     * @param expiries certificate expiry last reported, by location
     * @param memory what the round before left
     */
    public static CheckStatus evaluate(
            Check check,
            List<Slo> slos,
            SlotHistory history,
            Function<Indicator, SlotCounting> counting,
            HeldSlots held,
            Map<Location, Instant> expiries,
            CheckMemory memory,
            Instant now) {
        int locations = Math.max(1, history.locations().size());
        List<SloStatus> statuses = new ArrayList<>(slos.size());
        for (Slo slo : slos) {
            statuses.add(SloEvaluator.evaluate(
                    slo,
                    check.interval(),
                    locations,
                    counting.apply(new Indicator(check.name(), slo.threshold())),
                    held,
                    now,
                    memory.rules().getOrDefault(slo.name(), Map.of())));
        }
        return new CheckStatus(
                check,
                now,
                statuses,
                hardDown(check, history, held, memory, now),
                CertificateRule.judge(expiries, check.certificateWarn(), now));
    }

    /** As above for a check that does not confirm its failures. */
    public static CheckStatus evaluate(
            Check check,
            List<Slo> slos,
            SlotHistory history,
            Function<Indicator, SlotCounting> counting,
            Map<Location, Instant> expiries,
            CheckMemory memory,
            Instant now) {
        return evaluate(check, slos, history, counting, HeldSlots.NONE, expiries, memory, now);
    }

    private static SortedMap<Location, HardDownState> hardDown(
            Check check, SlotHistory history, HeldSlots held, CheckMemory memory, Instant now) {
        TreeMap<Location, HardDownState> states = new TreeMap<>();
        if (check.hardDown() == 0) {
            return states;
        }
        for (Location location : history.locations()) {
            HardDownState previous = memory.hardDown().get(location);
            if (previous == null) {
                previous = HardDownState.from(
                        HardDown.beginning(now, check.interval(), check.timeout(), check.hardDown()));
            }
            states.put(
                    location,
                    HardDown.next(
                            previous,
                            ConfirmedSlots.of(location, history.settledAfter(location, previous.cursor()), held),
                            check.hardDown()));
        }
        return states;
    }
}
