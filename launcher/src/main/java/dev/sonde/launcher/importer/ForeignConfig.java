package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.ForeignFile;
import dev.sonde.contract.yaml.ForeignValue;
import dev.sonde.contract.yaml.InvalidConfigException;
import dev.sonde.contract.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads another monitor's file as one mapping. Blocks on file reads. */
final class ForeignConfig {
    private ForeignConfig() {}

    static Part read(Path file, Notes notes) throws IOException, InvalidConfigException {
        Problems problems = new Problems();
        ForeignValue root = ForeignFile.read(file.toString(), Files.readAllBytes(file), problems);
        if (root != null && !(root instanceof ForeignValue.Fields)) {
            problems.error(root.place(), "not a mapping", "a configuration file");
        }
        problems.throwIfAny();
        if (!(root instanceof ForeignValue.Fields fields)) {
            throw new IllegalStateException(file + ": neither read nor refused");
        }
        return new Part("", fields, notes);
    }
}
