package dev.sonde.launcher.command;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The certificate of a listener; both or none. */
final class TlsOptions {
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "PEM certificate chain of the listener; needs --tls-key (default: clear text).")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM key of --tls-cert, not encrypted (default: clear text).")
    private @Nullable Path key;

    /** Null serves clear text. */
    @Nullable
    Path certificate() {
        return certificate;
    }

    @Nullable
    Path key() {
        return key;
    }

    String scheme() {
        return certificate == null ? "http" : "https";
    }

    void check(CommandLine command) {
        if ((certificate == null) != (key == null)) {
            throw new ParameterException(
                    command, "--tls-cert and --tls-key: only one is given (expected: both or none)");
        }
        mustBeReadable("--tls-cert", certificate);
        mustBeReadable("--tls-key", key);
    }

    /** CommandFailure if a file is named that cannot be read. */
    static void mustBeReadable(String option, @Nullable Path file) {
        if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
            String why = Files.exists(file) ? "cannot be read" : "does not exist";
            throw new CommandFailure(option + ": " + file + " " + why + " (expected: a readable PEM file)");
        }
    }
}
