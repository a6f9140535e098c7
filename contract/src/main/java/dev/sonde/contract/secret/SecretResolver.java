package dev.sonde.contract.secret;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Puts the values in the place of references, in the process that uses them. Files are read anew at each call, so a
 * rotated secret is seen; a trailing line end is dropped. Blocks on file reads: not for event loops. Any thread.
 */
public final class SecretResolver {
    /** Largest secret, in bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    private final Path directory;
    private final Map<String, String> environment;
    private final Predicate<String> environmentAllowed;

    /**
     * @param directory where {@code ${file:NAME}} looks; may be absent until used
     * @param environment the process's variables
     * @param environmentAllow patterns of variable names that may be used, {@code *} matching any run, such as
     *     {@code SONDE_*}
     */
    public SecretResolver(Path directory, Map<String, String> environment, Iterable<String> environmentAllow) {
        this.directory = directory;
        this.environment = Map.copyOf(environment);
        Predicate<String> allowed = name -> false;
        for (String glob : environmentAllow) {
            allowed = allowed.or(Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q"))
                    .asMatchPredicate());
        }
        this.environmentAllowed = allowed;
    }

    /** The text with every reference replaced. */
    public String resolve(SecretText text) throws UnresolvedSecretException {
        StringBuilder resolved = new StringBuilder();
        for (SecretText.Part part : text.parts()) {
            if (part instanceof SecretText.Part.Literal literal) {
                resolved.append(literal.text());
            } else if (part instanceof SecretText.Part.Reference reference) {
                resolved.append(value(reference.secret()));
            }
        }
        return resolved.toString();
    }

    private String value(SecretReference secret) throws UnresolvedSecretException {
        return switch (secret.source()) {
            case FILE -> fileValue(secret);
            case ENV -> environmentValue(secret);
        };
    }

    private String fileValue(SecretReference secret) throws UnresolvedSecretException {
        Path file = directory.resolve(secret.name());
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new UnresolvedSecretException(secret + ": no readable file " + file, e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new UnresolvedSecretException(secret + ": file over " + MAX_BYTES + " bytes", null);
        }
        return stripLineEnd(new String(bytes, StandardCharsets.UTF_8));
    }

    private String environmentValue(SecretReference secret) throws UnresolvedSecretException {
        if (!environmentAllowed.test(secret.name())) {
            throw new UnresolvedSecretException(
                    secret + ": variable not allowed (expected: a name of --env-allow)", null);
        }
        String value = environment.get(secret.name());
        if (value == null) {
            throw new UnresolvedSecretException(secret + ": variable not set", null);
        }
        return value;
    }

    private static String stripLineEnd(String text) {
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        if (end > 0 && text.charAt(end - 1) == '\r') {
            end--;
        }
        return text.substring(0, end);
    }
}
