package dev.sonde.launcher.command;

import dev.sonde.collector.config.ConfigReference;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sonde schema}: the JSON Schema of the YAML that this very version reads. */
@Command(
        name = "schema",
        description = {
            "Prints the JSON Schema (draft 2020-12) of the *.yaml files, for completion and checks in editors.",
            "Beside the files as sonde.schema.json, it is found by: # yaml-language-server: $schema=sonde.schema.json"
        })
public final class SchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(ConfigReference.schema());
        out.flush();
        return 0;
    }
}
