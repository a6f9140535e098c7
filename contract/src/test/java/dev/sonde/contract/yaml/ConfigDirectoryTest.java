package dev.sonde.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDirectoryTest {
    private static final String SHOP = "checks:\n  - {name: shop, http: {url: http://localhost/}}\n";
    private static final String CART = "checks:\n  - {name: cart, http: {url: http://localhost/}}\n";

    @TempDir
    Path directory;

    @Test
    void read_takesAllYamlFilesDirectlyInTheDirectory() throws Exception {
        write("b.yml", SHOP);
        write("a.yaml", CART);
        write("notes.txt", "not: [yaml");
        write(".hidden.yaml", "not: [yaml");
        Files.createDirectory(directory.resolve("sub.yaml"));
        Files.createDirectory(directory.resolve("below"));
        write("below/c.yaml", "not: [yaml");

        StandaloneConfig config = StandaloneConfig.read(directory);

        assertThat(config.checks()).extracting(check -> check.name().value()).containsExactly("cart", "shop");
    }

    @Test
    void read_tellsEveryProblemOfEveryFileAtOnceInOrder() throws Exception {
        write("b.yaml", "checks:\n  - {name: Shop, http: {url: localhost}, interval: 0s}\n  - {name: cart}\n");
        write("a.yaml", "slots: []\nchecks: {}\ndefaults: {timeout: 1}\n");
        write("c.yaml", "checks: [\n");

        List<String> told = problems();

        assertThat(told)
                .containsExactly(
                        "a.yaml:1:1: unknown section slots, did you mean slos? (expected: one of defaults, checks, slos,"
                                + " receivers, routes, agents, evaluation)",
                        "a.yaml:2:9: checks: a mapping (expected: a list)",
                        "a.yaml:3:21: timeout: 1 (expected: a whole number with unit ms, s, m, h or d; 10ms to 10m)",
                        "b.yaml:2:12: name: Shop (expected: 1 to 63 of a-z, 0-9 and -)",
                        "b.yaml:2:30: url: localhost has no scheme (expected: an absolute URL such as"
                                + " https://shop.example/health)",
                        "b.yaml:2:52: interval: 0s (expected: 100ms to 1d)",
                        "b.yaml:3:5: a check without http or tcp or tls or udp or scenario or dns or grpc or icmp or websocket (expected: one of them)",
                        "c.yaml:2:1: not YAML: expected the node content, but found '<stream end>' while parsing a flow"
                                + " node that begins on line 2");
    }

    @Test
    void read_findsNamesTakenInOtherFiles() throws Exception {
        write("a.yaml", SHOP);
        write("b.yaml", "# here too\n" + SHOP);

        assertThat(problems())
                .containsExactly("b.yaml:3:12: name: shop is taken, first on " + directory.resolve("a.yaml")
                        + ":2 (expected: a unique name)");
    }

    @Test
    void read_takesDefaultsFromOneFileOnly() throws Exception {
        write("a.yaml", "defaults: {interval: 10s}\n" + SHOP);
        write("b.yaml", CART + "defaults: {timeout: 1s}\n");

        assertThat(problems())
                .containsExactly("b.yaml:3:1: duplicate section defaults, first on " + directory.resolve("a.yaml")
                        + ":1 (expected: only one defaults in all files)");
    }

    @Test
    void read_looksIntoNoSectionThatNobodyAsksFor() throws Exception {
        write("a.yaml", SHOP + "slos: {not: [looked, at]}\nreceivers: 3\n");

        assertThat(StandaloneConfig.read(directory).checks()).hasSize(1);
    }

    @Test
    void read_tellsAnEmptyDirectory() {
        assertThat(problems()).containsExactly("1:1: no *.yaml or *.yml file in it (expected: at least one)");
    }

    @Test
    void read_tellsAMissingDirectory() {
        directory = directory.resolve("nowhere");

        assertThat(problems()).containsExactly("1:1: does not exist (expected: a directory of *.yaml files)");
    }

    @Test
    void read_tellsAFileInPlaceOfADirectory() throws Exception {
        write("a.yaml", SHOP);
        directory = directory.resolve("a.yaml");

        assertThat(problems()).containsExactly("1:1: not a directory (expected: a directory of *.yaml files)");
    }

    @Test
    void read_tellsADanglingLink() throws Exception {
        Files.createSymbolicLink(directory.resolve("a.yaml"), directory.resolve("gone"));
        write("b.yaml", SHOP);

        assertThat(problems()).containsExactly("a.yaml:1:1: does not exist (any more) (expected: a readable file)");
    }

    @Test
    void read_tellsAFileWithoutPermission() throws Exception {
        write("a.yaml", SHOP);
        Files.setPosixFilePermissions(directory.resolve("a.yaml"), PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(directory.resolve("a.yaml")), "this user may read everything");

        assertThat(problems()).containsExactly("a.yaml:1:1: no permission to read it (expected: a readable file)");
    }

    @Test
    void read_refusesMoreThanItsLimitOfBytes() throws Exception {
        write("a.yaml", SHOP + "#" + "x".repeat(ConfigDirectory.MAX_BYTES));

        assertThat(problems())
                .containsExactly("a.yaml:1:1: too much to read (expected: at most 64MiB in all files together)");
    }

    @Test
    void read_takesAFileWithByteOrderMarkAndCarriageReturns() throws Exception {
        write("a.yaml", "\uFEFF" + SHOP.replace("\n", "\r\n"));

        assertThat(StandaloneConfig.read(directory).checks()).hasSize(1);
    }

    @Test
    void revision_changesWithAnyByteAndWithNothingElse() throws Exception {
        write("a.yaml", SHOP);
        String before = StandaloneConfig.read(directory).revision();
        String again = StandaloneConfig.read(directory).revision();
        write("a.yaml", SHOP + "# note\n");
        String after = StandaloneConfig.read(directory).revision();

        assertThat(before).isEqualTo(again).isNotEqualTo(after).matches("[0-9a-f]{16}");
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(directory.resolve(name), text);
    }

    private List<String> problems() {
        InvalidConfigException invalid =
                catchThrowableOfType(InvalidConfigException.class, () -> StandaloneConfig.read(directory));
        String prefix = directory + (Files.isDirectory(directory) ? "/" : ":");
        return invalid.problems().stream()
                .map(problem ->
                        problem.line().replaceFirst("^\\Q" + prefix + "\\E", "").replace(directory + ":1:1", "1:1"))
                .toList();
    }
}
