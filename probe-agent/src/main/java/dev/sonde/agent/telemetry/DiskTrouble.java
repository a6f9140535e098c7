package dev.sonde.agent.telemetry;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** Says in a few words what a disk refused, without the path, which the line around it names. */
public final class DiskTrouble {
    private DiskTrouble() {}

    /** For people; never empty. */
    public static String reason(IOException trouble) {
        if (trouble instanceof NoSuchFileException) {
            return "no such file";
        }
        if (trouble instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (trouble instanceof NotDirectoryException || trouble instanceof FileAlreadyExistsException) {
            return "not a directory";
        }
        String said = trouble instanceof FileSystemException system ? system.getReason() : trouble.getMessage();
        return said == null || said.isBlank() ? trouble.getClass().getSimpleName() : said.toLowerCase(Locale.ROOT);
    }
}
