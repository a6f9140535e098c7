package dev.sonde.launcher.command;

import dev.sonde.contract.secret.SecretResolver;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the values of secrets are found. */
final class SecretOptions {
    @Option(
            names = "--secrets",
            paramLabel = "DIR",
            defaultValue = "/run/secrets",
            description = "Where $${file:NAME} in the configuration looks (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
            names = "--env-allow",
            paramLabel = "PATTERN",
            split = ",",
            defaultValue = "SONDE_*",
            description =
                    "Environment variables that $${env:NAME} may use; * stands for anything; several are joined by"
                            + " commas or given one by one (default: ${DEFAULT-VALUE}).")
    private List<String> environmentAllow;

    SecretResolver resolver() {
        return new SecretResolver(directory, System.getenv(), environmentAllow);
    }

    Path directory() {
        return directory;
    }
}
