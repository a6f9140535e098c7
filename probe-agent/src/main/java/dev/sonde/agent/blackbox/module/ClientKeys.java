package dev.sonde.agent.blackbox.module;

import dev.sonde.agent.blackbox.module.ClientSettings.Credentials;
import dev.sonde.agent.blackbox.module.ClientSettings.ExtraHeader;
import dev.sonde.agent.blackbox.module.ClientSettings.ProxySettings;
import dev.sonde.contract.yaml.BadValueException;
import dev.sonde.contract.yaml.Block;
import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.ListShape;
import dev.sonde.contract.yaml.MapShape;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.Problems;
import dev.sonde.contract.yaml.Scalar;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of an HTTP client, inline in {@code http} and below {@code http_config} of {@code websocket}. */
final class ClientKeys {
    /** Set by the client itself or by keys of their own. */
    private static final Set<String> RESERVED = Set.of(
            "accept-encoding",
            "authorization",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "host",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "user-agent",
            "www-authenticate",
            "x-amz-content-sha256",
            "x-amz-date",
            "x-amz-security-token",
            "x-prometheus-remote-read-version",
            "x-prometheus-remote-write-version",
            "x-prometheus-scrape-timeout-seconds");

    private static final Key<Secret> USERNAME = Key.optional("username", plainText(), "user");
    private static final Key<Secret> USERNAME_FILE =
            Key.optional("username_file", GoValues.secretFile(), "file with it");
    private static final Key<Secret> PASSWORD = Key.optional("password", GoValues.secret(), "password");
    private static final Key<Secret> PASSWORD_FILE =
            Key.optional("password_file", GoValues.secretFile(), "file with it");
    private static final Key<MappingView> BASIC_AUTH = Key.optional(
            "basic_auth",
            Block.of("basic_auth", USERNAME, USERNAME_FILE, PASSWORD, PASSWORD_FILE),
            "a user and a password");

    private static final Key<String> TYPE =
            Key.withDefault("type", authorizationType(), "Bearer", "first word of the header");
    private static final Key<Secret> CREDENTIALS = Key.optional("credentials", GoValues.secret(), "rest of the header");
    private static final Key<Secret> CREDENTIALS_FILE =
            Key.optional("credentials_file", GoValues.secretFile(), "file with it");
    private static final Key<MappingView> AUTHORIZATION = Key.optional(
            "authorization",
            Block.of("authorization", TYPE, CREDENTIALS, CREDENTIALS_FILE),
            "the header Authorization");

    private static final Key<Secret> BEARER_TOKEN = Key.optional("bearer_token", GoValues.secret(), "bearer token");
    private static final Key<Secret> BEARER_TOKEN_FILE =
            Key.optional("bearer_token_file", GoValues.secretFile(), "file with it");

    private static final Key<URI> PROXY_URL =
            Key.optional("proxy_url", GoValues.url("http", "https", "socks5", "socks5h"), "the proxy");
    private static final Key<String> NO_PROXY = Key.optional("no_proxy", GoValues.text(), "hosts reached without it");
    private static final Key<Boolean> PROXY_FROM_ENVIRONMENT =
            Key.optional("proxy_from_environment", GoValues.bool(), "whether the environment names the proxy");
    private static final Key<Map<String, List<Secret>>> PROXY_CONNECT_HEADER = Key.optional(
            "proxy_connect_header",
            MapShape.of(GoValues.text(), ListShape.repeatable(GoValues.secret())),
            "headers for the proxy");

    private static final Key<String> CLIENT_ID = Key.optional("client_id", GoValues.text(), "who asks for the token");
    private static final Key<Secret> CLIENT_SECRET = Key.optional("client_secret", GoValues.secret(), "its secret");
    private static final Key<Secret> CLIENT_SECRET_FILE =
            Key.optional("client_secret_file", GoValues.secretFile(), "file with it");
    private static final Key<List<String>> SCOPES = Key.optional("scopes", GoValues.texts(), "what it is for");
    private static final Key<URI> TOKEN_URL =
            Key.optional("token_url", GoValues.url("http", "https"), "where the token is got");
    private static final Key<Map<String, String>> ENDPOINT_PARAMS =
            Key.optional("endpoint_params", GoValues.textsByName(), "more parameters of that request");
    private static final Key<String> GRANT_TYPE = Key.withDefault(
            "grant_type",
            GoValues.word("client_credentials", Credentials.OAuth2.JWT_BEARER, ""),
            "client_credentials",
            "the grant");
    private static final Key<String> CERTIFICATE_KEY_ID =
            Key.optional("client_certificate_key_id", GoValues.text(), "names the key of grant jwt-bearer");
    private static final Key<Secret> CERTIFICATE_KEY =
            Key.optional("client_certificate_key", GoValues.secret(), "the key of grant jwt-bearer");
    private static final Key<Secret> CERTIFICATE_KEY_FILE =
            Key.optional("client_certificate_key_file", GoValues.secretFile(), "file with it");
    private static final Key<String> SIGNATURE_ALGORITHM =
            Key.optional("signature_algorithm", GoValues.text(), "how grant jwt-bearer signs");
    private static final Key<String> ISS = Key.optional("iss", GoValues.text(), "who signs");
    private static final Key<String> AUDIENCE = Key.optional("audience", GoValues.text(), "for whom");
    private static final Key<Map<String, String>> CLAIMS =
            Key.optional("claims", GoValues.textsByName(), "what else is signed");
    private static final Key<MappingView> OAUTH2 = Key.optional(
            "oauth2",
            Block.of(
                    "oauth2",
                    CLIENT_ID,
                    CLIENT_SECRET,
                    CLIENT_SECRET_FILE,
                    SCOPES,
                    TOKEN_URL,
                    ENDPOINT_PARAMS,
                    GRANT_TYPE,
                    CERTIFICATE_KEY_ID,
                    CERTIFICATE_KEY,
                    CERTIFICATE_KEY_FILE,
                    SIGNATURE_ALGORITHM,
                    ISS,
                    AUDIENCE,
                    CLAIMS,
                    TlsKeys.TLS_CONFIG,
                    PROXY_URL,
                    NO_PROXY,
                    PROXY_FROM_ENVIRONMENT,
                    PROXY_CONNECT_HEADER),
            "a token got by OAuth 2");

    private static final Key<List<String>> VALUES = Key.optional("values", GoValues.texts(), "values");
    private static final Key<List<Secret>> SECRETS =
            Key.optional("secrets", ListShape.repeatable(GoValues.secret()), "secret values");
    private static final Key<List<Secret>> FILES =
            Key.optional("files", ListShape.repeatable(GoValues.secretFile()), "files with values");
    private static final Block HEADER = Block.of("header", VALUES, SECRETS, FILES);
    private static final Key<Map<String, MappingView>> HTTP_HEADERS =
            Key.optional("http_headers", MapShape.of(headerName(), HEADER), "headers sent besides the module's own");

    private static final Key<Boolean> FOLLOW_REDIRECTS =
            Key.withDefault("follow_redirects", GoValues.bool(), "true", "whether redirects are followed");
    private static final Key<Boolean> ENABLE_HTTP2 =
            Key.withDefault("enable_http2", GoValues.bool(), "true", "whether HTTP/2 is offered");

    /** Headers of a WebSocket handshake: any name. */
    static final Key<Map<String, MappingView>> HANDSHAKE_HEADERS =
            Key.optional("headers", MapShape.of(GoValues.text(), HEADER.orSingle(VALUES)), "headers of the handshake");

    static final Block BLOCK = Block.of("http_config", keys().toArray(Key<?>[]::new));

    private ClientKeys() {}

    /** All of them, to be put beside others. */
    static Stream<Key<?>> keys() {
        return Stream.of(
                BASIC_AUTH,
                AUTHORIZATION,
                OAUTH2,
                BEARER_TOKEN,
                BEARER_TOKEN_FILE,
                TlsKeys.TLS_CONFIG,
                FOLLOW_REDIRECTS,
                ENABLE_HTTP2,
                PROXY_URL,
                NO_PROXY,
                PROXY_FROM_ENVIRONMENT,
                PROXY_CONNECT_HEADER,
                HTTP_HEADERS);
    }

    static ClientSettings read(@Nullable MappingView block, Problems problems) {
        if (block == null) {
            return ClientSettings.DEFAULT;
        }
        return new ClientSettings(
                credentials(block, problems),
                TlsKeys.read(block.find(TlsKeys.TLS_CONFIG), problems),
                block.get(FOLLOW_REDIRECTS),
                block.get(ENABLE_HTTP2),
                proxy(block, problems),
                headers(block.find(HTTP_HEADERS)));
    }

    static boolean http2(MappingView block) {
        return block.get(ENABLE_HTTP2);
    }

    private static @Nullable Credentials credentials(MappingView block, Problems problems) {
        Secret token = Exclusive.of(problems, block, BEARER_TOKEN, BEARER_TOKEN_FILE);
        List<Key<?>> written = new ArrayList<>();
        for (Key<?> key : List.of(BASIC_AUTH, AUTHORIZATION, OAUTH2)) {
            if (block.isWritten(key)) {
                written.add(key);
            }
        }
        if (token != null) {
            written.add(block.isWritten(BEARER_TOKEN) ? BEARER_TOKEN : BEARER_TOKEN_FILE);
        }
        Exclusive.check(problems, block, written);
        MappingView basic = block.find(BASIC_AUTH);
        if (basic != null) {
            return new Credentials.Basic(
                    Exclusive.of(problems, basic, USERNAME, USERNAME_FILE),
                    Exclusive.of(problems, basic, PASSWORD, PASSWORD_FILE));
        }
        MappingView authorization = block.find(AUTHORIZATION);
        if (authorization != null) {
            return new Credentials.Authorization(
                    authorization.get(TYPE), Exclusive.of(problems, authorization, CREDENTIALS, CREDENTIALS_FILE));
        }
        MappingView oauth2 = block.find(OAUTH2);
        if (oauth2 != null) {
            return oauth2(oauth2, problems);
        }
        return token == null ? null : new Credentials.Authorization("Bearer", token);
    }

    private static Credentials.@Nullable OAuth2 oauth2(MappingView block, Problems problems) {
        String clientId = block.find(CLIENT_ID);
        URI tokenUrl = block.find(TOKEN_URL);
        Secret clientSecret = Exclusive.of(problems, block, CLIENT_SECRET, CLIENT_SECRET_FILE);
        if (clientId == null || clientId.isEmpty()) {
            problems.error(block.place(CLIENT_ID), "oauth2 without client_id", "text");
        }
        if (tokenUrl == null) {
            problems.error(block.place(TOKEN_URL), "oauth2 without token_url", "a URL");
            return null;
        }
        List<String> scopes = block.find(SCOPES);
        Map<String, String> parameters = block.find(ENDPOINT_PARAMS);
        return new Credentials.OAuth2(
                block.get(GRANT_TYPE),
                String.valueOf(clientId),
                clientSecret,
                scopes == null ? List.of() : scopes,
                tokenUrl,
                parameters == null ? Map.of() : parameters,
                TlsKeys.read(block.find(TlsKeys.TLS_CONFIG), problems),
                proxy(block, problems));
    }

    private static ProxySettings proxy(MappingView block, Problems problems) {
        URI url = block.find(PROXY_URL);
        String written = block.find(NO_PROXY);
        String except = written == null ? "" : written;
        boolean fromEnvironment = Boolean.TRUE.equals(block.find(PROXY_FROM_ENVIRONMENT));
        Map<String, List<Secret>> headers = block.find(PROXY_CONNECT_HEADER);
        if (fromEnvironment && (url != null || !except.isEmpty())) {
            problems.error(
                    block.place(PROXY_FROM_ENVIRONMENT),
                    "proxy_from_environment together with " + (url != null ? "proxy_url" : "no_proxy"),
                    "only one of them");
        }
        if (!fromEnvironment && url == null && !except.isEmpty()) {
            problems.error(block.place(NO_PROXY), "no_proxy without proxy_url", "both or none");
        }
        if (!fromEnvironment && url == null && headers != null && !headers.isEmpty()) {
            problems.error(
                    block.place(PROXY_CONNECT_HEADER),
                    "proxy_connect_header without proxy_url",
                    "a proxy that they are sent to");
        }
        List<ExtraHeader> connectHeaders = new ArrayList<>();
        if (headers != null) {
            headers.forEach((name, values) -> connectHeaders.add(new ExtraHeader(name, values)));
        }
        return new ProxySettings(url, except, fromEnvironment, connectHeaders);
    }

    static List<ExtraHeader> headers(@Nullable Map<String, MappingView> written) {
        List<ExtraHeader> headers = new ArrayList<>();
        if (written != null) {
            written.forEach((name, block) -> {
                List<Secret> values = new ArrayList<>();
                List<String> plain = block.find(VALUES);
                if (plain != null) {
                    plain.forEach(value -> values.add(Secret.text(value)));
                }
                List<Secret> secrets = block.find(SECRETS);
                values.addAll(secrets == null ? List.of() : secrets);
                List<Secret> files = block.find(FILES);
                values.addAll(files == null ? List.of() : files);
                headers.add(new ExtraHeader(name, values));
            });
        }
        return headers;
    }

    private static Scalar<Secret> plainText() {
        return Scalar.of("text", "text", Secret::text);
    }

    private static Scalar<String> authorizationType() {
        return Scalar.of("word", "a word such as Bearer; not Basic", text -> {
            if (text.strip().equalsIgnoreCase("basic")) {
                throw new BadValueException(null, "another word; basic_auth is for Basic");
            }
            return text.strip();
        });
    }

    private static Scalar<String> headerName() {
        return Scalar.of("header name", "a header name", text -> {
            if (RESERVED.contains(text.toLowerCase(Locale.ROOT))) {
                throw new BadValueException(null, "a header that has no key of its own and is not the client's");
            }
            return text;
        });
    }
}
