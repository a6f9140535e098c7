package dev.sonde.launcher.command;

import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.launcher.importer.GatusImport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde import gatus}: the endpoints of a Gatus. */
@Command(
        name = "gatus",
        description = {
            "Carries over the endpoints of Gatus with their conditions.",
            "One check for each endpoint. Exit status 0: something was carried over, 1: nothing."
        })
public final class ImportGatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Gatus's config.yaml.")
    private Path config;

    @Mixin
    private ImportOutput output;

    @Override
    public Integer call() throws InvalidConfigException {
        try {
            return output.write(GatusImport.read(config), "gatus.yaml", spec);
        } catch (IOException e) {
            throw ImportOutput.unreadable(e);
        }
    }
}
