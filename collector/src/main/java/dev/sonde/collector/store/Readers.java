package dev.sonde.collector.store;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;

/** A few connections that only read, beside the writer and never waiting for it. Any worker thread. */
final class Readers implements AutoCloseable {
    private static final int CONNECTIONS = 2;

    private final BlockingQueue<Sql> idle = new ArrayBlockingQueue<>(CONNECTIONS);

    Readers(Database database) {
        for (int i = 0; i < CONNECTIONS; i++) {
            idle.add(database.openReader());
        }
    }

    /** Reads from one state of the database. Blocks while all connections are in use. */
    <T> T read(Function<Sql, T> work) {
        Sql sql;
        try {
            sql = idle.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure("interrupted while waiting to read");
        }
        try {
            sql.run("BEGIN");
            try {
                return work.apply(sql);
            } finally {
                sql.run("ROLLBACK");
            }
        } finally {
            idle.add(sql);
        }
    }

    @Override
    public void close() {
        idle.forEach(Sql::close);
    }
}
