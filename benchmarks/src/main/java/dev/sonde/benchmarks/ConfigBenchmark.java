package dev.sonde.benchmarks;

import dev.sonde.collector.config.SondeConfig;
import dev.sonde.contract.yaml.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A configuration of ten thousand checks, each with an SLO: read, checked, and the same with a mistake in each check. */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SingleShotTime})
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ConfigBenchmark {
    private static final int CHECKS = 10_000;

    private Path right = Path.of("");
    private Path wrong = Path.of("");

    @Setup
    public void setUp() throws IOException {
        right = directory(yaml());
        wrong = directory(yaml().replace("interval: 30s", "intervall: 30s"));
        System.out.println("# bytes of the file: " + Files.size(file(right)));
    }

    @TearDown
    public void tearDown() throws IOException {
        for (Path directory : new Path[] {right, wrong}) {
            Files.delete(file(directory));
            Files.delete(directory);
        }
    }

    @Benchmark
    public SondeConfig read() throws InvalidConfigException {
        return SondeConfig.read(right, null);
    }

    @Benchmark
    public int readWithTenThousandMistakes() {
        try {
            return SondeConfig.read(wrong, null).checks().size();
        } catch (InvalidConfigException e) {
            return e.problems().size();
        }
    }

    private static String yaml() {
        StringBuilder checks = new StringBuilder("checks:\n");
        StringBuilder slos = new StringBuilder("slos:\n");
        for (int i = 0; i < CHECKS; i++) {
            checks.append("  - name: check-").append(i);
            checks.append("\n    service: service-").append(i % 100);
            checks.append("\n    interval: 30s\n    http:\n      url: https://shop.example/")
                    .append(i);
            checks.append("\n      expect: {status: [2xx, 304], body: {matches: 'ok[a-z]+'}}\n");
            slos.append("  - {name: slo-").append(i).append(", check: check-").append(i);
            slos.append(", objective: 99.9%}\n");
        }
        return checks.toString() + slos;
    }

    private static Path directory(String yaml) throws IOException {
        Path directory = Files.createTempDirectory("sonde-benchmark");
        Files.writeString(file(directory), yaml);
        return directory;
    }

    private static Path file(Path directory) {
        return directory.resolve("sonde.yaml");
    }
}
