package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.sonde.contract.check.Location;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The JSON form of {@link AssignedChecks}, camelCase: durations are seconds as exact decimals, secrets are the references
 * as the operator wrote them, what is not said is left out. Reading ignores fields it does not know, so that an agent
 * can be older than its collector; a value it knows must be right. Stateless; any thread.
 */
public final class AssignedChecksJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final int REVISION_BYTES = 16;

    private AssignedChecksJson() {}

    /** The JSON text. */
    public static String write(AssignedChecks assigned) {
        return new String(writeBytes(assigned), StandardCharsets.UTF_8);
    }

    /** The JSON text in UTF-8. */
    public static byte[] writeBytes(AssignedChecks assigned) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("revision", assigned.revision());
            writeContent(assigned.location(), assigned.checks(), json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    /** The assignment that a JSON text tells. */
    public static AssignedChecks read(String text) throws InvalidAssignmentException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The assignment that a JSON text in UTF-8 tells. */
    public static AssignedChecks read(byte[] utf8) throws InvalidAssignmentException {
        try (JsonParser parser = JSON.createParser(utf8)) {
            return AssignedChecksReader.read(JsonValue.parse(parser));
        } catch (JacksonException e) {
            JsonLocation at = e.getLocation();
            throw new InvalidAssignmentException(
                    (at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ")
                            + e.getOriginalMessage().lines().findFirst().orElse("") + " (expected: JSON)");
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    /** A digest of all that an agent is to run. */
    static String revisionOf(Location location, List<AssignedCheck> checks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            writeContent(location, checks, json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(out.toByteArray());
            return HexFormat.of().formatHex(digest, 0, REVISION_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void writeContent(Location location, List<AssignedCheck> checks, JsonGenerator json)
            throws IOException {
        json.writeStringField("location", location.value());
        json.writeArrayFieldStart("checks");
        for (AssignedCheck check : checks) {
            AssignedChecksWriter.write(check, json);
        }
        json.writeEndArray();
    }
}
