package dev.sonde.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the command line answers: exit status, and the lines on standard output and standard error. */
class SondeTest {
    private static final String GOOD = """
            checks:
              - {name: shop, http: {url: http://127.0.0.1:1/}}
            slos:
              - {name: shop-availability, check: shop, objective: 99%, window: 7d}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine sonde =
            Sonde.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @TempDir
    Path directory;

    @Test
    void version_isTheVersionOfTheBuild() {
        assertThat(sonde.execute("--version")).isZero();

        assertThat(out.toString()).matches("sonde \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_opensWithTheUsageOfTheCommand(String name) {
        assertThat(sonde.execute(name, "--help")).isZero();

        assertThat(out.toString()).contains("Usage: sonde " + name + " ");
        assertThat(err.toString()).isEmpty();
    }

    /** Whoever reads the help learns what holds without the option; a flag without one says so itself. */
    @ParameterizedTest
    @MethodSource("commands")
    void help_saysTheDefaultOfEveryOptionWithAValue(String name) {
        sonde.getSubcommands().get(name).getCommandSpec().options().stream()
                .filter(option -> option.arity().max() > 0 && !option.usageHelp() && !option.required())
                .forEach(option -> assertThat(String.join(" ", option.description()))
                        .as(name + " " + option.longestName())
                        .contains("default"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``                        | sonde: a command is missing                           | sonde
                    --colour                  | sonde: unknown option: '--colour'                     | sonde
                    valdate                   | sonde: unmatched argument at index 0: 'valdate'       | sonde
                    validate                  | sonde: missing required parameter: 'DIR'              | sonde validate
                    validate --format xml .   | sonde: invalid value for option '--format': expected one of [text, json] (case-insensitive) but was 'xml' | sonde validate
                    token                     | sonde: missing required parameter: 'NAME'             | sonde token
                    import                    | sonde: a monitor is missing (expected: blackbox or gatus) | sonde import
                    import blackbox           | sonde: missing required options: '--modules=FILE', '--prometheus=FILE' | sonde import blackbox
                    import gatus              | sonde: missing required parameter: 'FILE'             | sonde import gatus
                    token EU_1                | sonde: NAME: EU_1 (expected: 1 to 63 of a-z, 0-9 and -) | sonde token
                    token --log-level loud a  | sonde: invalid value for option '--log-level': expected one of [trace, debug, info, warn, error] (case-insensitive) but was 'loud' | sonde token
                    """)
    void wrongUsage_isOneLineAndAHint(String arguments, String line, String command) {
        assertThat(sonde.execute(split(arguments))).isEqualTo(2);

        assertThat(err.toString()).startsWith(line + System.lineSeparator());
        assertThat(err.toString().lines())
                .endsWith("Try '" + command + " --help'.")
                .hasSizeLessThanOrEqualTo(3);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void token_printsATokenAndItsHash() {
        assertThat(sonde.execute("token", "eu-1")).isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).matches("sonde_[A-Za-z0-9_-]{43}");
        assertThat(lines.get(1)).matches("sha256:[0-9a-f]{64}");
    }

    @ParameterizedTest
    @CsvSource({"bash", "zsh", "fish"})
    void completion_knowsEveryCommandAndOption(String shell) {
        assertThat(sonde.execute("completion", shell)).isZero();

        String script = out.toString();
        sonde.getSubcommands().forEach((name, command) -> {
            assertThat(script).as(shell).contains(name);
            command.getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option -> assertThat(script)
                            .as(name)
                            .contains(
                                    shell.equals("fish")
                                            ? "-l " + option.longestName().substring(2)
                                            : option.longestName()));
        });
        assertThat(script).contains("blackbox", "gatus", "modules");
    }

    @Test
    void import_writesAFileThatValidatesAndNeverOverwritesIt() throws IOException {
        Path gatus = directory.resolve("config.yaml");
        Path config = directory.resolve("out");
        Files.writeString(gatus, """
                endpoints:
                  - {name: shop, url: http://127.0.0.1:1/, conditions: ['[STATUS] == 200', '[IP] == 10.0.0.1']}
                """);

        assertThat(sonde.execute("import", "gatus", gatus.toString(), "--out", config.toString()))
                .isZero();
        assertThat(err.toString().lines())
                .containsExactly(
                        gatus + ":2: [IP] == 10.0.0.1: addresses are in the evidence, not in expectations",
                        "sonde: 1 check in " + config.resolve("gatus.yaml")
                                + ", 1 thing not carried over, 0 secrets to put");
        assertThat(out.toString()).isEmpty();
        assertThat(sonde.execute("validate", config.toString())).isZero();
        String written = Files.readString(config.resolve("gatus.yaml"));

        assertThat(sonde.execute("import", "gatus", gatus.toString(), "--out", config.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("is there already (expected: --force, or another --out)");

        assertThat(sonde.execute("import", "gatus", gatus.toString(), "--out", config.toString(), "--force"))
                .isZero();
        assertThat(Files.readString(config.resolve("gatus.yaml"))).isEqualTo(written);
    }

    @Test
    void import_failsWhenNothingCouldBeCarriedOver() throws IOException {
        Path modules = directory.resolve("blackbox.yml");
        Path prometheus = directory.resolve("prometheus.yml");
        Files.writeString(modules, "modules: {http_2xx: {prober: http}}");
        Files.writeString(prometheus, "scrape_configs: []");

        assertThat(sonde.execute(
                        "import", "blackbox", "--modules", modules.toString(), "--prometheus", prometheus.toString()))
                .isEqualTo(1);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .containsExactly(
                        modules + ":1: module http_2xx: no scrape config uses it",
                        "sonde: 0 checks, 1 thing not carried over, 0 secrets to put");
    }

    @Test
    void import_saysWhatIsWrongWithAFileThatCannotBeRead() throws IOException {
        Path gatus = directory.resolve("config.yaml");
        Files.writeString(gatus, "endpoints: [");

        assertThat(sonde.execute("import", "gatus", gatus.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith(gatus + ":1:").contains("not YAML");

        assertThat(sonde.execute(
                        "import", "gatus", directory.resolve("none.yaml").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("none.yaml: does not exist");
    }

    @Test
    void schema_isTheOneThatIsShipped() throws IOException {
        assertThat(sonde.execute("schema")).isZero();

        Path shipped = Path.of(System.getProperty("basedir", "."), "..", "config", "sonde.schema.json");
        assertThat(out.toString()).isEqualTo(Files.readString(shipped));
        assertThat(getClass().getResourceAsStream("/META-INF/sonde.schema.json"))
                .hasBinaryContent(Files.readAllBytes(shipped));
    }

    @Test
    void validate_isSilentAboutAGoodConfiguration() throws IOException {
        Files.writeString(directory.resolve("sonde.yaml"), GOOD);

        assertThat(sonde.execute("validate", directory.toString())).isZero();

        assertThat(out.toString()).isEmpty();
    }

    @Test
    void validate_printsEveryProblemWithItsPlace() throws IOException {
        Path file = directory.resolve("sonde.yaml");
        Files.writeString(file, GOOD.replace("shop, http", "Shop, http").replace("99%", "101%"));

        assertThat(sonde.execute("validate", directory.toString())).isEqualTo(1);

        assertThat(out.toString().lines())
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(line -> line.matches("\\Q" + file + "\\E:\\d+:\\d+: .+"))
                .anyMatch(line -> line.startsWith(file + ":2:"))
                .anyMatch(line -> line.startsWith(file + ":4:"));
    }

    @Test
    void validate_writesJsonForMachines() {
        assertThat(sonde.execute("validate", "--format", "json", "nowhere")).isEqualTo(1);

        assertThat(out.toString().strip())
                .isEqualTo("[{\"file\":\"nowhere\",\"line\":1,\"column\":1,\"severity\":\"error\","
                        + "\"message\":\"does not exist\",\"expected\":\"a directory of *.yaml files\"}]");
    }

    @Test
    void validate_failsOnWarningsOnlyWhenStrict() throws IOException {
        Files.writeString(directory.resolve("sonde.yaml"), GOOD.substring(0, GOOD.indexOf("slos:")));

        assertThat(sonde.execute("validate", directory.toString())).isZero();
        assertThat(sonde.execute("validate", "--strict", directory.toString())).isEqualTo(1);

        assertThat(out.toString().lines()).isNotEmpty().allMatch(line -> line.contains(": warning: "));
    }

    static List<Arguments> commands() {
        return new ArrayList<>(Sonde.commandLine().getSubcommands().keySet())
                .stream()
                        .filter(name -> !name.equals("help"))
                        .map(Arguments::of)
                        .toList();
    }

    private static String[] split(String arguments) {
        return arguments == null || arguments.isBlank() ? new String[0] : arguments.split(" ");
    }
}
