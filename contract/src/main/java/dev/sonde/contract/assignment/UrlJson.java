package dev.sonde.contract.assignment;

import dev.sonde.contract.check.HttpTarget;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.Predicate;

/** URLs out of JSON. People keep secrets in URLs: a wrong one is not shown. */
final class UrlJson {
    private UrlJson() {}

    /** Where HTTP requests go. */
    static URI endpoint(JsonValue json) throws InvalidAssignmentException {
        return url(json, HttpTarget::isEndpoint, "http:// or https:// and a host");
    }

    static URI url(JsonValue json, Predicate<URI> form, String expected) throws InvalidAssignmentException {
        try {
            URI url = new URI(json.text());
            if (form.test(url)) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw json.invalid(e.getReason() + " at character " + (e.getIndex() + 1), "a URL");
        }
        throw json.invalid("a URL of another form", expected);
    }
}
