package dev.sonde.collector.exposition;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Prometheus's own checker. A test that needs it is skipped where it is absent, and fails in CI. */
final class Promtool {
    private final Path program;

    private Promtool(Path program) {
        this.program = program;
    }

    static Promtool onPath() {
        for (String directory : System.getenv("PATH").split(Pattern.quote(File.pathSeparator))) {
            Path program = Path.of(directory, "promtool");
            if (Files.isExecutable(program)) {
                return new Promtool(program);
            }
        }
        if ("true".equals(System.getenv("CI"))) {
            fail("promtool is not on the PATH (expected in CI: Debian's package prometheus)");
        }
        Assumptions.abort("skipped: promtool is not on the PATH (Debian's package prometheus has it)");
        throw new AssertionError("unreachable");
    }

    /** What {@code promtool check metrics} has to say; empty if it is content. */
    String checkMetrics(String page) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(page.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        return status == 0 ? said : said + "exit status " + status;
    }
}
