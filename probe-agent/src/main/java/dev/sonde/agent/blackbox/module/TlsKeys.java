package dev.sonde.agent.blackbox.module;

import dev.sonde.contract.yaml.Block;
import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.Problems;
import dev.sonde.contract.yaml.Scalar;
import org.jspecify.annotations.Nullable;

/** The block {@code tls_config}. */
final class TlsKeys {
    private static final Key<Secret> CA = Key.optional("ca", certificates(), "trusted roots in PEM");
    private static final Key<Secret> CA_FILE = Key.optional("ca_file", GoValues.secretFile(), "file with them");
    private static final Key<Secret> CERT = Key.optional("cert", certificates(), "our certificate in PEM");
    private static final Key<Secret> CERT_FILE = Key.optional("cert_file", GoValues.secretFile(), "file with it");
    private static final Key<Secret> KEY = Key.optional("key", GoValues.secret(), "our key in PEM");
    private static final Key<Secret> KEY_FILE = Key.optional("key_file", GoValues.secretFile(), "file with it");
    private static final Key<String> SERVER_NAME = Key.optional("server_name", GoValues.text(), "name verified");
    private static final Key<Boolean> INSECURE =
            Key.withDefault("insecure_skip_verify", GoValues.bool(), "false", "whether any certificate will do");
    private static final Key<String> MIN_VERSION = Key.optional("min_version", version(), "least version");
    private static final Key<String> MAX_VERSION = Key.optional("max_version", version(), "greatest version");

    static final Block BLOCK = Block.of(
            "tls_config", CA, CA_FILE, CERT, CERT_FILE, KEY, KEY_FILE, SERVER_NAME, INSECURE, MIN_VERSION, MAX_VERSION);
    static final Key<MappingView> TLS_CONFIG = Key.optional("tls_config", BLOCK, "how TLS is spoken");

    private TlsKeys() {}

    static TlsSettings read(@Nullable MappingView block, Problems problems) {
        if (block == null) {
            return TlsSettings.DEFAULT;
        }
        Secret ca = Exclusive.of(problems, block, CA, CA_FILE);
        Secret certificate = Exclusive.of(problems, block, CERT, CERT_FILE);
        Secret key = Exclusive.of(problems, block, KEY, KEY_FILE);
        if ((certificate == null) != (key == null)) {
            problems.error(
                    block.place(),
                    "tls_config with "
                            + (certificate == null ? "a key and no certificate" : "a certificate and no key"),
                    "both or none");
        }
        String min = written(block, MIN_VERSION);
        String max = written(block, MAX_VERSION);
        if (!min.isEmpty() && !max.isEmpty() && min.compareTo(max) > 0) {
            problems.error(block.place(MAX_VERSION), "max_version: " + max, "not below min_version " + min);
        }
        return new TlsSettings(ca, certificate, key, written(block, SERVER_NAME), !block.get(INSECURE), min, max);
    }

    private static String written(MappingView block, Key<String> key) {
        String value = block.find(key);
        return value == null ? "" : value;
    }

    private static Scalar<Secret> certificates() {
        return Scalar.of("PEM", "certificates in PEM", Secret::text);
    }

    private static Scalar<String> version() {
        return GoValues.word("TLS10", "TLS11", "TLS12", "TLS13");
    }
}
