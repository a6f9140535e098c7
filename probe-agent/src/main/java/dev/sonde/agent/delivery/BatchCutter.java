package dev.sonde.agent.delivery;

import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.BatchCodec;
import dev.sonde.contract.report.CheckInterval;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes numbered batches of one incarnation. A harvest too big for one batch becomes several. Encodes and packs, which
 * takes milliseconds: not for event loops. One thread.
 */
final class BatchCutter {
    /** A batch with more intervals is cut in two. */
    static final int MAX_INTERVALS = 5_000;

    /** A batch with more bytes before packing is cut in two, so that a collector need not hold much at once. */
    static final int MAX_BYTES = 2 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(BatchCutter.class);

    private final String agent;
    private final long incarnation;
    private long sequence;

    BatchCutter(String agent, long incarnation) {
        this.agent = agent;
        this.incarnation = incarnation;
    }

    /**
     * The harvest as packed batches, in order; at least one, even if no check has anything to say.
     *
     * @param batchesDropped by this incarnation so far
     */
    List<byte[]> cut(Harvest harvest, long batchesDropped) {
        List<byte[]> parcels = new ArrayList<>();
        cut(harvest, batchesDropped, new GiveWay(), parcels);
        return parcels;
    }

    private void cut(Harvest harvest, long batchesDropped, GiveWay giveWay, List<byte[]> parcels) {
        List<CheckInterval> intervals = harvest.intervals();
        byte[] encoded = intervals.size() > MAX_INTERVALS ? null : encode(harvest, batchesDropped, giveWay);
        if (encoded != null && (encoded.length <= MAX_BYTES || intervals.size() <= 1)) {
            sequence++;
            parcels.add(BatchCodec.gzip(encoded, giveWay::pieceDone));
        } else if (intervals.size() > 1) {
            int half = intervals.size() / 2;
            cut(with(harvest, intervals.subList(0, half), true), batchesDropped, giveWay, parcels);
            cut(with(harvest, intervals.subList(half, intervals.size()), false), batchesDropped, giveWay, parcels);
        } else if (!intervals.isEmpty()) {
            LOG.error(
                    "check {}: an interval cannot be encoded and is lost",
                    intervals.get(0).check());
            cut(with(harvest, List.of(), true), batchesDropped, giveWay, parcels);
        } else {
            throw new IllegalStateException("an empty batch cannot be encoded");
        }
    }

    /** Null if the batch is beyond what its format allows. */
    private byte @Nullable [] encode(Harvest harvest, long batchesDropped, GiveWay giveWay) {
        Batch batch = new Batch(
                agent,
                incarnation,
                sequence + 1,
                harvest.configRevision(),
                harvest.cutAt(),
                harvest.scheduleDelay(),
                harvest.eventLoopLag(),
                batchesDropped,
                harvest.intervals());
        try {
            return BatchCodec.encode(batch, giveWay::step);
        } catch (IllegalArgumentException tooMuch) {
            if (harvest.intervals().size() <= 1) {
                LOG.error("batch {}: {}", sequence + 1, tooMuch.getMessage());
            }
            return null;
        }
    }

    /** A part of a harvest; the meters go with the first part only. */
    private static Harvest with(Harvest harvest, List<CheckInterval> intervals, boolean first) {
        return new Harvest(
                harvest.configRevision(),
                harvest.cutAt(),
                intervals,
                first ? harvest.scheduleDelay() : SparseHistogram.EMPTY,
                first ? harvest.eventLoopLag() : SparseHistogram.EMPTY);
    }
}
