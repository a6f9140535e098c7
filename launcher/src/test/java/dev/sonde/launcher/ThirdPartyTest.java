package dev.sonde.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Everything the jar carries is named in {@code META-INF/THIRD-PARTY.txt} with its licence, and nothing else is. */
class ThirdPartyTest {
    private static final Pattern LISTED = Pattern.compile("(\\S+:\\S+) \\| ([^|]+) \\| ([^|]+)");
    private static final Pattern SHIPPED = Pattern.compile("\\s+([^:\\s]+:[^:]+):jar:.*");

    @Test
    void list_namesEveryShippedDependencyAndNoOther() throws IOException {
        Path written = Path.of(System.getProperty("basedir", "."), "target", "shipped.txt");
        Set<String> shipped = Files.readAllLines(written).stream()
                .map(SHIPPED::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        List<String> listed = entries().stream().map(entry -> entry.group(1)).toList();

        assertThat(shipped).hasSizeGreaterThan(30);
        assertThat(listed).containsExactlyElementsOf(shipped);
    }

    @Test
    void list_pointsToTextsThatAreThere() throws IOException {
        for (Matcher entry : entries()) {
            assertThat(Arrays.stream(entry.group(3).split(", ")))
                    .as(entry.group(1))
                    .allSatisfy(text -> assertThat(getClass().getClassLoader().getResource(text))
                            .isNotNull());
        }
    }

    private List<Matcher> entries() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/META-INF/THIRD-PARTY.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(LISTED::matcher)
                    .filter(Matcher::matches)
                    .toList();
        }
    }
}
