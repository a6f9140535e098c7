package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.ForeignValue;
import dev.sonde.contract.yaml.ForeignValue.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What several kinds of blackbox_exporter modules share: TLS, addresses, and the HTTP client's settings (authentication,
 * proxy, further headers). One thread.
 */
final class ModuleClient {
    private static final Map<String, String> VERSIONS =
            Map.of("TLS10", "1.0", "TLS11", "1.1", "TLS12", "1.2", "TLS13", "1.3");

    private final SecretPlaces secrets;
    private final String owner;

    /** @param owner whose secrets they are */
    ModuleClient(SecretPlaces secrets, String owner) {
        this.secrets = secrets;
        this.owner = owner;
    }

    /** The block {@code tls}; empty if nothing is said. */
    Draft tls(Part module) {
        Draft tls = new Draft();
        Part written = module.partOrNone("tls_config");
        for (String key : List.of("ca_file", "cert_file", "key_file")) {
            tls.put(key, written.text(key));
            String inline = key.substring(0, key.indexOf('_'));
            if (written.text(inline) != null) {
                written.lost(inline, "write it into a file on the agent's machine and name that as " + key);
            }
        }
        tls.put("server_name", blankToNull(written.text("server_name")));
        if (written.is("insecure_skip_verify", false)) {
            tls.put("verify", "false");
        }
        version(written, "min_version", tls);
        version(written, "max_version", tls);
        written.loseRest("not known");
        return tls;
    }

    private static void version(Part written, String key, Draft tls) {
        String version = blankToNull(written.text(key));
        if (version != null) {
            String ours = VERSIONS.get(version);
            if (ours == null) {
                written.lost(key, version + " is no version of TLS");
            }
            tls.put(key, ours);
        }
    }

    /** The block {@code network}; empty if nothing is said. */
    static Draft network(Part module) {
        Draft network = new Draft();
        String family = blankToNull(module.text("preferred_ip_protocol"));
        boolean fallback = module.is("ip_protocol_fallback", true);
        if (family != null || !fallback) {
            network.put("prefer", family == null ? "ip6" : family);
        }
        if (!fallback) {
            network.put("fallback", "false");
        }
        return network.put("source_address", blankToNull(module.text("source_ip_address")));
    }

    /** Puts {@code auth}, {@code proxy} and further headers into the block of a protocol over HTTP. */
    void http(Part client, Draft http) {
        authentication(client, http);
        proxy(client, http);
        Part more = client.part("http_headers");
        if (more == null) {
            return;
        }
        for (String name : more.keys()) {
            Part header = more.part(name);
            if (header != null) {
                furtherHeader(name, header, http);
            }
        }
    }

    /** Puts one header that is written as a block of {@code values}, {@code secrets} and {@code files}. */
    void furtherHeader(String name, Part header, Draft http) {
        List<Text> values = header.texts("values");
        List<Text> hidden = header.texts("secrets");
        List<Text> files = header.texts("files");
        if (values.size() + hidden.size() + files.size() > 1) {
            header.notes().lost(header.place(), header.name("values"), "only one value of a header is sent");
        }
        if (!values.isEmpty()) {
            Text value = values.get(0);
            http.at("headers").put(name, secrets.header(value.place(), owner, name, value.text()));
        } else if (!hidden.isEmpty()) {
            http.at("headers").put(name, secrets.value(hidden.get(0).place(), owner, name));
        } else if (!files.isEmpty()) {
            Text file = files.get(0);
            http.at("headers").put(name, secrets.file(file.place(), owner, name, file.text()));
        }
    }

    private void authentication(Part client, Draft http) {
        Part basic = client.part("basic_auth");
        Part authorization = client.part("authorization");
        Part oauth2 = client.part("oauth2");
        if (basic != null) {
            Draft auth = http.at("auth").at("basic");
            auth.put("username", user(basic));
            auth.put("password", secret(basic, "password", "password_file"));
            basic.loseRest("not known");
        }
        if (authorization != null) {
            String type = authorization.text("type", "Bearer");
            String credentials = secret(authorization, "credentials", "credentials_file");
            if (credentials != null && type.equalsIgnoreCase("Bearer")) {
                http.at("auth").put("bearer", credentials);
            } else if (credentials != null) {
                http.at("headers").put("Authorization", type + " " + credentials);
            }
            authorization.loseRest("not known");
        }
        if (client.has("bearer_token") || client.has("bearer_token_file")) {
            http.at("auth").put("bearer", secret(client, "bearer_token", "bearer_token_file"));
        }
        if (oauth2 != null) {
            oauth2(oauth2, http.at("auth").at("oauth2"));
        }
    }

    private @Nullable String user(Part basic) {
        String file = basic.text("username_file");
        String name = basic.text("username");
        return file != null
                ? secrets.file(basic.place("username_file"), owner, basic.name("username_file"), file)
                : name == null ? null : SecretPlaces.escaped(name);
    }

    private void oauth2(Part written, Draft oauth2) {
        oauth2.put("token_url", written.text("token_url"));
        oauth2.put("client_id", written.text("client_id"));
        oauth2.put("client_secret", secret(written, "client_secret", "client_secret_file"));
        oauth2.put("scopes", written.texts("scopes").stream().map(Text::text).toList());
        for (Map.Entry<String, Text> parameter :
                written.pairs("endpoint_params").entrySet()) {
            Text value = parameter.getValue();
            oauth2.at("params")
                    .put(parameter.getKey(), secrets.header(value.place(), owner, parameter.getKey(), value.text()));
        }
        String grant = written.text("grant_type", "client_credentials");
        if (!grant.isEmpty() && !grant.equals("client_credentials")) {
            written.lost("grant_type", grant + ": only client credentials are drawn");
        }
        written.loseRest("not supported for drawing a token");
    }

    private void proxy(Part client, Draft http) {
        String url = blankToNull(client.text("proxy_url"));
        if (url != null) {
            http.putBlock("proxy", proxy(url, client, "proxy_url"));
        }
        Part headers = client.part("proxy_connect_header");
        if (headers != null && url != null) {
            for (String name : headers.keys()) {
                List<Text> values = headers.texts(name);
                if (!values.isEmpty()) {
                    Text value = values.get(0);
                    http.at("proxy").at("headers").put(name, secrets.header(value.place(), owner, name, value.text()));
                }
            }
        }
        client.lose("a proxy is used by every run or by none", "no_proxy");
        if (client.is("proxy_from_environment", false)) {
            client.lost("proxy_from_environment", "name the proxy as proxy.url");
        }
    }

    /** The block {@code proxy} for a URL that may hold user and password. */
    Draft proxy(String url, Part part, String key) {
        Draft proxy = new Draft();
        UserInfo parts = UserInfo.of(url);
        proxy.put("url", parts.url());
        if (parts.user() != null) {
            proxy.put("username", SecretPlaces.escaped(parts.user()));
            proxy.put("password", secrets.value(part.place(key), owner, part.name(key) + ".password"));
        }
        return proxy;
    }

    /** A reference in place of a secret, which stands there or in another file; null if there is none. */
    @Nullable
    String secret(Part part, String key, String fileKey) {
        ForeignValue value = part.value(key);
        String file = part.text(fileKey);
        if (file != null && !file.isEmpty()) {
            return secrets.file(part.place(fileKey), owner, part.name(fileKey), file);
        }
        return value == null ? null : secrets.value(value.place(), owner, part.name(key));
    }

    static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** The texts of a list of expressions and the like. */
    static List<String> all(Part part, String key) {
        Map<String, Boolean> distinct = new LinkedHashMap<>();
        part.texts(key).forEach(text -> distinct.put(text.text(), true));
        return List.copyOf(distinct.keySet());
    }
}
