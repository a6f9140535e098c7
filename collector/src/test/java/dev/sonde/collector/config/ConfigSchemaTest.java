package dev.sonde.collector.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.sonde.contract.yaml.InvalidConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema beside the reader, judged by a validator that knows neither: what is read is accepted, mistakes mostly not. */
class ConfigSchemaTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
    private static final List<Path> MISTAKES = List.of(
            ROOT.resolve("contract/src/test/resources/invalid"), ROOT.resolve("collector/src/test/resources/invalid"));
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(ConfigReference.schema());

    /** Mistakes that only the reader finds, by name, with the reason why a schema cannot. */
    private static final Map<String, String> BEYOND_A_SCHEMA = new TreeMap<>(Map.ofEntries(
            Map.entry("(agent|check|receiver|slo)-.*-taken|slo-too-many-.*", "names and numbers over a whole list"),
            Map.entry(".*-unknown(-far-from-any)?", "a name that must be defined elsewhere, or a zone that must exist"),
            Map.entry("(.*-)?matches-.*|.*-unbalanced|.*-repeats-.*|cel-.*", "an expression that must compile"),
            Map.entry("(webhook-)?url-(host|port|user)-?.*", "parts of a URL"),
            Map.entry(".*-(and|without|behind|over)-.*|.*-in-clear-text|.*-crossed", "keys that do not go together"),
            Map.entry("(dialogue|scenario|step)-.*", "steps that do not go together"),
            Map.entry("hours-.*", "cron expressions and how many of them"),
            Map.entry("(header|rule)-twice", "the same again, written in another way"),
            Map.entry("file-(binary|local)-tag", "tags are gone before a schema is asked"),
            Map.entry("hard-down-octal", "a number's leading zeros are gone before a schema is asked")));

    @TempDir
    Path directory;

    @Test
    void schema_isOneOfItsDialect() {
        JsonSchema meta = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(meta.validate(SCHEMA.getSchemaNode())).isEmpty();
    }

    @Test
    void examples_areAccepted() throws Exception {
        for (Path file : yamlIn(ROOT.resolve("config"))) {
            assertThat(complaints(Files.readString(file))).as(file.toString()).isEmpty();
        }
    }

    @Test
    void whateverTheRepositoryHoldsThatIsRead_isAccepted() throws Exception {
        int read = 0;
        for (String yaml : everyYaml()) {
            if (reads(yaml)) {
                read++;
                assertThat(complaints(yaml)).as(yaml).isEmpty();
            }
        }
        assertThat(read).isGreaterThan(25);
    }

    @Test
    void whateverIsReadAfterMutation_isAccepted() throws Exception {
        long seed = Long.getLong("sonde.seed", 20_261_122L);
        System.out.println("ConfigSchemaTest seed " + seed + " (set with -Dsonde.seed=N)");
        Random random = new Random(seed);
        List<String> yamls = new ArrayList<>();
        for (String yaml : everyYaml()) {
            if (yaml.length() < 6000 && reads(yaml)) {
                yamls.add(yaml);
            }
        }
        List<String> values = yamls.stream()
                .flatMap(yaml ->
                        Pattern.compile("[^\\s,:{}\\[\\]]+").matcher(yaml).results())
                .map(found -> found.group())
                .distinct()
                .toList();
        int read = 0;
        for (int round = 0; round < 1500; round++) {
            String yaml = mutated(yamls.get(random.nextInt(yamls.size())), values, random);
            if (reads(yaml)) {
                read++;
                assertThat(complaints(yaml))
                        .as("seed %d round %d: %s", seed, round, yaml)
                        .isEmpty();
            }
        }
        assertThat(read).as("mutants that are still right").isGreaterThan(100);
    }

    @Test
    void mistakes_areRefusedAsFarAsASchemaCan() throws Exception {
        Set<String> missed = new TreeSet<>();
        int refused = 0;
        for (Path folder : MISTAKES) {
            for (Path file : yamlIn(folder)) {
                String yaml = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                if (reads(yaml)) {
                    continue;
                }
                JsonNode json = JsonOfYaml.parse(yaml);
                if (json != null && SCHEMA.validate(json).isEmpty()) {
                    missed.add(file.getFileName().toString().replace(".yaml", ""));
                } else {
                    refused++;
                }
            }
        }
        assertThat(missed)
                .as(
                        "mistakes that only the reader finds: say more in the Form of the value, or list them with a reason")
                .allMatch(name -> BEYOND_A_SCHEMA.keySet().stream().anyMatch(name::matches));
        assertThat(BEYOND_A_SCHEMA.keySet())
                .as("reasons that are still needed")
                .allMatch(reason -> missed.stream().anyMatch(name -> name.matches(reason)));
        assertThat(refused).isGreaterThan(150);
    }

    @Test
    void numbersAndTextThatLooksLikeThem_areBothTaken() {
        String check =
                "checks: [{name: 42, service: 7, hard_down: '3', labels: {v: 1.5, on: true}, http: {url: 'http://a', expect: {status: %s}}}]";

        assertThat(complaints(check.formatted("200"))).isEmpty();
        assertThat(complaints(check.formatted("'200'"))).isEmpty();
        assertThat(complaints(check.formatted("[2xx, 304]"))).isEmpty();
        assertThat(complaints(check.formatted("600"))).isNotEmpty();
        assertThat(complaints(check.formatted("[]"))).isNotEmpty();
    }

    private static List<String> complaints(String yaml) {
        JsonNode json = JsonOfYaml.parse(yaml);
        return json == null
                ? List.of("no YAML")
                : SCHEMA.validate(json).stream()
                        .map(ValidationMessage::toString)
                        .sorted()
                        .toList();
    }

    private boolean reads(String yaml) throws IOException {
        Files.writeString(directory.resolve("sonde.yaml"), yaml);
        try {
            SondeConfig.read(directory, null);
            return true;
        } catch (InvalidConfigException e) {
            return false;
        }
    }

    /** Files, examples in documents and text blocks in sources; not all of them are right, or even configurations. */
    private static List<String> everyYaml() throws IOException {
        List<String> yamls = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.toRealPath())) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.toString();
                if (name.contains("/target/") || name.contains("/.git/")) {
                    continue;
                }
                if (name.endsWith(".yaml")) {
                    yamls.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                } else if (name.endsWith(".md")) {
                    yamls.addAll(blocks(Files.readString(file), Pattern.compile("(?s)```ya?ml\n(.*?)```")));
                } else if (name.endsWith(".java")) {
                    blocks(Files.readString(file), Pattern.compile("(?s)\"\"\"\n(.*?)\"\"\"")).stream()
                            .map(String::translateEscapes)
                            .forEach(yamls::add);
                }
            }
        }
        return yamls.stream().filter(yaml -> yaml.contains(":")).toList();
    }

    private static List<String> blocks(String text, Pattern form) {
        return form.matcher(text)
                .results()
                .map(block -> block.group(1).stripIndent())
                .toList();
    }

    private static String mutated(String yaml, List<String> values, Random random) {
        List<int[]> places = Pattern.compile("[^\\s,:{}\\[\\]]+")
                .matcher(yaml)
                .results()
                .map(found -> new int[] {found.start(), found.end()})
                .toList();
        if (places.isEmpty()) {
            return yaml;
        }
        int[] place = places.get(random.nextInt(places.size()));
        List<String> odd = List.of(
                "0",
                "1",
                "-1",
                "0.5",
                "1e3",
                "007",
                "true",
                "'200'",
                "\"a b\"",
                "99.9%",
                "0.0001%",
                "1d",
                "24h",
                "86400s",
                "1KiB",
                "GET",
                "é",
                "$$",
                "$${a}",
                "'${file:a}'",
                "2xx",
                "204");
        String value =
                random.nextBoolean() ? odd.get(random.nextInt(odd.size())) : values.get(random.nextInt(values.size()));
        return yaml.substring(0, place[0]) + value + yaml.substring(place[1]);
    }

    private static List<Path> yamlIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }
}
