package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsVersion;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@link Tls} as the field {@code tls}. */
final class TlsJson {
    private TlsJson() {}

    static void write(@Nullable Tls tls, JsonGenerator json) throws IOException {
        if (tls == null) {
            return;
        }
        json.writeObjectFieldStart("tls");
        Fields.writeOptional("caFile", tls.caFile(), json);
        Fields.writeOptional("certFile", tls.certFile(), json);
        Fields.writeOptional("keyFile", tls.keyFile(), json);
        Fields.writeOptional("serverName", tls.serverName(), json);
        json.writeBooleanField("verify", tls.verify());
        if (tls.minVersion() != Tls.DEFAULT_MIN_VERSION) {
            json.writeStringField("minVersion", tls.minVersion().label());
        }
        TlsVersion newest = tls.maxVersion();
        Fields.writeOptional("maxVersion", newest == null ? null : newest.label(), json);
        json.writeEndObject();
    }

    /** What {@link #write} wrote; null if there is none. */
    static @Nullable Tls find(JsonValue target) throws InvalidAssignmentException {
        JsonValue json = target.find("tls");
        return json == null ? null : read(json);
    }

    static Tls read(JsonValue json) throws InvalidAssignmentException {
        TlsVersion oldest = Fields.optionalWord(json, "minVersion", TlsVersion.values(), TlsVersion::label);
        String caFile = Fields.optionalText(json, "caFile");
        String certFile = Fields.optionalText(json, "certFile");
        String keyFile = Fields.optionalText(json, "keyFile");
        String serverName = Fields.optionalText(json, "serverName");
        boolean verify = json.field("verify").bool();
        TlsVersion newest = Fields.optionalWord(json, "maxVersion", TlsVersion.values(), TlsVersion::label);
        return json.checked(() -> new Tls(
                caFile,
                certFile,
                keyFile,
                serverName,
                verify,
                oldest == null ? Tls.DEFAULT_MIN_VERSION : oldest,
                newest));
    }
}
