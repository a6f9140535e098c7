package dev.sonde.collector.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sonde.contract.yaml.InvalidConfigException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in a file, reading ends with a configuration or with problems that have a place. */
class FuzzTest {
    private static final Path INVALID =
            Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "invalid");
    private static final Path EXAMPLE = Path.of(System.getProperty("basedir", "."), "..", "config");

    @TempDir
    Path directory;

    @Test
    void linesShuffledAmongConfigurations_yieldAConfigurationOrProblems() throws Exception {
        long seed = Long.getLong("sonde.seed", 20_261_122L);
        System.out.println("FuzzTest seed " + seed + " (set with -Dsonde.seed=N)");
        Random random = new Random(seed);
        List<String> files = files();
        int sound = 0;
        for (int round = 0; round < 2000; round++) {
            String yaml = files.get(random.nextInt(files.size()));
            for (int i = random.nextInt(4); i >= 0; i--) {
                yaml = mutated(yaml, files.get(random.nextInt(files.size())), random);
            }
            sound += reads(yaml, "seed " + seed + " round " + round) ? 1 : 0;
        }
        assertThat(sound).as("mutants that are still right").isBetween(1, 1999);
    }

    private boolean reads(String yaml, String which) throws Exception {
        Files.write(directory.resolve("sonde.yaml"), yaml.getBytes(StandardCharsets.UTF_8));
        try {
            SondeConfig.read(directory, null);
            return true;
        } catch (InvalidConfigException e) {
            assertThat(e.problems()).as(which).isNotEmpty();
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            return fail(which + ":\n" + yaml, e);
        }
    }

    /** Moves whole lines and words about, so that much of the result is still YAML and wrong only in what it says. */
    private static String mutated(String yaml, String other, Random random) {
        String[] separators = {"\n", " ", ", ", ": "};
        String separator = separators[random.nextInt(separators.length)];
        List<String> parts = new java.util.ArrayList<>(Arrays.asList(yaml.split(separator, -1)));
        List<String> foreign = Arrays.asList(other.split(separator, -1));
        int at = random.nextInt(parts.size());
        switch (random.nextInt(4)) {
            case 0 -> parts.remove(at);
            case 1 -> parts.add(at, parts.get(random.nextInt(parts.size())));
            case 2 -> parts.set(at, foreign.get(random.nextInt(foreign.size())));
            default -> parts.add(at, foreign.get(random.nextInt(foreign.size())));
        }
        return String.join(separator, parts);
    }

    private static List<String> files() throws Exception {
        List<String> files = new java.util.ArrayList<>();
        for (Path directory : List.of(EXAMPLE, INVALID)) {
            try (Stream<Path> paths = Files.list(directory)) {
                for (Path path : paths.filter(file -> file.toString().endsWith(".yaml"))
                        .sorted()
                        .toList()) {
                    files.add(Files.readString(path));
                }
            }
        }
        return files;
    }
}
