package dev.sonde.launcher.importer;

import dev.sonde.contract.yaml.ForeignValue.Text;
import java.util.Map;

/** The {@code client} of a Gatus endpoint as blocks of ours. One thread. */
final class GatusClient {
    private final Part client;
    private final SecretPlaces secrets;
    private final String owner;

    GatusClient(Part client, SecretPlaces secrets, String owner) {
        this.client = client;
        this.secrets = secrets;
        this.owner = owner;
    }

    /** The block {@code tls}; empty if nothing is said. */
    Draft tls() {
        Draft tls = new Draft();
        Part files = client.partOrNone("tls");
        tls.put("cert_file", files.text("certificate-file"));
        tls.put("key_file", files.text("private-key-file"));
        files.lose("not offered", "renegotiation");
        files.loseRest("not known");
        return tls.put("verify", client.is("insecure", false) ? "false" : null);
    }

    /** The block {@code network}; empty if nothing is said. */
    Draft network() {
        String network = client.text("network", "ip");
        Draft made = new Draft();
        if (network.equals("ip4") || network.equals("ip6")) {
            made.put("prefer", network).put("fallback", "false");
        }
        return made;
    }

    /** Puts {@code redirects}, {@code auth} and {@code proxy}. */
    void http(Draft http) {
        if (client.is("ignore-redirect", false)) {
            http.put("redirects", new Draft().put("follow", "false"));
        }
        String proxy = ModuleClient.blankToNull(client.text("proxy-url"));
        if (proxy != null) {
            http.putBlock("proxy", new ModuleClient(secrets, owner).proxy(proxy, client, "proxy-url"));
        }
        Part oauth2 = client.part("oauth2");
        if (oauth2 != null) {
            Draft block = http.at("auth").at("oauth2");
            block.put("token_url", oauth2.text("token-url"));
            block.put(
                    "client_id",
                    secrets.variables(
                            oauth2.place("client-id"), oauth2.name("client-id"), oauth2.text("client-id", "")));
            block.put("client_secret", secret(oauth2));
            block.put("scopes", oauth2.texts("scopes").stream().map(Text::text).toList());
            oauth2.loseRest("not known");
        }
    }

    private String secret(Part oauth2) {
        String text = oauth2.text("client-secret", "");
        return GatusText.hasVariables(text)
                ? secrets.variables(oauth2.place("client-secret"), oauth2.name("client-secret"), text)
                : secrets.value(oauth2.place("client-secret"), owner, oauth2.name("client-secret"));
    }

    /** What no check of ours can do. */
    void finish() {
        client.ignore("timeout", "insecure", "tls", "network", "ignore-redirect", "proxy-url", "oauth2");
        client.lose("names are resolved by the agent's own resolver", "dns-resolver");
        client.lose("no token of Google's is drawn", "identity-aware-proxy");
        client.lose("no check goes through an SSH tunnel", "tunnel");
        if (client.is("store-cookies", false)) {
            client.lost("store-cookies", "cookies are kept along a run's redirects, never from run to run");
        }
        client.loseRest("not known");
    }

    /** Headers with references in place of secrets. */
    Draft headers(Map<String, Text> written) {
        Draft headers = new Draft();
        written.forEach((name, value) -> {
            String text = value.text();
            headers.put(
                    name,
                    GatusText.hasVariables(text)
                            ? secrets.variables(value.place(), name, text)
                            : secrets.header(value.place(), owner, name, GatusText.plain(text)));
        });
        return headers;
    }
}
