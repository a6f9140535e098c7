package dev.sonde.agent;

import dev.sonde.agent.telemetry.DiskTrouble;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The agent's place on disk, used by one process at a time. Blocks on the disk. */
final class DataDirectory implements AutoCloseable {
    private final Path root;
    private final FileChannel lockFile;

    private DataDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /** Takes the directory, which is made if it is not there; fails with one line for the user. */
    static DataDirectory open(Path root) {
        FileChannel lockFile = null;
        try {
            Files.createDirectories(root);
            lockFile = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(lockFile) == null) {
                lockFile.close();
                throw new IllegalStateException("data directory " + root
                        + " is in use by another agent (expected: one of its own; choose another with --data)");
            }
            return new DataDirectory(root, lockFile);
        } catch (IOException e) {
            close(lockFile);
            throw new IllegalStateException(
                    "data directory " + root + ": " + DiskTrouble.reason(e) + " (expected: a writable directory)", e);
        }
    }

    Path spool() {
        return root.resolve("spool");
    }

    Path stopRecord() {
        return root.resolve("stopped");
    }

    @Override
    public void close() {
        close(lockFile);
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static void close(@Nullable FileChannel file) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new IllegalStateException("a lock file cannot be closed", e);
            }
        }
    }
}
