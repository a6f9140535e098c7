package dev.sonde.agent.assignment;

import dev.sonde.contract.assignment.AssignedChecks;
import dev.sonde.contract.assignment.AssignedChecksJson;
import dev.sonde.contract.assignment.InvalidAssignmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The last assignment on disk, so that an agent can start without its collector. Written whole and then renamed: a crash
 * leaves the old file or the new one. Blocks on the disk; one thread.
 */
final class AssignmentCache {
    private final Path file;

    AssignmentCache(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** What was stored last; null if nothing was. */
    @Nullable
    AssignedChecks load() throws IOException, InvalidAssignmentException {
        try {
            return AssignedChecksJson.read(Files.readAllBytes(file));
        } catch (NoSuchFileException nothingYet) {
            return null;
        }
    }

    void store(AssignedChecks assigned) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        ByteBuffer json = ByteBuffer.wrap(AssignedChecksJson.writeBytes(assigned));
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            while (json.hasRemaining()) {
                channel.write(json);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
