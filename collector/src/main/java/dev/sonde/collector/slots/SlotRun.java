package dev.sonde.collector.slots;

import dev.sonde.contract.result.SlotWord;
import java.time.Instant;

/**
 * Neighbouring slots of one check at one location with the same word.
 *
 * @param word never {@code none}
 * @param count above 0
 * @param firstPlanned planned time of the first of them
 * @param lastPlanned planned time of the last of them; the first's when count is 1
 */
public record SlotRun(SlotWord word, long count, Instant firstPlanned, Instant lastPlanned) {}
