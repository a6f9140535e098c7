package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in a file, reading ends with a configuration or with problems that have a place. */
class FuzzTest {
    private static final Path FILES = Path.of(System.getProperty("basedir", "."), "src", "test", "resources");
    private static final List<String> PIECES = List.of(
            "&a ",
            "*a",
            "<<: *a\n",
            "!!x ",
            "? ",
            "- ",
            ": ",
            "[",
            "]",
            "{",
            "}",
            "'",
            "\"",
            "\n",
            "\t",
            "  ",
            "|\n",
            ">-\n",
            "---\n",
            "...\n",
            "#",
            "%YAML 1.1\n",
            "~",
            "null",
            "${",
            "}",
            "$${file:a}",
            "\u0000",
            "\u00e9",
            "\ud83d\ude00",
            "\uFEFF",
            "\u2028",
            "999999999999999999999",
            "-1",
            "0x1f",
            "10s",
            "99.9%",
            "checks",
            "http",
            "name",
            "url");

    @TempDir
    Path directory;

    @Test
    void mutatedYaml_yieldsAConfigurationOrProblems() throws Exception {
        long seed = Long.getLong("sonde.seed", 20_261_122L);
        System.out.println("FuzzTest seed " + seed + " (set with -Dsonde.seed=N)");
        Random random = new Random(seed);
        List<byte[]> seeds = seeds();
        int sound = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] yaml = seeds.get(random.nextInt(seeds.size()));
            int mutations = 1 + random.nextInt(4);
            for (int i = 0; i < mutations; i++) {
                yaml = mutated(yaml, seeds, random);
            }
            sound += reads(yaml, "seed " + seed + " round " + round) ? 1 : 0;
        }
        assertThat(sound).as("mutants that are still right").isBetween(1, 2999);
    }

    @Test
    void deepNesting_neverOverflowsTheStack() throws Exception {
        for (String nest : List.of("[", "{a: ", "- ", "? ", "!!x [", "&a [")) {
            assertThat(reads(("checks:\n  " + nest.repeat(100_000)).getBytes(StandardCharsets.UTF_8), nest))
                    .isFalse();
        }
    }

    @Test
    void chainOfAliases_neverOverflowsTheStack() throws Exception {
        StringBuilder yaml = new StringBuilder("checks:\n  - &a0 {name: a}\n");
        for (int i = 1; i < 20_000; i++) {
            yaml.append("  - &a").append(i).append(" [*a").append(i - 1).append("]\n");
        }

        assertThat(reads(yaml.toString().getBytes(StandardCharsets.UTF_8), "chain"))
                .isFalse();
    }

    /** True for a configuration, false for problems; anything else fails. */
    private boolean reads(byte[] yaml, String which) throws Exception {
        Path file = directory.resolve("sonde.yaml");
        Files.write(file, yaml);
        try {
            StandaloneConfig.read(directory);
            return true;
        } catch (InvalidConfigException e) {
            assertThat(e.problems()).as(which).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.place().line()).isPositive();
                assertThat(problem.place().column()).isPositive();
                assertThat(problem.message()).isNotBlank().doesNotContain("\n");
            });
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            return fail(which + ": " + new String(yaml, StandardCharsets.UTF_8), e);
        }
    }

    private static byte[] mutated(byte[] yaml, List<byte[]> seeds, Random random) {
        int at = random.nextInt(yaml.length + 1);
        int length = Math.min(yaml.length - at, random.nextInt(12));
        return switch (random.nextInt(6)) {
            case 0 -> spliced(yaml, at, length, new byte[0]);
            case 1 -> spliced(yaml, at, 0, piece(random));
            case 2 -> spliced(yaml, at, length, piece(random));
            case 3 -> spliced(yaml, at, 0, new byte[] {(byte) random.nextInt(256)});
            case 4 -> spliced(yaml, at, 0, yaml);
            default -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                int from = random.nextInt(other.length + 1);
                yield spliced(yaml, at, yaml.length - at, java.util.Arrays.copyOfRange(other, from, other.length));
            }
        };
    }

    private static byte[] piece(Random random) {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] spliced(byte[] into, int at, int drop, byte[] piece) {
        byte[] result = new byte[into.length - drop + piece.length];
        System.arraycopy(into, 0, result, 0, at);
        System.arraycopy(piece, 0, result, at, piece.length);
        System.arraycopy(into, at + drop, result, at + piece.length, into.length - at - drop);
        return result;
    }

    private static List<byte[]> seeds() throws Exception {
        try (Stream<Path> valid = Files.list(FILES.resolve("valid"));
                Stream<Path> invalid = Files.list(FILES.resolve("invalid"))) {
            List<byte[]> seeds = new java.util.ArrayList<>();
            for (Path file : Stream.concat(valid, invalid)
                    .filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes.length < 4000) {
                    seeds.add(bytes);
                }
            }
            return seeds;
        }
    }
}
