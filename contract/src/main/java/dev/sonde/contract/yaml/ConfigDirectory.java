package dev.sonde.contract.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * All {@code *.yaml} and {@code *.yml} files directly in a directory, as one configuration in any split, in order of name.
 * Reading notes what is wrong with the files; asking for a section notes what is wrong with that section, and a section
 * nobody asks for is not looked into. Blocks on file reads: not for event loops. One thread.
 */
public final class ConfigDirectory {
    /** Most bytes of all files together. */
    public static final int MAX_BYTES = 64 * 1024 * 1024;

    private final List<ConfigFile> files;
    private final boolean complete;
    private final String revision;
    private final Problems problems;

    private ConfigDirectory(List<ConfigFile> files, boolean complete, String revision, Problems problems) {
        this.files = files;
        this.complete = complete;
        this.revision = revision;
        this.problems = problems;
    }

    /** Reads every file, noting what is wrong; the result holds what could be read. */
    public static ConfigDirectory read(Path directory, Problems problems) {
        MessageDigest digest = sha256();
        List<ConfigFile> files = new ArrayList<>();
        boolean complete = true;
        long left = MAX_BYTES;
        for (Path path : list(directory, problems)) {
            Source source = new Source(path.toString(), problems);
            byte[] bytes = bytes(path, left, source);
            ConfigFile file = bytes == null ? null : ConfigFile.parse(bytes, source);
            if (bytes != null) {
                left -= bytes.length;
                digest.update((path.getFileName() + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            if (file == null) {
                complete = false;
            } else {
                files.add(file);
            }
        }
        String revision = HexFormat.of().formatHex(digest.digest(), 0, 8);
        return new ConfigDirectory(files, complete && !files.isEmpty(), revision, problems);
    }

    /** Whether every file could be read: if not, a name that nobody defines may be defined in one that could not. */
    public boolean isComplete() {
        return complete;
    }

    /** Changes with any byte of the files: 16 hexadecimal digits. */
    public String revision() {
        return revision;
    }

    /** The items of a list section from all files; items that are no mappings are left out, and noted. */
    public List<MappingView> items(SectionName name, Block item) {
        List<MappingView> views = new ArrayList<>();
        for (ConfigFile file : files) {
            for (ConfigFile.Section section : file.sections()) {
                if (section.name() == name) {
                    views.addAll(items(section, item, file.source()));
                }
            }
        }
        return views;
    }

    /** A section that is one block; null if there is none. */
    public @Nullable MappingView block(SectionName name, Block block) {
        Place first = null;
        MappingView view = null;
        for (ConfigFile file : files) {
            for (ConfigFile.Section section : file.sections()) {
                if (section.name() != name) {
                    continue;
                }
                Place place = file.source().place(section.key());
                if (first == null) {
                    first = place;
                    view = block.read(name.label(), section.value(), file.source());
                } else {
                    problems.error(
                            place,
                            "duplicate section " + name.label() + ", first on " + first.seenFrom(place),
                            "only one " + name.label() + " in all files");
                }
            }
        }
        return view;
    }

    private static List<MappingView> items(ConfigFile.Section section, Block item, Source source) {
        String label = section.name().label();
        if (!(section.value() instanceof SequenceNode sequence)) {
            source.error(section.value(), label + ": " + Source.kindOf(section.value()), "a list");
            return List.of();
        }
        List<MappingView> views = new ArrayList<>();
        for (Node node : sequence.getValue()) {
            MappingView view = item.read(label, node, source);
            if (view != null) {
                views.add(view);
            }
        }
        return views;
    }

    private static List<Path> list(Path directory, Problems problems) {
        Place place = new Place(directory.toString(), 1, 1);
        if (!Files.isDirectory(directory)) {
            boolean there = Files.exists(directory);
            problems.error(place, there ? "not a directory" : "does not exist", "a directory of *.yaml files");
            return List.of();
        }
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*.{yaml,yml}")) {
            for (Path path : stream) {
                if (!Files.isDirectory(path) && !path.getFileName().toString().startsWith(".")) {
                    paths.add(path);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            problems.error(place, "cannot be listed", "a readable directory");
            return List.of();
        }
        if (paths.isEmpty()) {
            problems.error(place, "no *.yaml or *.yml file in it", "at least one");
        }
        paths.sort(null);
        return paths;
    }

    private static byte @Nullable [] bytes(Path path, long most, Source source) {
        Place place = new Place(source.file(), 1, 1);
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes((int) most + 1);
            if (bytes.length > most) {
                source.problems()
                        .error(place, "too much to read", "at most " + (MAX_BYTES >> 20) + "MiB in all files together");
                return null;
            }
            return bytes;
        } catch (NoSuchFileException e) {
            source.problems().error(place, "does not exist (any more)", "a readable file");
        } catch (AccessDeniedException e) {
            source.problems().error(place, "no permission to read it", "a readable file");
        } catch (IOException e) {
            source.problems().error(place, "cannot be read: " + e.getClass().getSimpleName(), "a readable file");
        }
        return null;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
