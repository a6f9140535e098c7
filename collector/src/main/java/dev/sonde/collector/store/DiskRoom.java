package dev.sonde.collector.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database can be written. While it cannot, a small write is tried now and then and everything else is
 * refused at once, so that nothing is worked out only to be thrown away. Told once when it starts and once when it ends.
 * The writer's thread, but for {@link #obstacle}.
 */
final class DiskRoom {
    private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);
    private static final long TRY_EVERY_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int BALLAST_BYTES = 256 * 1024;

    private final Path file;
    private final LongSupplier nanoTime;
    private volatile @Nullable String obstacle;
    private boolean damaged;
    private long tryAtNanos;

    DiskRoom(Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
    }

    /** What keeps the database from being written, one line; null when nothing does. Any thread. */
    @Nullable
    String obstacle() {
        return obstacle;
    }

    /** Returns when the database can be written as far as is known. */
    void require(Sql sql) {
        String known = obstacle;
        if (known == null) {
            return;
        }
        if (damaged || nanoTime.getAsLong() - tryAtNanos < 0) {
            throw new StoreFailure(known);
        }
        tryAtNanos = nanoTime.getAsLong() + TRY_EVERY_NANOS;
        sql.run("BEGIN IMMEDIATE");
        try {
            sql.update("INSERT INTO room (id, ballast) VALUES (1, zeroblob(?))", BALLAST_BYTES);
            sql.update("DELETE FROM room");
            sql.run("COMMIT");
        } catch (StoreFailure e) {
            Writer.rollBack(sql);
            throw e;
        }
        obstacle = null;
        LOG.info("database {}: can be written again; batches are taken in", file);
    }

    /** A transaction has failed. */
    void failed(StoreFailure failure) {
        if (obstacle != null || !(failure.isForLackOfRoom() || failure.isDamage())) {
            return;
        }
        damaged = failure.isDamage();
        tryAtNanos = nanoTime.getAsLong() + TRY_EVERY_NANOS;
        String line = "database " + file + ": " + (damaged ? "is damaged: " : "cannot be written: ")
                + Database.firstLine(failure);
        obstacle = line;
        LOG.error("{}; batches are refused and agents keep them{}", line, damaged ? "" : " until it can");
    }
}
