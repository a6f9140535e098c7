package dev.sonde.agent.blackbox;

import dev.sonde.agent.blackbox.module.BlackboxFile;
import dev.sonde.agent.blackbox.module.ProbeModule;
import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.Place;
import dev.sonde.contract.yaml.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The modules in force, read from their file and read again on demand; a file that cannot be used changes nothing. Any
 * thread.
 */
final class Modules {
    private static final Logger LOG = LoggerFactory.getLogger(Modules.class);
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private final Path path;
    private final InstantSource clock;
    private volatile State state = new State("", new BlackboxFile(Map.of(), List.of(), ""), null, false);

    private record State(
            String checksum, BlackboxFile file, @Nullable Instant readAt, boolean lastReadWorked) {}

    Modules(Path path, InstantSource clock) {
        this.path = path;
        this.clock = clock;
    }

    /** Reads the file; the same bytes as before are a success that changes nothing. Blocks: not for event loops. */
    synchronized void read() throws InvalidConfigException {
        try {
            byte[] bytes = bytes();
            String checksum = checksum(bytes);
            boolean same = checksum.equals(state.checksum());
            BlackboxFile file = same ? state.file() : BlackboxFile.read(path.toString(), bytes);
            state = new State(checksum, file, clock.instant(), true);
            if (!same) {
                file.warnings().forEach(warning -> LOG.warn("{}", warning.line()));
                LOG.info("{}: {} modules", path, file.modules().size());
            }
        } catch (InvalidConfigException e) {
            state = new State(state.checksum(), state.file(), state.readAt(), false);
            throw e;
        }
    }

    private static String checksum(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private byte[] bytes() throws InvalidConfigException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            Problems problems = new Problems();
            String message = e instanceof NoSuchFileException ? "does not exist" : "cannot be read";
            problems.error(new Place(path.toString(), 1, 1), message, "a readable file");
            throw new InvalidConfigException(problems.errors(), problems.warnings());
        }
    }

    /** A module; null if there is none of this name. */
    @Nullable
    ProbeModule find(String name) {
        return state.file().modules().get(name);
    }

    /** All of them as YAML, without secrets. */
    String yaml() {
        return state.file().yaml();
    }

    boolean lastReadWorked() {
        return state.lastReadWorked();
    }

    /** When the file was last read and usable; null if never. */
    @Nullable
    Instant readAt() {
        return state.readAt();
    }
}
