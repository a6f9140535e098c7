package dev.sonde.collector.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.Problem;
import dev.sonde.contract.yaml.ProblemFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One file per mistake in {@code invalid/}, beside it the exact lines that tell of it, from their line number on. */
class InvalidFilesTest {
    private static final Path FILES =
            Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "invalid");

    @TempDir
    Path directory;

    static Stream<String> mistakes() throws Exception {
        try (Stream<Path> files = Files.list(FILES)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistake_isToldInItsOwnWordsAtItsPlace(String mistake) throws Exception {
        Path file = directory.resolve(mistake + ".yaml");
        Files.copy(FILES.resolve(mistake + ".yaml"), file);

        String told = ProblemFormat.lines(problems()).replace(file + ":", "");

        Path lines = FILES.resolve(mistake + ".txt");
        if (Boolean.getBoolean("sonde.messages.write")) {
            Files.writeString(lines, told);
        }
        assertThat(told).isEqualTo(Files.readString(lines));
    }

    @Test
    void mistakes_areMany() throws Exception {
        assertThat(mistakes().count()).isGreaterThanOrEqualTo(70);
    }

    @Test
    void secretsInMistakes_areNeverTold() throws Exception {
        for (String mistake : mistakes().toList()) {
            assertThat(Files.readString(FILES.resolve(mistake + ".txt")))
                    .as(mistake)
                    .doesNotContain("hunter2")
                    .doesNotContain("MfKQ9r8G");
        }
    }

    private List<Problem> problems() {
        try {
            return SondeConfig.read(directory, null).warnings();
        } catch (InvalidConfigException e) {
            List<Problem> all = new ArrayList<>(e.problems());
            all.addAll(e.warnings());
            all.sort(null);
            return all;
        }
    }
}
