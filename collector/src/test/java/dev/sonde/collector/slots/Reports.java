package dev.sonde.collector.slots;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.LimitWords;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.util.List;
import java.util.Map;

/** Intervals as agents report them, and short names for words. */
final class Reports {
    static final SlotWord GOOD = SlotWord.GOOD;
    static final SlotWord BAD = SlotWord.bad(FailureReason.HTTP_STATUS);
    static final SlotWord SLOW = SlotWord.bad(FailureReason.TOO_SLOW);
    static final SlotWord STALLED = SlotWord.unknown(UnknownReason.AGENT_STALLED, true);
    static final SlotWord SHED = SlotWord.unknown(UnknownReason.AGENT_OVERLOADED, false);
    static final SlotWord SILENT = SlotWord.unknown(UnknownReason.AGENT_SILENT, false);

    private Reports() {}

    static CheckInterval interval(CheckName check, Plan plan, long firstSlot, SlotWord... words) {
        return interval(check, plan, firstSlot, SlotWords.of(words), List.of());
    }

    static CheckInterval interval(
            CheckName check, Plan plan, long firstSlot, SlotWords words, List<LimitWords> limits) {
        return interval(check, plan, firstSlot, words, limits, SparseHistogram.EMPTY);
    }

    static CheckInterval interval(
            CheckName check,
            Plan plan,
            long firstSlot,
            SlotWords words,
            List<LimitWords> limits,
            SparseHistogram success) {
        return new CheckInterval(
                check,
                plan,
                firstSlot,
                words,
                limits,
                new Latencies(success, Map.of()),
                Latencies.EMPTY,
                0,
                null,
                List.of(),
                List.of());
    }
}
