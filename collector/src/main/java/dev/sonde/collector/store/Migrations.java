package dev.sonde.collector.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The numbered scripts that make the schema: {@code schema-001.sql}, {@code schema-002.sql} and so on, each applied once and
 * whole. A script that has been released is never changed. The number reached is the file's {@code user_version}.
 */
final class Migrations {
    private final Path file;

    Migrations(Path file) {
        this.file = file;
    }

    /** Applies the scripts that are missing; refuses a file that is not ours or that a newer program has written. */
    void bringUpToDate(Sql sql) throws UnusableStoreException {
        bringUpToDate(sql, newest());
    }

    void bringUpToDate(Sql sql, int newest) throws UnusableStoreException {
        int version = pragma(sql, "user_version");
        int application = pragma(sql, "application_id");
        Integer tables = sql.one("SELECT count(*) FROM sqlite_schema", row -> row.getInt(1));
        boolean fresh = version == 0 && application == 0 && tables != null && tables == 0;
        if (!fresh && application != Database.APPLICATION_ID) {
            throw new UnusableStoreException(
                    "database " + file + ": of another program (expected: Sonde's own database)");
        }
        if (version > newest) {
            throw new UnusableStoreException("database " + file + ": schema " + version + " (expected: at most "
                    + newest + "): it was written by a newer Sonde");
        }
        for (int next = version + 1; next <= newest; next++) {
            apply(sql, next);
        }
    }

    private static void apply(Sql sql, int number) {
        String script = script(number);
        if (script == null) {
            throw new IllegalStateException("no schema script " + number);
        }
        sql.run("BEGIN IMMEDIATE");
        try {
            for (String statement : script.replaceAll("(?m)^--.*$", "").split(";", -1)) {
                if (!statement.isBlank()) {
                    sql.run(statement);
                }
            }
            sql.run("PRAGMA application_id = " + Database.APPLICATION_ID);
            sql.run("PRAGMA user_version = " + number);
            sql.run("COMMIT");
        } catch (StoreFailure e) {
            sql.run("ROLLBACK");
            throw e;
        }
    }

    /** The number of the newest script in the program. */
    static int newest() {
        int number = 0;
        while (script(number + 1) != null) {
            number++;
        }
        return number;
    }

    private static @Nullable String script(int number) {
        String name = String.format(Locale.ROOT, "schema-%03d.sql", number);
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("schema script " + name, e);
        }
    }

    private static int pragma(Sql sql, String name) {
        Integer value = sql.one("PRAGMA " + name, row -> row.getInt(1));
        return value == null ? 0 : value;
    }
}
