package dev.sonde.launcher.command;

import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.launcher.importer.BlackboxImport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sonde import blackbox}: what Prometheus has probed by blackbox_exporter. */
@Command(
        name = "blackbox",
        description = {
            "Joins the modules of blackbox_exporter with the scrape configs of Prometheus that use them.",
            "One check for each target. Exit status 0: something was carried over, 1: nothing."
        })
public final class ImportBlackboxCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--modules", paramLabel = "FILE", required = true, description = "blackbox.yml.")
    private Path modules;

    @Option(
            names = "--prometheus",
            paramLabel = "FILE",
            required = true,
            description = "prometheus.yml; files that its file_sd_configs name are read if they are there.")
    private Path prometheus;

    @Mixin
    private ImportOutput output;

    @Override
    public Integer call() throws InvalidConfigException {
        try {
            return output.write(BlackboxImport.read(modules, prometheus), "blackbox.yaml", spec);
        } catch (IOException e) {
            throw ImportOutput.unreadable(e);
        }
    }
}
