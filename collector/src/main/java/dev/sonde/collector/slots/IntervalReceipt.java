package dev.sonde.collector.slots;

/**
 * What became of the words of one interval; none ones are not counted.
 *
 * @param settled slots that were pending
 * @param corrected slots that had settled as agent_silent
 * @param repeated words on slots that an agent had spoken of before: dropped
 * @param outside words on slots outside every plan: dropped
 */
public record IntervalReceipt(int settled, int corrected, int repeated, int outside) {
    static final IntervalReceipt NOTHING = new IntervalReceipt(0, 0, 0, 0);

    /** Whether a word was taken. */
    public boolean tookAny() {
        return settled + corrected > 0;
    }
}
