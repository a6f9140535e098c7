package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.CheckKeys;
import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.Place;
import dev.sonde.contract.yaml.Problem;
import dev.sonde.contract.yaml.StandaloneConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The checks that an import has made. Before they are handed out they are written and read back by the reader that will
 * have to read them; a check that it refuses is left out, with its words as the reason. One thread.
 */
final class Harvest {
    /**
     * One check.
     *
     * @param place where it comes from
     * @param origin the same for people, as a comment
     */
    private record Made(Place place, String origin, Draft draft) {}

    private final Notes notes;
    private final List<Made> checks = new ArrayList<>();

    Harvest(Notes notes) {
        this.notes = notes;
    }

    /**
     * Takes a check, unless there is no probe for it, which is noted.
     *
     * @param protocol the key of its block
     */
    void add(String protocol, Place place, String origin, Draft check) {
        if (CheckKeys.CHECK.keys().stream().anyMatch(key -> key.name().equals(protocol))) {
            checks.add(new Made(place, origin, check));
        } else {
            notes.lost(place, "check " + check.get("name"), "there is no probe for " + protocol);
        }
    }

    /**
     * What there is to write.
     *
     * @param opening lines of the comment at its top
     */
    Imported finish(List<String> opening) throws IOException {
        Path directory = Files.createTempDirectory("sonde-import");
        Path file = directory.resolve("import.yaml");
        try {
            String yaml = written(opening);
            while (!checks.isEmpty()) {
                Files.writeString(file, yaml);
                Map<Made, Problem> refused = refused(directory, opening);
                if (refused.isEmpty()) {
                    break;
                }
                refused.forEach((check, problem) -> notes.lost(
                        check.place(),
                        "check " + check.draft().get("name"),
                        problem.message()
                                + (problem.expected().isEmpty() ? "" : " (expected: " + problem.expected() + ")")));
                checks.removeAll(refused.keySet());
                yaml = written(opening);
            }
            return new Imported(checks.isEmpty() ? "" : yaml, checks.size(), notes.lostLines(), notes.secretLines());
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        }
    }

    /** The first problem of each check that has one. */
    private Map<Made, Problem> refused(Path directory, List<String> opening) {
        List<Problem> problems;
        try {
            StandaloneConfig ignored = StandaloneConfig.read(directory);
            return Map.of();
        } catch (InvalidConfigException e) {
            problems = e.problems();
        }
        Map<Made, Problem> refused = new HashMap<>();
        for (Problem problem : problems) {
            int line = top(opening).lines().toList().size();
            for (Made check : checks) {
                line += text(check).lines().toList().size();
                if (problem.place().line() <= line) {
                    refused.putIfAbsent(check, problem);
                    break;
                }
            }
        }
        if (refused.isEmpty()) {
            throw new IllegalStateException("what was imported cannot be read back: " + problems);
        }
        return refused;
    }

    private String written(List<String> opening) {
        StringBuilder yaml = new StringBuilder(top(opening));
        checks.forEach(check -> yaml.append(text(check)));
        return yaml.toString();
    }

    private String top(List<String> opening) {
        StringBuilder top = new StringBuilder();
        opening.forEach(line -> top.append(comment(line)));
        List<String> secrets = notes.secretLines();
        if (!secrets.isEmpty()) {
            top.append("#\n# Secrets are named and not copied; until they are there, their checks are unknown:\n");
            secrets.forEach(line -> top.append(comment("  " + line)));
        }
        return top.append("\nchecks:\n").toString();
    }

    private static String text(Made check) {
        StringBuilder text = new StringBuilder("  ").append(comment(check.origin()));
        new YamlWriter(text).item(check.draft(), 2);
        return text.append('\n').toString();
    }

    /** One line whatever stands in it. */
    private static String comment(String text) {
        StringBuilder line = new StringBuilder("# ");
        text.codePoints().forEach(c -> {
            boolean shown = !Character.isISOControl(c)
                    && Character.getType(c) != Character.FORMAT
                    && c != 0x2028
                    && c != 0x2029;
            line.appendCodePoint(shown ? c : '?');
        });
        return line.append('\n').toString();
    }
}
