package dev.sonde.collector.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The one directory that the collector writes to, held against a second process until it is closed. */
final class DataDirectory implements AutoCloseable {
    private static final String LOCK = "collector.lock";

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes the directory if it is not there, for its owner only, and takes hold of it. */
    static DataDirectory open(Path path) throws UnusableStoreException {
        try {
            createDirectory(path);
            Path lockFile = createPrivateFile(path.resolve(LOCK));
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
            FileLock lock = lock(channel);
            if (lock == null) {
                channel.close();
                throw new UnusableStoreException("data directory " + path
                        + ": in use by another process (expected: one collector per directory)");
            }
            return new DataDirectory(path, channel);
        } catch (FileAlreadyExistsException e) {
            throw new UnusableStoreException("data directory " + path + ": is a file (expected: a directory)", e);
        } catch (IOException e) {
            throw new UnusableStoreException(
                    "data directory " + path + ": cannot be written: " + reason(e)
                            + " (expected: a writable directory)",
                    e);
        }
    }

    /** A file of the directory, made for its owner only if it is not there. */
    Path file(String name) throws UnusableStoreException {
        try {
            return createPrivateFile(path.resolve(name));
        } catch (IOException e) {
            throw new UnusableStoreException(
                    "data directory " + path + ": " + name + " cannot be made: " + reason(e), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("the lock of " + path + " cannot be released", e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void createDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(path, ownerOnly(path, "rwx------"));
        }
    }

    private static Path createPrivateFile(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(file, ownerOnly(file, "rw-------"));
        }
        return file;
    }

    private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : " " + message);
    }
}
