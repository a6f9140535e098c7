package dev.sonde.collector.store;

import dev.sonde.collector.evidence.EvidenceArchive;
import dev.sonde.collector.evidence.TracedRun;
import dev.sonde.collector.ingest.BatchLog;
import dev.sonde.collector.latency.LatencyHistory;
import dev.sonde.collector.latency.LatencyLedger;
import dev.sonde.collector.notify.DeliveryResult;
import dev.sonde.collector.notify.OutboxStore;
import dev.sonde.collector.slots.SlotKey;
import dev.sonde.collector.slots.SlotLedger;
import dev.sonde.collector.watch.RoundBook;
import dev.sonde.collector.watch.RoundStore;
import dev.sonde.contract.histogram.SparseHistogram;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The embedded store: one directory, one database, one thread that writes. Open it, tell it what to watch, use its ports.
 * Any thread.
 */
public final class SqliteStore implements RoundStore, AutoCloseable {
    private static final String DATABASE = "sonde.db";

    private final DataDirectory directory;
    private final Sql sql;
    private final Readers readers;
    private final DiskRoom room;
    private final Writer writer;
    private final InstantSource clock;
    private final Retention retention;
    private final Tidying tidying;
    private volatile @Nullable WatchedChecks watched;

    private SqliteStore(
            DataDirectory directory,
            Database database,
            Sql sql,
            Retention retention,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.directory = directory;
        this.sql = sql;
        this.clock = clock;
        this.retention = retention;
        readers = new Readers(database);
        room = new DiskRoom(database.file(), nanoTime);
        writer = new Writer(sql, room, () -> new Remembered(sql, watched, clock, next -> watched = next));
        tidying = new Tidying(retention);
    }

    /**
     * Takes hold of a data directory and brings its database up to date. Blocks.
     *
     * @param clock wall time
     * @param nanoTime monotonic
     * @throws UnusableStoreException with one line for people; then nothing is held
     */
    public static SqliteStore open(Path data, Retention retention, InstantSource clock, LongSupplier nanoTime)
            throws UnusableStoreException {
        DataDirectory directory = DataDirectory.open(data);
        try {
            Database database = new Database(directory.file(DATABASE));
            Sql sql = database.openWriter();
            return new SqliteStore(directory, database, sql, retention, clock, nanoTime);
        } catch (UnusableStoreException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /**
     * Watches these checks from now on: what is stored of them is loaded when this completes. When it fails, what was
     * watched before still is.
     */
    public CompletionStage<WatchedChecks> watch(WatchedChecks next) {
        return writer.transact(remembered -> {
            remembered.watch(next);
            return next;
        });
    }

    /** Where batches are filed. */
    public BatchLog batchLog(Runnable slotsChanged) {
        return new BatchFiler(writer, slotsChanged);
    }

    @Override
    public <T> CompletionStage<T> inRound(Function<RoundBook, T> work) {
        return writer.transact(remembered -> work.apply(new OpenRound(remembered)));
    }

    /** Where owed messages wait. */
    public OutboxStore outbox() {
        return new OutboxTable(writer, readers);
    }

    /** Latencies of any range. */
    public LatencyHistory latencyHistory() {
        return new LatencyReader(readers, retention, clock);
    }

    /** Runs kept for people to see. */
    public EvidenceArchive evidenceArchive() {
        return new EvidenceReader(readers);
    }

    /** Incidents past and present. */
    public IncidentRecords incidents() {
        return new IncidentRecords(readers);
    }

    /** Looks at one committed state, between two transactions, on the store's thread. */
    public <T> CompletionStage<T> look(Function<Committed, T> work) {
        return writer.look(remembered -> work.apply(new Committed(remembered)));
    }

    /** Removes some of what is past its time. */
    public CompletionStage<Boolean> tidy() {
        return changeRows(connection -> tidying.step(connection, clock.instant()));
    }

    /** Changes rows that nobody remembers. */
    CompletionStage<Boolean> changeRows(Consumer<Sql> work) {
        return writer.run(work);
    }

    /** What keeps the store from being written, one line for people; null when nothing does. */
    public @Nullable String obstacle() {
        return room.obstacle();
    }

    /** Transactions that wait. */
    public int queueLength() {
        return writer.queueLength();
    }

    /** Finishes what was asked for and lets go of the directory. Blocks. */
    @Override
    public void close() {
        writer.stop();
        readers.close();
        sql.close();
        directory.close();
    }

    /** What is remembered, as it was committed last. Valid within {@link #look} only. */
    public static final class Committed {
        private final Remembered remembered;

        private Committed(Remembered remembered) {
            this.remembered = remembered;
        }

        /** The slots; only to be asked. */
        public SlotLedger slots() {
            return remembered.slots;
        }

        /** The latencies; only to be asked. */
        public LatencyLedger latency() {
            return remembered.latency;
        }

        /** When the certificate seen last expires; null when none was seen. */
        public @Nullable Instant certificateExpiry(SlotKey key) {
            return remembered.evidence.certificateExpiry(key);
        }

        /** Kept runs with a trace id, one per bucket of response time, since the collector's start. */
        public List<TracedRun> traced(SlotKey key) {
            return remembered.evidence.traced(key);
        }

        /** Confirming runs ever ended, by outcome. */
        public Map<String, Long> confirmations(SlotKey key) {
            return remembered.confirmations.totals(key);
        }

        /** Actual minus planned starts of an agent's runs, since ever. */
        public SparseHistogram scheduleDelay(String agent) {
            return remembered.agents.timekeeping(agent).scheduleDelay();
        }

        /** How late an agent's event loops ran their timers, since ever. */
        public SparseHistogram eventLoopLag(String agent) {
            return remembered.agents.timekeeping(agent).eventLoopLag();
        }

        /** The writer's connection. */
        Sql sql() {
            return remembered.sql;
        }

        /** Attempts to deliver, by receiver and result. */
        public Map<String, Map<DeliveryResult, Long>> deliveries() {
            return OutboxTable.results(remembered.sql);
        }

        /** What is owed, by receiver. */
        public Map<String, OutboxStore.Queue> queues() {
            return OutboxTable.queues(remembered.sql);
        }
    }
}
