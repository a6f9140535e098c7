package dev.sonde.agent.delivery;

import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.AgentTelemetry.BatchEvent;
import dev.sonde.agent.telemetry.Condition;
import dev.sonde.agent.telemetry.DiskTrouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches that wait for the collector, in order of their numbers, which go on over all lives of the agent. Every batch is
 * in the spool before anybody may send it; while the spool cannot be written, batches are kept in memory and moved to the
 * disk as soon as it can. Blocks on the disk; one thread.
 */
final class BatchQueue {
    private static final Logger LOG = LoggerFactory.getLogger(BatchQueue.class);
    private static final long NONE = -1;

    private final @Nullable Spool spool;
    private final QueueLimits limits;
    private final AgentTelemetry telemetry;
    private final Condition disk = new Condition(LOG);
    private final TreeMap<Long, Place> places = new TreeMap<>();
    private long nextNumber;
    private long bytes;
    private long memoryBytes;
    private long dropped;
    private long handedOut = NONE;

    /** Where a parcel is: in memory, or in the spool alone. */
    private static final class Place {
        private final int bytes;
        private final byte @Nullable [] inMemory;

        Place(int bytes, byte @Nullable [] inMemory) {
            this.bytes = bytes;
            this.inMemory = inMemory;
        }
    }

    /** A batch on its way. */
    static final class Parcel {
        private final long number;
        private final byte[] gzipped;

        Parcel(long number, byte[] gzipped) {
            this.number = number;
            this.gzipped = gzipped;
        }

        long number() {
            return number;
        }

        /** As the collector takes it; not to be modified. */
        byte[] gzipped() {
            return gzipped;
        }
    }

    /**
     * @param spool null keeps everything in memory
     * @param firstNumber at least this is the number of the first parcel; a time will do
     */
    BatchQueue(@Nullable Spool spool, QueueLimits limits, AgentTelemetry telemetry, long firstNumber) {
        this.spool = spool;
        this.limits = limits;
        this.telemetry = telemetry;
        this.nextNumber = firstNumber;
    }

    /** Takes over what the lives before left in the spool. */
    void open() {
        if (spool == null) {
            return;
        }
        try {
            takeOver(spool.open(), spool.directory());
        } catch (IOException e) {
            unwritable(spool, e);
        }
    }

    private void takeOver(Spool.Found found, Path directory) {
        for (Spool.Stored stored : found.stored()) {
            put(stored.number(), new Place(stored.bytes(), null));
            nextNumber = Math.max(nextNumber, stored.number() + 1);
        }
        for (int i = 0; i < found.torn(); i++) {
            telemetry.batch(BatchEvent.TORN);
        }
        if (!places.isEmpty() || found.torn() > 0) {
            LOG.info(
                    "spool {}: {} batches from before are to be delivered, {} torn ones were removed",
                    directory,
                    places.size(),
                    found.torn());
        }
        dropBeyondLimits();
    }

    /** Keeps a batch. */
    void add(byte[] gzipped) {
        long number = nextNumber++;
        telemetry.batch(BatchEvent.CUT);
        boolean written = write(number, gzipped);
        put(number, new Place(gzipped.length, written ? null : gzipped));
        if (written && spool != null) {
            moveToDisk();
            if (memoryBytes == 0) {
                disk.end("spool " + spool.directory() + ": can be written again");
            }
        } else if (spool != null) {
            telemetry.batch(BatchEvent.UNSPOOLED);
        }
        dropBeyondLimits();
    }

    /** The oldest batch; null if none waits. It is not given up while it is handed out. */
    @Nullable
    Parcel first() {
        while (!places.isEmpty()) {
            long number = places.firstKey();
            byte[] payload = payload(number, place(number));
            if (payload != null) {
                handedOut = number;
                return new Parcel(number, payload);
            }
            telemetry.batch(BatchEvent.TORN);
            LOG.warn("spool: batch {} is torn and is given up", number);
            forget(number);
        }
        return null;
    }

    /** The collector has it. */
    void delivered(Parcel parcel) {
        telemetry.batch(BatchEvent.DELIVERED);
        forget(parcel.number());
    }

    /** The collector will never take it. */
    void rejected(Parcel parcel) {
        telemetry.batch(BatchEvent.REJECTED);
        if (spool != null) {
            try {
                spool.setAside(parcel.number(), parcel.gzipped());
            } catch (IOException e) {
                LOG.warn("spool {}: a refused batch cannot be set aside: {}", spool.directory(), DiskTrouble.reason(e));
            }
        }
        forget(parcel.number());
    }

    /** It goes back to its place. */
    void putBack() {
        handedOut = NONE;
        dropBeyondLimits();
    }

    int size() {
        return places.size();
    }

    long bytes() {
        return bytes;
    }

    /** Batches given up because too many waited, in this life. */
    long dropped() {
        return dropped;
    }

    private byte @Nullable [] payload(long number, Place place) {
        if (place.inMemory != null || spool == null) {
            return place.inMemory;
        }
        try {
            return spool.read(number);
        } catch (IOException e) {
            LOG.warn("spool {}: batch {}: {}", spool.directory(), number, DiskTrouble.reason(e));
            return null;
        }
    }

    private boolean write(long number, byte[] gzipped) {
        if (spool == null) {
            return false;
        }
        try {
            spool.write(number, gzipped);
            return true;
        } catch (IOException e) {
            unwritable(spool, e);
            return false;
        }
    }

    private void unwritable(Spool full, IOException trouble) {
        String reason = DiskTrouble.reason(trouble);
        disk.meet(
                reason,
                "spool " + full.directory() + ": " + reason + "; batches are kept in memory, at most "
                        + (limits.maxMemoryBytes() >> 20) + " MiB (expected: a writable directory with free space)");
    }

    private void moveToDisk() {
        if (memoryBytes == 0) {
            return;
        }
        for (Map.Entry<Long, Place> entry : places.entrySet()) {
            byte[] payload = entry.getValue().inMemory;
            if (payload != null) {
                if (!write(entry.getKey(), payload)) {
                    return;
                }
                memoryBytes -= payload.length;
                entry.setValue(new Place(payload.length, null));
            }
        }
    }

    private void dropBeyondLimits() {
        while (places.size() > limits.maxBatches() || bytes > limits.maxBytes()) {
            if (!dropOldest(false)) {
                return;
            }
        }
        while (memoryBytes > limits.maxMemoryBytes()) {
            if (!dropOldest(true)) {
                return;
            }
        }
    }

    private boolean dropOldest(boolean inMemory) {
        for (Map.Entry<Long, Place> entry : places.entrySet()) {
            if (entry.getKey() != handedOut && (!inMemory || entry.getValue().inMemory != null)) {
                dropped++;
                telemetry.batch(BatchEvent.DROPPED);
                forget(entry.getKey());
                return true;
            }
        }
        return false;
    }

    private void put(long number, Place place) {
        places.put(number, place);
        bytes += place.bytes;
        memoryBytes += place.inMemory == null ? 0 : place.bytes;
        telemetry.queued(places.size(), bytes);
    }

    private void forget(long number) {
        Place place = places.remove(number);
        handedOut = handedOut == number ? NONE : handedOut;
        if (place == null) {
            return;
        }
        bytes -= place.bytes;
        memoryBytes -= place.inMemory == null ? 0 : place.bytes;
        telemetry.queued(places.size(), bytes);
        if (place.inMemory == null && spool != null) {
            try {
                spool.delete(number);
            } catch (IOException e) {
                LOG.warn(
                        "spool {}: batch {} cannot be removed and will be delivered again: {}",
                        spool.directory(),
                        number,
                        DiskTrouble.reason(e));
            }
        }
    }

    private Place place(long number) {
        Place place = places.get(number);
        if (place == null) {
            throw new IllegalStateException("no batch " + number);
        }
        return place;
    }
}
