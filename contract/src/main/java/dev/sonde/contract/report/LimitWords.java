package dev.sonde.contract.report;

import java.time.Duration;

/**
 * The words of an interval's slots judged against one latency limit: a success over the limit is bad for
 * {@code too_slow}, or unknown if the agent lagged during it; every other run keeps its own word.
 *
 * @param words one per slot of the interval
 */
public record LimitWords(Duration limit, SlotWords words) {}
