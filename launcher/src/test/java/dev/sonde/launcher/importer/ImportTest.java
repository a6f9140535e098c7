package dev.sonde.launcher.importer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.config.SondeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One directory per case: foreign files, and beside them what becomes of them ({@code expected.yaml}) and what is said
 * ({@code expected.txt}). After a change that is meant, {@code -Dsonde.docs.write=true} writes the latter two anew.
 */
class ImportTest {
    private static final Path CASES =
            Path.of(System.getProperty("basedir", ".")).resolve("src/test/resources/dev/sonde/launcher/importer");

    @TempDir
    Path directory;

    static List<String> cases() throws Exception {
        try (Stream<Path> paths = Files.list(CASES)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void case_isCarriedOverAsFarAsItCan(String name) throws Exception {
        Path files = CASES.resolve(name);
        String where = files + "/";

        Imported imported = name.startsWith("gatus")
                ? GatusImport.read(files.resolve("config.yaml"))
                : BlackboxImport.read(files.resolve("blackbox.yml"), files.resolve("prometheus.yml"));

        String yaml = imported.yaml().replace(where, "");
        String said = (String.join("\n", imported.lost()) + "\n\n" + String.join("\n", imported.secrets()) + "\n")
                .replace(where, "");
        if (Boolean.getBoolean("sonde.docs.write")) {
            Files.writeString(files.resolve("expected.yaml"), yaml);
            Files.writeString(files.resolve("expected.txt"), said);
        }
        assertThat(yaml).isEqualTo(Files.readString(files.resolve("expected.yaml")));
        assertThat(said).isEqualTo(Files.readString(files.resolve("expected.txt")));
        assertThat(yaml + said).as("secrets").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsWritten_isAValidConfiguration(String name) throws Exception {
        Path expected = CASES.resolve(name).resolve("expected.yaml");
        if (Files.size(expected) == 0) {
            return;
        }
        Files.copy(expected, directory.resolve("imported.yaml"));

        SondeConfig config = SondeConfig.read(directory, null);

        assertThat(config.checks()).isNotEmpty();
    }
}
