package dev.sonde.contract.check;

import dev.sonde.contract.check.HttpTarget.Compression;
import dev.sonde.contract.check.HttpTarget.Connection;
import dev.sonde.contract.check.HttpTarget.Redirects;
import dev.sonde.contract.check.HttpTarget.Version;
import dev.sonde.contract.secret.SecretText;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts an {@link HttpTarget} together; what is not said has its default. One thread, thrown away afterwards. */
public final class HttpTargetBuilder {
    private URI url;
    private String method = "GET";
    private List<Header> headers = List.of();
    private @Nullable SecretText body;
    private @Nullable String bodyFile;
    private Version version = Version.AUTO;
    private Connection connection = Connection.FRESH;
    private Redirects redirects = Redirects.DEFAULT;
    private boolean cookies = true;
    private Compression compression = Compression.NONE;
    private @Nullable Auth auth;
    private @Nullable Proxy proxy;
    private Tls tls = Tls.DEFAULT;
    private Network network = Network.DEFAULT;
    private long maxBodyBytes = HttpTarget.DEFAULT_MAX_BODY_BYTES;
    private HttpExpectation expect = HttpExpectation.DEFAULT;

    HttpTargetBuilder(URI url) {
        this.url = url;
    }

    HttpTargetBuilder(HttpTarget from) {
        this(from.url());
        method = from.method();
        headers = from.headers();
        body = from.body();
        bodyFile = from.bodyFile();
        version = from.version();
        connection = from.connection();
        redirects = from.redirects();
        cookies = from.cookies();
        compression = from.compression();
        auth = from.auth();
        proxy = from.proxy();
        tls = from.tls();
        network = from.network();
        maxBodyBytes = from.maxBodyBytes();
        expect = from.expect();
    }

    /** Where the request goes. */
    public HttpTargetBuilder url(URI value) {
        url = value;
        return this;
    }

    /** See {@link HttpTarget#method}. */
    public HttpTargetBuilder method(String value) {
        method = value;
        return this;
    }

    /** See {@link HttpTarget#headers}. */
    public HttpTargetBuilder headers(List<Header> value) {
        headers = value;
        return this;
    }

    /** See {@link HttpTarget#body}. */
    public HttpTargetBuilder body(@Nullable SecretText value) {
        body = value;
        return this;
    }

    /** See {@link HttpTarget#bodyFile}. */
    public HttpTargetBuilder bodyFile(@Nullable String value) {
        bodyFile = value;
        return this;
    }

    /** See {@link HttpTarget#version}. */
    public HttpTargetBuilder version(Version value) {
        version = value;
        return this;
    }

    /** See {@link HttpTarget#connection}. */
    public HttpTargetBuilder connection(Connection value) {
        connection = value;
        return this;
    }

    /** See {@link HttpTarget#redirects}. */
    public HttpTargetBuilder redirects(Redirects value) {
        redirects = value;
        return this;
    }

    /** See {@link HttpTarget#cookies}. */
    public HttpTargetBuilder cookies(boolean value) {
        cookies = value;
        return this;
    }

    /** See {@link HttpTarget#compression}. */
    public HttpTargetBuilder compression(Compression value) {
        compression = value;
        return this;
    }

    /** See {@link HttpTarget#auth}. */
    public HttpTargetBuilder auth(@Nullable Auth value) {
        auth = value;
        return this;
    }

    /** See {@link HttpTarget#proxy}. */
    public HttpTargetBuilder proxy(@Nullable Proxy value) {
        proxy = value;
        return this;
    }

    /** See {@link HttpTarget#tls}. */
    public HttpTargetBuilder tls(Tls value) {
        tls = value;
        return this;
    }

    /** See {@link HttpTarget#network}. */
    public HttpTargetBuilder network(Network value) {
        network = value;
        return this;
    }

    /** See {@link HttpTarget#maxBodyBytes}. */
    public HttpTargetBuilder maxBodyBytes(long value) {
        maxBodyBytes = value;
        return this;
    }

    /** See {@link HttpTarget#expect}. */
    public HttpTargetBuilder expect(HttpExpectation value) {
        expect = value;
        return this;
    }

    /** The target; IllegalArgumentException if it makes no sense. */
    public HttpTarget build() {
        return new HttpTarget(
                url,
                method,
                headers,
                body,
                bodyFile,
                version,
                connection,
                redirects,
                cookies,
                compression,
                auth,
                proxy,
                tls,
                network,
                maxBodyBytes,
                expect);
    }
}
