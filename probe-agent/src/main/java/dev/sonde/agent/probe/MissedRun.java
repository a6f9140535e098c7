package dev.sonde.agent.probe;

import dev.sonde.contract.result.UnknownReason;

/**
 * Slots whose runs never started.
 *
 * @param firstSlot n of the first
 * @param count at least 1
 */
public record MissedRun(long firstSlot, long count, UnknownReason reason) {}
