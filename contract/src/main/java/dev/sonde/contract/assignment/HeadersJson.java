package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.secret.SecretText;
import java.io.IOException;
import java.util.List;

/** Headers that are sent, as the field {@code headers}. */
final class HeadersJson {
    private HeadersJson() {}

    static void write(List<Header> headers, JsonGenerator json) throws IOException {
        Fields.writeObjects("headers", headers, json, (header, out) -> {
            out.writeStringField("name", header.name());
            out.writeStringField("value", header.value().source());
        });
    }

    static List<Header> read(JsonValue json) throws InvalidAssignmentException {
        return json.field("headers")
                .items(item -> new Header(
                        item.field("name").text(), item.field("value").parsed(SecretText::new)));
    }
}
