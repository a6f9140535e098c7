package dev.sonde.agent.blackbox.module;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A text that must not be told: written in the file, or in a file of its own that is read at each use. Immutable. */
public final class Secret {
    private static final int MAX_BYTES = 1024 * 1024;

    private final @Nullable String text;
    private final @Nullable String file;

    private Secret(@Nullable String text, @Nullable String file) {
        this.text = text;
        this.file = file;
    }

    static Secret text(String text) {
        return new Secret(text, null);
    }

    static Secret file(String name) {
        return new Secret(null, name);
    }

    boolean isEmpty() {
        return (text == null || text.isEmpty()) && (file == null || file.isEmpty());
    }

    /** The file it is in; null if it was written on the spot. */
    public @Nullable String file() {
        return file;
    }

    /**
     * The text, surrounding space stripped if it comes from a file. Blocks on the file: not for event loops.
     *
     * @throws IOException with a message for people
     */
    public String read() throws IOException {
        if (text != null) {
            return text;
        }
        try (InputStream in = Files.newInputStream(Path.of(String.valueOf(file)))) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "file " + file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    /** For keys whose text is no secret after all. */
    String shown() {
        return String.valueOf(file == null ? text : file);
    }

    /** The file's name, or a mask. */
    @Override
    public String toString() {
        return file == null ? "<secret>" : file;
    }
}
