package dev.sonde.agent.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A directory with one file per parcel, named by the parcel's number, so that names sort in order of arrival over all
 * lives of the agent. Blocks on the disk; one thread.
 *
 * <p>A file is written under another name, forced to the disk and renamed, and the directory is forced: after
 * {@link #write} returned, neither a kill nor a power cut loses the parcel. A file begins with a magic word, its length and
 * a checksum; one that does not hold what they promise is torn and is never handed out.
 */
final class Spool {
    private static final String SUFFIX = ".batch";
    private static final String UNFINISHED = ".part";
    private static final int MAGIC = 0x534E4450;
    static final int HEADER_BYTES = 12;
    private static final int MAX_SET_ASIDE = 20;

    private final Path directory;
    private final Path rejected;

    /**
     * @param directory made when it is needed and not there
     */
    Spool(Path directory) {
        this.directory = directory;
        this.rejected = directory.resolve("rejected");
    }

    /** A parcel on the disk. */
    record Stored(long number, int bytes) {}

    /** What a directory held when it was opened. */
    record Found(List<Stored> stored, int torn) {}

    Path directory() {
        return directory;
    }

    /** Lists the parcels in order of their numbers, and removes what a crash left half done. */
    Found open() throws IOException {
        Files.createDirectories(rejected);
        List<Stored> stored = new ArrayList<>();
        int torn = 0;
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory, "*{" + SUFFIX + "," + UNFINISHED + "}")) {
            for (Path file : files) {
                Stored parcel = stored(file);
                if (parcel == null) {
                    Files.delete(file);
                    torn++;
                } else {
                    stored.add(parcel);
                }
            }
        }
        stored.sort(Comparator.comparingLong(Stored::number));
        return new Found(stored, torn);
    }

    /** Keeps a parcel for good. */
    void write(long number, byte[] payload) throws IOException {
        Files.createDirectories(directory);
        Path unfinished = directory.resolve(name(number) + UNFINISHED);
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + payload.length);
        file.putInt(MAGIC)
                .putInt(payload.length)
                .putInt(checksum(payload))
                .put(payload)
                .flip();
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            while (file.hasRemaining()) {
                channel.write(file);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
        Files.move(unfinished, path(number), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory();
    }

    /** The parcel's payload; null if the file is gone or torn. */
    byte @Nullable [] read(long number) throws IOException {
        Path path = path(number);
        if (!Files.exists(path)) {
            return null;
        }
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
        if (file.remaining() < HEADER_BYTES
                || file.getInt() != MAGIC
                || file.getInt() != file.capacity() - HEADER_BYTES) {
            return null;
        }
        int expected = file.getInt();
        byte[] payload = new byte[file.remaining()];
        file.get(payload);
        return checksum(payload) == expected ? payload : null;
    }

    /** Forgets a parcel. It may be found again after a power cut, which is harmless. */
    void delete(long number) throws IOException {
        Files.deleteIfExists(path(number));
    }

    /** Moves a parcel out of the way, for somebody to look at; the newest {@link #MAX_SET_ASIDE} stay. */
    void setAside(long number, byte[] payload) throws IOException {
        Files.createDirectories(rejected);
        Files.write(rejected.resolve(name(number) + SUFFIX), payload);
        List<Path> aside = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(rejected, "*" + SUFFIX)) {
            files.forEach(aside::add);
        }
        aside.sort(null);
        for (Path old : aside.subList(0, Math.max(0, aside.size() - MAX_SET_ASIDE))) {
            Files.delete(old);
        }
    }

    private @Nullable Stored stored(Path file) throws IOException {
        String name = file.getFileName().toString();
        long size = Files.size(file);
        if (!name.endsWith(SUFFIX) || size < HEADER_BYTES || size > Integer.MAX_VALUE) {
            return null;
        }
        ByteBuffer header;
        try (InputStream in = Files.newInputStream(file)) {
            header = ByteBuffer.wrap(in.readNBytes(HEADER_BYTES));
        }
        if (header.remaining() < HEADER_BYTES || header.getInt() != MAGIC || header.getInt() != size - HEADER_BYTES) {
            return null;
        }
        try {
            long number = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
            return new Stored(number, (int) (size - HEADER_BYTES));
        } catch (NumberFormatException notOurs) {
            return null;
        }
    }

    private void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path path(long number) {
        return directory.resolve(name(number) + SUFFIX);
    }

    private static String name(long number) {
        return String.format("%019d", number);
    }

    private static int checksum(byte[] payload) {
        CRC32C sum = new CRC32C();
        sum.update(payload, 0, payload.length);
        return (int) sum.getValue();
    }
}
