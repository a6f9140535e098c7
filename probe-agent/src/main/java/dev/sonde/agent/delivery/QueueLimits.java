package dev.sonde.agent.delivery;

/**
 * How much may wait for the collector. Beyond it the oldest batches are given up and counted.
 *
 * @param maxBatches on disk and in memory together
 * @param maxBytes likewise
 * @param maxMemoryBytes of batches that could not be written to the disk, or need not be
 */
public record QueueLimits(int maxBatches, long maxBytes, long maxMemoryBytes) {
    /** About six days of batches, 256 MiB, of which 32 MiB in memory. */
    public static final QueueLimits DEFAULT = new QueueLimits(100_000, 256L << 20, 32L << 20);

    public QueueLimits {
        if (maxBatches < 1 || maxBytes < 1 || maxMemoryBytes < 1) {
            throw new IllegalArgumentException("queue limits: " + maxBatches + " batches, " + maxBytes + " bytes, "
                    + maxMemoryBytes + " bytes in memory (expected: at least 1 each)");
        }
    }
}
