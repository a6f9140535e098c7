package dev.sonde.launcher.command;

import dev.sonde.launcher.importer.Imported;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where what was imported goes. */
final class ImportOutput {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory for the file, made if it is not there (default: standard output).")
    private @Nullable Path out;

    @Option(names = "--force", description = "Overwrites a file that is there (default: refuses).")
    private boolean force;

    /** Writes it and says what is not in it; the command's exit status. */
    int write(Imported imported, String name, CommandSpec spec) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Path file = out == null ? null : out.resolve(name);
        if (file != null && Files.exists(file) && !force) {
            throw new ParameterException(
                    spec.commandLine(), file + " is there already (expected: --force, or another --out)");
        }
        imported.lost().forEach(err::println);
        imported.secrets().forEach(err::println);
        if (imported.checks() > 0 && file == null) {
            PrintWriter standard = spec.commandLine().getOut();
            standard.print(imported.yaml());
            standard.flush();
        } else if (imported.checks() > 0 && file != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            StandardOpenOption how = force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW;
            Files.writeString(
                    file, imported.yaml(), how, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        }
        err.println("sonde: " + Counted.of(imported.checks(), "check")
                + (file == null || imported.checks() == 0 ? "" : " in " + file) + ", "
                + Counted.of(imported.lost().size(), "thing") + " not carried over, "
                + Counted.of(imported.secrets().size(), "secret") + " to put");
        err.flush();
        return imported.checks() > 0 ? 0 : 1;
    }

    static CommandFailure unreadable(IOException e) {
        String file = String.valueOf(e.getMessage());
        if (e instanceof NoSuchFileException) {
            return new CommandFailure(file + ": does not exist", e);
        }
        return new CommandFailure(
                e instanceof AccessDeniedException ? file + ": no permission" : "cannot read or write: " + file, e);
    }
}
