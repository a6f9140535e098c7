package dev.sonde.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SondeTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine sonde =
            Sonde.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void version_isTheVersionOfTheBuild() {
        assertThat(sonde.execute("--version")).isZero();

        assertThat(out.toString()).matches("sonde \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    }

    @Test
    void help_namesTheProgram() {
        assertThat(sonde.execute("--help")).isZero();

        assertThat(out.toString()).startsWith("Usage: sonde ");
    }

    @Test
    void run_isWrongUsageWithoutCommand() {
        assertThat(sonde.execute()).isEqualTo(2);

        assertThat(err.toString()).startsWith("a command is missing");
    }

    @Test
    void run_isWrongUsageOnUnknownOption() {
        assertThat(sonde.execute("--colour")).isEqualTo(2);

        assertThat(err.toString()).startsWith("Unknown option: '--colour'");
    }
}
