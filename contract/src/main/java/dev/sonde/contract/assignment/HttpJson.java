package dev.sonde.contract.assignment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.HeaderMatch;
import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.HttpTarget.Compression;
import dev.sonde.contract.check.HttpTarget.Connection;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.check.Proxy;
import dev.sonde.contract.secret.SecretText;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** {@link HttpTarget} as JSON. */
final class HttpJson implements TargetJson<HttpTarget> {
    private static final int MAX_REDIRECTS = 1_000;

    @Override
    public String protocol() {
        return "http";
    }

    @Override
    public Class<HttpTarget> type() {
        return HttpTarget.class;
    }

    @Override
    public void write(HttpTarget http, JsonGenerator json) throws IOException {
        json.writeStringField("url", http.url().toString());
        json.writeStringField("method", http.method());
        HeadersJson.write(http.headers(), json);
        SecretText body = http.body();
        Fields.writeOptional("body", body == null ? null : body.source(), json);
        Fields.writeOptional("bodyFile", http.bodyFile(), json);
        json.writeStringField("version", http.version().label());
        if (http.connection() != Connection.FRESH) {
            json.writeStringField("connection", http.connection().label());
        }
        writeRedirects(http.redirects(), json);
        if (!http.cookies()) {
            json.writeBooleanField("cookies", false);
        }
        if (http.compression() != Compression.NONE) {
            json.writeStringField("compression", http.compression().label());
        }
        AuthJson.write(http.auth(), json);
        ProxyJson.write(http.proxy(), json);
        TlsJson.write(http.tls(), json);
        NetworkJson.write(http.network(), json);
        json.writeNumberField("maxBodyBytes", http.maxBodyBytes());
        json.writeObjectFieldStart("expect");
        writeExpectation(http.expect(), json);
        json.writeEndObject();
    }

    static void writeRedirects(HttpTarget.Redirects redirects, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("redirects");
        json.writeBooleanField("follow", redirects.follow());
        json.writeNumberField("max", redirects.max());
        json.writeEndObject();
    }

    static HttpTarget.Redirects redirects(JsonValue json) throws InvalidAssignmentException {
        return new HttpTarget.Redirects(
                json.field("follow").bool(), (int) json.field("max").whole(0, MAX_REDIRECTS));
    }

    static void writeExpectation(HttpExpectation expect, JsonGenerator json) throws IOException {
        Fields.writeList("status", expect.status(), json, (status, out) -> out.writeString(status.toString()));
        Fields.writeObjects("headers", expect.headers(), json, (header, out) -> {
            out.writeStringField("name", header.name());
            BodyJson.writeText(header.match(), out);
        });
        BodyJson.write(expect.body(), json);
        BodyJson.writeSize(expect.size(), json);
        ExpectationJson.write(expect.common(), json);
    }

    @Override
    public HttpTarget read(JsonValue json) throws InvalidAssignmentException {
        JsonValue body = json.find("body");
        String bodyFile = Fields.optionalText(json, "bodyFile");
        if (body != null && bodyFile != null) {
            throw body.invalid("inline, and in a file too", "only one of them");
        }
        JsonValue cookies = json.find("cookies");
        Connection connection = Fields.optionalWord(json, "connection", Connection.values(), Connection::label);
        Compression compression = Fields.optionalWord(json, "compression", Compression.values(), Compression::label);
        URI url = UrlJson.endpoint(json.field("url"));
        Version version = Fields.word(json.field("version"), Version.values(), Version::label);
        Proxy proxy = ProxyJson.find(json);
        if (version == Version.HTTP_3 && (!"https".equalsIgnoreCase(url.getScheme()) || proxy != null)) {
            throw json.field("version").invalid("http/3 in clear text or behind a proxy", "https, no proxy");
        }
        return new HttpTarget(
                url,
                method(json.field("method")),
                HeadersJson.read(json),
                body == null ? null : body.parsed(SecretText::new),
                bodyFile,
                version,
                connection == null ? Connection.FRESH : connection,
                redirects(json.field("redirects")),
                cookies == null || cookies.bool(),
                compression == null ? Compression.NONE : compression,
                AuthJson.find(json),
                proxy,
                TlsJson.read(json.field("tls")),
                NetworkJson.read(json),
                json.field("maxBodyBytes").whole(0, Long.MAX_VALUE),
                expectation(json.field("expect")));
    }

    static String method(JsonValue json) throws InvalidAssignmentException {
        String method = json.text();
        if (method.isEmpty()) {
            throw json.invalid("empty", "a method such as GET");
        }
        return method;
    }

    static HttpExpectation expectation(JsonValue json) throws InvalidAssignmentException {
        List<StatusMatch> status = json.field("status").items(item -> item.parsed(StatusMatch::parse));
        if (status.isEmpty()) {
            throw json.field("status").invalid("none", "at least one code or class");
        }
        return new HttpExpectation(
                status,
                json.field("headers")
                        .items(item -> new HeaderMatch(item.field("name").text(), BodyJson.readText(item))),
                BodyJson.read(json),
                BodyJson.findSize(json),
                ExpectationJson.read(json));
    }
}
