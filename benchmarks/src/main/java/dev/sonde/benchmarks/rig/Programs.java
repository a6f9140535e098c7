package dev.sonde.benchmarks.rig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the programs are that the rig starts. Pure but for looking. */
final class Programs {
    private static final List<String> SYSTEM = List.of("/usr/sbin", "/usr/local/sbin", "/sbin");

    private Programs() {}

    /** The program's path; empty if it is not installed. */
    static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(":", -1)), SYSTEM.stream())
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The program's path; IllegalStateException with a line for people if it is not installed. */
    static String required(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalStateException(name + ": not installed (expected: on PATH)"))
                .toString();
    }
}
