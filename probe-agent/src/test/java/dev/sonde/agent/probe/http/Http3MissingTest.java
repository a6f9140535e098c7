package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.Sample;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.run.ProbeSettings;
import dev.sonde.agent.probe.run.TestLoop;
import dev.sonde.contract.check.HttpTarget.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where QUIC's native library does not load: another JVM, whose libraries have no place to be unpacked to. */
class Http3MissingTest {
    @TempDir
    Path directory;

    @Test
    void checks_ofHttp3AreTheAgentsFaultAndNoOthersSuffer() throws Exception {
        Path notADirectory = Files.writeString(directory.resolve("file"), "");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dio.netty.native.workdir=" + notADirectory.resolve("below"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Http3MissingTest.class.getName())
                .redirectError(directory.resolve("err").toFile())
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor())
                .as(Files.readString(directory.resolve("err")))
                .isZero();
        List<String> lines = told.lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.subList(1, 3))
                .allSatisfy(line -> assertThat(line)
                        .startsWith("Unknown[reason=AGENT_MISCONFIGURED] QUIC's native library does not load here")
                        .endsWith(
                                " (expected: Linux with glibc on x86_64 or aarch64, and a temporary directory that may hold"
                                        + " libraries)"));
        assertThat(lines.get(3)).startsWith("Failure[reason=CONNECT_REFUSED] ");
        assertThat(List.of(lines.get(0), lines.get(4))).containsExactly("missing: false", "missing: true");
        assertThat(Files.readString(directory.resolve("err")).lines())
                .as("said once in the log")
                .filteredOn(line -> line.contains("; checks of HTTP/3 end as unknown, agent_misconfigured"))
                .hasSize(1);
    }

    /** The other JVM: one run by HTTP/3 and one by HTTP/1.1, to a port that is closed. */
    public static void main(String[] arguments) {
        Engines engines = Engines.detect();
        ProbeSettings settings = TestLoop.settings(engines);
        System.out.println("missing: " + settings.quic().isMissing());
        try (TestLoop loop = new TestLoop(engines, settings)) {
            for (Version version : new Version[] {Version.HTTP_3, Version.HTTP_3, Version.HTTP_1_1}) {
                Sample sample = loop.run(Targets.with(Targets.get("https://shop.test:1/"), version));
                System.out.println(sample.outcome() + " " + sample.detail());
            }
        }
        System.out.println("missing: " + settings.quic().isMissing());
    }
}
