package dev.sonde.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreOpeningTest {
    private final HandClock clock = new HandClock(Instant.parse("2026-03-01T10:00:00Z"));

    @TempDir
    private Path root;

    @Test
    void aSecondStoreOnTheSameDirectoryIsRefused() throws Exception {
        Path data = root.resolve("data");
        try (SqliteStore first = open(data)) {
            assertThat(first.obstacle()).isNull();
            assertThatThrownBy(() -> open(data))
                    .isInstanceOf(UnusableStoreException.class)
                    .hasMessage("data directory " + data
                            + ": in use by another process (expected: one collector per directory)");
        }

        open(data).close();
    }

    @Test
    void whatIsMadeIsForItsOwnerOnly() throws Exception {
        assumeTrue(root.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        Path data = root.resolve("deep/below/data");
        try (SqliteStore store = open(data)) {
            store.tidy().toCompletableFuture().join();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(data)) {
                assertThat(files.toList())
                        .hasSizeGreaterThanOrEqualTo(3)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.toString())
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void aFileInThePlaceOfTheDirectoryIsOneLine() throws Exception {
        Path data = Files.writeString(root.resolve("data"), "a file");

        assertThatThrownBy(() -> open(data))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessage("data directory " + data + ": is a file (expected: a directory)");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsOneLine() throws Exception {
        Path data = Files.createDirectory(root.resolve("data"));
        assumeTrue(data.toFile().setWritable(false) && !Files.isWritable(data), "this user may write everywhere");

        assertThatThrownBy(() -> open(data))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageStartingWith("data directory " + data + ": cannot be written: ")
                .hasMessageEndingWith("(expected: a writable directory)");
    }

    @Test
    void aDatabaseThatIsNoneIsOneLine() throws Exception {
        Path data = Files.createDirectory(root.resolve("data"));
        byte[] noise = new byte[50_000];
        new Random(1).nextBytes(noise);
        Files.write(data.resolve("sonde.db"), noise);

        assertThatThrownBy(() -> open(data))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageStartingWith("database " + data.resolve("sonde.db") + ": cannot be used: ")
                .hasMessageNotContainingAny("\n");
        Files.delete(data.resolve("sonde.db"));
        open(data).close();
    }

    @Test
    void aDatabaseOfAnotherProgramIsLeftAlone() throws Exception {
        Path data = Files.createDirectory(root.resolve("data"));
        run(data, "CREATE TABLE theirs (x)");

        assertThatThrownBy(() -> open(data))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessage("database " + data.resolve("sonde.db")
                        + ": of another program (expected: Sonde's own database)");
    }

    @Test
    void aDatabaseOfANewerProgramIsLeftAlone() throws Exception {
        Path data = root.resolve("data");
        open(data).close();
        run(data, "PRAGMA user_version = 99");

        assertThatThrownBy(() -> open(data))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessage("database " + data.resolve("sonde.db") + ": schema 99 (expected: at most "
                        + Migrations.newest() + "): it was written by a newer Sonde");
    }

    @Test
    void migrationsAreAppliedOnceAndTheirNumberIsKept() throws Exception {
        Path data = root.resolve("data");
        open(data).close();
        String first = schema(data);
        open(data).close();

        assertThat(schema(data)).isEqualTo(first).contains("CREATE TABLE slot_page");
        assertThat(Migrations.newest()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aDamagedDatabaseFailsWhatReadsIt_withOneLine() throws Exception {
        Path data = root.resolve("data");
        StoreFixture fixture = new StoreFixture(data);
        for (int n = 1; n < 50; n++) {
            fixture.append(StoreFixture.good(n)).toCompletableFuture().join();
        }
        fixture.close();
        int page = rootPage(data, "slot_now");
        byte[] bytes = Files.readAllBytes(data.resolve("sonde.db"));
        Arrays.fill(bytes, (page - 1) * 4_096, page * 4_096, (byte) 0x5A);
        Files.write(data.resolve("sonde.db"), bytes);

        try (SqliteStore store = open(data)) {
            assertThatThrownBy(() -> store.watch(StoreFixture.watched())
                            .toCompletableFuture()
                            .join())
                    .hasRootCauseInstanceOf(java.sql.SQLException.class);
            assertThat(store.obstacle()).contains("is damaged").doesNotContain("\n");
        }
    }

    private SqliteStore open(Path data) throws UnusableStoreException {
        return SqliteStore.open(data, Retention.DEFAULT, clock, () -> 0);
    }

    private static void run(Path data, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("sonde.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int rootPage(Path data, String table) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("sonde.db"));
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'")) {
            return rows.getInt(1);
        }
    }

    private static String schema(Path data) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("sonde.db"));
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT group_concat(sql) FROM sqlite_schema")) {
            return rows.getString(1);
        }
    }
}
