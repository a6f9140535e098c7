package dev.sonde.agent.blackbox.module;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an HTTP client behaves, whatever it asks for.
 *
 * @param credentials null sends none
 * @param headers sent besides those of the module
 */
public record ClientSettings(
        @Nullable Credentials credentials,
        TlsSettings tls,
        boolean followRedirects,
        boolean http2,
        ProxySettings proxy,
        List<ExtraHeader> headers) {
    public static final ClientSettings DEFAULT =
            new ClientSettings(null, TlsSettings.DEFAULT, true, true, ProxySettings.NONE, List.of());

    public ClientSettings {
        headers = List.copyOf(headers);
    }

    /** Who we say we are. */
    public sealed interface Credentials {
        /** A user and a password; either may be missing. */
        record Basic(@Nullable Secret username, @Nullable Secret password) implements Credentials {}

        /** A header {@code Authorization: type credentials}. */
        record Authorization(String type, @Nullable Secret credentials) implements Credentials {}

        /**
         * A token got from elsewhere.
         *
         * @param grant {@code client_credentials}, or another that is not supported
         */
        record OAuth2(
                String grant,
                String clientId,
                @Nullable Secret clientSecret,
                List<String> scopes,
                URI tokenUrl,
                Map<String, String> parameters,
                TlsSettings tls,
                ProxySettings proxy)
                implements Credentials {
            static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

            /** Whether there is somebody here who can ask for it. */
            public boolean isSupported() {
                return !grant.equals(JWT_BEARER);
            }
        }
    }

    /** A header with one or more values. */
    public record ExtraHeader(String name, List<Secret> values) {
        public ExtraHeader {
            values = List.copyOf(values);
        }
    }

    /**
     * Whether and when a proxy is used.
     *
     * @param url null uses none
     * @param except hosts reached without it, separated by commas
     * @param fromEnvironment whether the environment decides instead
     * @param connectHeaders sent to the proxy
     */
    public record ProxySettings(
            @Nullable URI url, String except, boolean fromEnvironment, List<ExtraHeader> connectHeaders) {
        public static final ProxySettings NONE = new ProxySettings(null, "", false, List.of());

        public ProxySettings {
            connectHeaders = List.copyOf(connectHeaders);
        }
    }
}
