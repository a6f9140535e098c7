package dev.sonde.launcher.command;

import dev.sonde.collector.CollectorOptions;
import dev.sonde.collector.fleet.TokenHash;
import dev.sonde.contract.fence.AddressFence;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a collector is started with, whether alone or with an agent beside it. */
final class ServeOptions {
    @Option(
            names = "--config",
            paramLabel = "DIR",
            required = true,
            description = "The directory with the *.yaml files.")
    private Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "./data",
            description = "Where everything is remembered; made if it is not there (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = ListenAddress.Converter.class,
            defaultValue = "${env:SONDE_LISTEN_HOST:-127.0.0.1}:9740",
            description = "Where metrics, API and agents are served; port 0 takes a free one (default:"
                    + " ${DEFAULT-VALUE}).")
    private ListenAddress listen;

    @Option(
            names = "--api-token-file",
            paramLabel = "FILE",
            description = "Token that lets POSTs in that do not come from loopback, such as /-/reload (default: none,"
                    + " only loopback is let in).")
    private @Nullable Path apiTokenFile;

    @Option(
            names = "--link",
            paramLabel = "URL",
            description = "How people reach this collector, for the links in messages (default: none, messages have no"
                    + " links to it).")
    private @Nullable URI link;

    @Mixin
    private TlsOptions tls;

    @Mixin
    private SecretOptions secrets;

    Path config() {
        return config;
    }

    Path data() {
        return data;
    }

    ListenAddress listen() {
        return listen;
    }

    SecretOptions secrets() {
        return secrets;
    }

    /** Where people find what is served at a port. */
    String address(int port) {
        return tls.scheme() + "://" + listen.withPort(port);
    }

    void checkUsage(CommandLine command) {
        tls.check(command);
        if (link != null
                && (link.getHost() == null || !String.valueOf(link.getScheme()).matches("https?"))) {
            throw new ParameterException(
                    command, "--link: " + link + " (expected: a URL such as https://sonde.example)");
        }
    }

    CollectorOptions collectorOptions() {
        Path certificate = tls.certificate();
        Path key = tls.key();
        return new CollectorOptions(
                data,
                listen.host(),
                listen.port(),
                certificate == null || key == null ? null : new CollectorOptions.Tls(certificate, key),
                apiTokenFile == null ? null : apiToken(apiTokenFile),
                link,
                secrets.resolver(),
                AddressFence.operator(),
                BuildVersion.current());
    }

    private static TokenHash apiToken(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new CommandFailure("--api-token-file: " + file + " is empty (expected: a token)");
            }
            return TokenHash.of(token);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "does not exist" : "cannot be read";
            throw new CommandFailure("--api-token-file: " + file + " " + why + " (expected: a readable file)", e);
        }
    }
}
