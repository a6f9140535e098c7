package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Target;
import java.io.IOException;

/**
 * One protocol's target as JSON. What is not said, and what was added later and has its default, is left out.
 *
 * @param <T> the protocol's record
 */
interface TargetJson<T extends Target> {
    /** The check's field that holds it, as {@link Target#protocol()}. */
    String protocol();

    Class<T> type();

    /** Writes the fields of an object already begun. */
    void write(T target, JsonGenerator json) throws IOException;

    /** Reads what {@link #write} wrote, now or in an earlier version. */
    T read(JsonValue json) throws InvalidAssignmentException;
}
