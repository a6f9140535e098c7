package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Tls;
import dev.sonde.contract.check.TlsVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The block {@code tls} of every protocol that can have TLS. */
final class TlsKeys {
    static final Key<String> CA_FILE = Key.optional(
            "ca_file",
            Scalars.line(1000),
            "PEM file, on the agent's machine, with the only roots to trust; without it the platform's");
    static final Key<String> CERT_FILE = Key.optional(
            "cert_file",
            Scalars.line(1000),
            "PEM file, on the agent's machine, with the client's own certificate and what it chains to; with `key_file`");
    static final Key<String> KEY_FILE = Key.optional(
            "key_file", Scalars.line(1000), "PEM file, on the agent's machine, with the private key of `cert_file`");
    static final Key<String> SERVER_NAME = Key.optional(
            "server_name", serverName(), "name asked for by SNI and verified; without it the target's host");
    static final Key<Boolean> VERIFY = Key.withDefault(
            "verify",
            Scalars.bool(),
            String.valueOf(Tls.DEFAULT.verify()),
            "`false` accepts any certificate, and still reports its expiry");
    static final Key<TlsVersion> MIN_VERSION = Key.withDefault(
            "min_version", version(), Tls.DEFAULT_MIN_VERSION.label(), "the oldest version that is offered");
    static final Key<TlsVersion> MAX_VERSION = Key.optional(
            "max_version", version(), "the newest version that is offered; without it the newest there is");

    static final Block BLOCK =
            Block.of("tls", CA_FILE, CERT_FILE, KEY_FILE, SERVER_NAME, VERIFY, MIN_VERSION, MAX_VERSION);

    private TlsKeys() {}

    /** The record of a sound block; every default if there is none. */
    static Tls tls(@Nullable MappingView view, Problems problems) {
        if (view == null) {
            return Tls.DEFAULT;
        }
        String certFile = view.find(CERT_FILE);
        String keyFile = view.find(KEY_FILE);
        TlsVersion oldest = view.get(MIN_VERSION);
        TlsVersion newest = view.find(MAX_VERSION);
        if ((certFile == null) != (keyFile == null)) {
            Key<String> written = certFile == null ? KEY_FILE : CERT_FILE;
            Key<String> missing = certFile == null ? CERT_FILE : KEY_FILE;
            problems.error(view.place(written), written + " without " + missing, "both, or neither");
            certFile = null;
            keyFile = null;
        }
        if (newest != null && newest.compareTo(oldest) < 0) {
            problems.error(
                    view.place(MAX_VERSION),
                    "max_version: " + newest.label(),
                    "at least " + oldest.label() + ", the min_version");
            newest = null;
        }
        return new Tls(view.find(CA_FILE), certFile, keyFile, view.find(SERVER_NAME), view.get(VERIFY), oldest, newest);
    }

    static Scalar<TlsVersion> version() {
        return Scalars.word(TlsVersion::label, List.of(TlsVersion.values()));
    }

    private static Scalar<String> serverName() {
        String form = "[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?";
        return Scalar.of("host name", "a host name of letters, digits, - and .", Form.matching(form), text -> {
            if (!text.matches(form)) {
                throw new BadValueException();
            }
            return text;
        });
    }
}
