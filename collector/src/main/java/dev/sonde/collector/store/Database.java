package dev.sonde.collector.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/** Opens connections to the database file and brings its schema up to this program's. */
final class Database {
    /** In the file's header: told apart from anybody else's database. */
    static final int APPLICATION_ID = 0x534E4445;

    /** Behind this size the write-ahead log is cut back after a checkpoint. */
    private static final int LOG_BYTES = 64 * 1024 * 1024;

    private static final int BUSY_MILLIS = 10_000;

    private final Path file;

    Database(Path file) {
        this.file = file;
    }

    /** The writer's connection; the schema is up to date afterwards. */
    Sql openWriter() throws UnusableStoreException {
        Sql sql = null;
        try {
            sql = connect(false);
            new Migrations(file).bringUpToDate(sql);
            return sql;
        } catch (SQLException | StoreFailure e) {
            if (sql != null) {
                sql.close();
            }
            throw new UnusableStoreException(
                    "database " + file + ": cannot be used: " + firstLine(e) + " (expected: Sonde's own database)", e);
        } catch (UnusableStoreException e) {
            if (sql != null) {
                sql.close();
            }
            throw e;
        }
    }

    /** A connection that only reads. */
    Sql openReader() {
        try {
            return connect(true);
        } catch (SQLException e) {
            throw new StoreFailure(e);
        }
    }

    Path file() {
        return file;
    }

    private Sql connect(boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setReadOnly(readOnly);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        // Else the driver asks for the row's id after every INSERT.
        config.setGetGeneratedKeys(false);
        if (!readOnly) {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setJournalSizeLimit(LOG_BYTES);
        }
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        // Transactions begin and end by statements of ours, and SQLite commits what is outside of them by itself.
        // The driver would try to begin one of its own after every statement, and be refused.
        connection.unwrap(SQLiteConnection.class).getConnectionConfig().setAutoCommit(false);
        return new Sql(connection);
    }

    static String firstLine(Throwable e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
