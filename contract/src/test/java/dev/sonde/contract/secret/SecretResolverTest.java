package dev.sonde.contract.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretResolverTest {
    @TempDir
    Path directory;

    private SecretResolver resolver;

    @BeforeEach
    void setUp() {
        resolver = new SecretResolver(
                directory,
                Map.of("SONDE_KEY", "k1", "SONDE_", "k0", "PATH", "/bin", "EXACT", "e", "XSONDE_KEY", "no"),
                List.of("SONDE_*", "EXACT", "UNSET"));
    }

    @Test
    void resolve_putsFilesAndVariablesInPlace() throws Exception {
        Files.writeString(directory.resolve("shop-token"), "t0ken");

        assertThat(resolver.resolve(new SecretText("Bearer ${file:shop-token}/${env:SONDE_KEY} $${file:x}")))
                .isEqualTo("Bearer t0ken/k1 ${file:x}");
    }

    @Test
    void resolve_dropsOneTrailingLineEndAndNothingElse() throws Exception {
        assertThat(valueOfFile("a\n")).isEqualTo("a");
        assertThat(valueOfFile("a\r\n")).isEqualTo("a");
        assertThat(valueOfFile("a\n\n")).isEqualTo("a\n");
        assertThat(valueOfFile(" a b \n")).isEqualTo(" a b ");
        assertThat(valueOfFile("")).isEmpty();
        assertThat(valueOfFile("\n")).isEmpty();
        assertThat(valueOfFile("pässwort")).isEqualTo("pässwort");
    }

    @Test
    void resolve_doesNotLookForReferencesInsideAValue() throws Exception {
        assertThat(valueOfFile("${env:SONDE_KEY}")).isEqualTo("${env:SONDE_KEY}");
    }

    @Test
    void resolve_seesARotatedFile() throws Exception {
        assertThat(valueOfFile("old")).isEqualTo("old");
        assertThat(valueOfFile("new")).isEqualTo("new");
    }

    @Test
    void resolve_namesAMissingFile() {
        assertThatThrownBy(() -> resolver.resolve(new SecretText("${file:none}")))
                .isInstanceOf(UnresolvedSecretException.class)
                .hasMessage("${file:none}: no readable file " + directory.resolve("none"));
    }

    @Test
    void resolve_takesADirectoryForNoFile() throws IOException {
        Files.createDirectory(directory.resolve("sub"));

        assertThatThrownBy(() -> resolver.resolve(new SecretText("${file:sub}")))
                .isInstanceOf(UnresolvedSecretException.class)
                .hasMessageStartingWith("${file:sub}: no readable file ");
    }

    @Test
    void resolve_refusesAFileOverTheLimit() throws Exception {
        assertThat(valueOfFile("x".repeat(SecretResolver.MAX_BYTES))).hasSize(SecretResolver.MAX_BYTES);
        assertThatThrownBy(() -> valueOfFile("x".repeat(SecretResolver.MAX_BYTES + 1)))
                .isInstanceOf(UnresolvedSecretException.class)
                .hasMessage("${file:token}: file over 65536 bytes");
    }

    @Test
    void resolve_allowsOnlyVariablesThatMatchAPattern() throws Exception {
        assertThat(resolver.resolve(new SecretText("${env:SONDE_}"))).isEqualTo("k0");
        assertThat(resolver.resolve(new SecretText("${env:EXACT}"))).isEqualTo("e");
        for (String name : List.of("PATH", "XSONDE_KEY", "SONDE", "EXACTLY")) {
            assertThatThrownBy(() -> resolver.resolve(new SecretText("${env:" + name + "}")))
                    .isInstanceOf(UnresolvedSecretException.class)
                    .hasMessage("${env:" + name + "}: variable not allowed (expected: a name of --env-allow)");
        }
        assertThatThrownBy(() -> resolver.resolve(new SecretText("${env:UNSET}")))
                .hasMessage("${env:UNSET}: variable not set");
    }

    @Test
    void resolve_takesAPatternLiterallyExceptForItsStars() throws Exception {
        SecretResolver odd = new SecretResolver(directory, Map.of("AXB", "1", "A_B", "2"), List.of("A.B", "\\EA_*\\Q"));

        for (String name : List.of("AXB", "A_B")) {
            assertThatThrownBy(() -> odd.resolve(new SecretText("${env:" + name + "}")))
                    .hasMessageContaining("not allowed");
        }
        SecretResolver all = new SecretResolver(directory, Map.of("AXB", "1"), List.of("*"));
        assertThat(all.resolve(new SecretText("${env:AXB}"))).isEqualTo("1");
    }

    private String valueOfFile(String content) throws IOException, UnresolvedSecretException {
        Files.writeString(directory.resolve("token"), content);
        return resolver.resolve(new SecretText("${file:token}"));
    }
}
