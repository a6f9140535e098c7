package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.connect.ClientKeys;
import dev.sonde.agent.probe.connect.Security;
import dev.sonde.agent.probe.connect.TlsDemand;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.connect.TlsProfiles;
import dev.sonde.agent.probe.connect.TlsVersions;
import dev.sonde.agent.probe.connect.TrustStore.Roots;
import dev.sonde.contract.check.Header;
import dev.sonde.contract.check.Proxy;
import dev.sonde.contract.check.Tls;
import dev.sonde.contract.secret.SecretReference;
import dev.sonde.contract.secret.SecretText;
import dev.sonde.contract.secret.UnresolvedSecretException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads on a worker what a check refers to, and keeps account of it: every secret becomes a mask, and what was read from
 * outside is read again from time to time. Belongs to one call of {@link Procedure#prepare}.
 */
public final class Preparation {
    private final ProbeSettings settings;
    private final TlsProfiles profiles;
    private final List<String> secretValues = new ArrayList<>();
    private boolean canChange;

    Preparation(ProbeSettings settings, TlsProfiles profiles) {
        this.settings = settings;
        this.profiles = profiles;
    }

    /** Prepares, and turns what is missing into a problem for people. Blocks. */
    static <N> Prepared<N> of(Procedure<N> procedure, ProbeSettings settings, TlsProfiles profiles) {
        Preparation preparation = new Preparation(settings, profiles);
        try {
            N needs = procedure.prepare(preparation);
            return new Prepared<>(needs, "", preparation.masks(), preparation.canChange);
        } catch (UnresolvedSecretException | IOException | GeneralSecurityException | IllegalArgumentException e) {
            Masks masks = preparation.masks();
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            return new Prepared<>(null, masks.apply(message), masks, true);
        }
    }

    /** What all loops share. */
    public ProbeSettings settings() {
        return settings;
    }

    /** The text with its secrets in place; each becomes a mask. */
    public String text(SecretText text) throws UnresolvedSecretException {
        for (SecretReference reference : text.references()) {
            canChange = true;
            mask(settings.secrets().resolve(new SecretText(reference.toString())));
        }
        return settings.secrets().resolve(text);
    }

    /** From now on this value is taken out of all that is told about the runs. */
    public void mask(String secretValue) {
        secretValues.add(secretValue);
    }

    /** A header's value with its secrets in place; IllegalArgumentException if it cannot be sent. */
    public String header(Header header) throws UnresolvedSecretException {
        return onOneLine("header " + header.name(), text(header.value()));
    }

    /**
     * The value itself; IllegalArgumentException if it would break out of its line.
     *
     * @param what it is the value of, for the message: {@code header X-Key}
     */
    public static String onOneLine(String what, String value) {
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException(what + ": value with a line break (expected: a single line)");
        }
        return value;
    }

    /** The value of Authorization or Proxy-Authorization for a user with a password (RFC 7617), which becomes a mask. */
    public String basic(String username, String password) {
        if (username.indexOf(':') >= 0) {
            throw new IllegalArgumentException("username: holds a colon (expected: none, RFC 7617)");
        }
        mask(password);
        String encoded =
                Base64.getEncoder().encodeToString((username + ':' + password).getBytes(StandardCharsets.UTF_8));
        mask(encoded);
        return "Basic " + encoded;
    }

    /** The proxy that a check names; null if it names none. */
    public @Nullable ProxyRoute proxy(@Nullable Proxy proxy) throws UnresolvedSecretException {
        if (proxy == null) {
            return null;
        }
        StringBuilder lines = new StringBuilder();
        boolean named = false;
        for (Header header : proxy.headers()) {
            lines.append(header.name()).append(": ").append(header(header)).append("\r\n");
            named |= header.name().equalsIgnoreCase("User-Agent");
        }
        if (!named) {
            lines.append("User-Agent: ").append(settings.userAgent()).append("\r\n");
        }
        if (proxy.username() != null) {
            String password = proxy.password() == null ? "" : text(proxy.password());
            lines.append("Proxy-Authorization: ")
                    .append(basic(text(proxy.username()), password))
                    .append("\r\n");
        }
        return new ProxyRoute(proxy.endpoint(), lines.toString());
    }

    /**
     * The content of a file, read anew each time.
     *
     * @param what the file is, for the message: {@code body file}
     * @param maxBytes a longer one is refused
     */
    public byte[] file(String what, String name, int maxBytes) throws IOException {
        canChange = true;
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path(what, name))) {
            bytes = in.readNBytes(maxBytes + 1);
        } catch (NoSuchFileException e) {
            throw new IOException(what + " " + name + ": no such file", e);
        } catch (IOException e) {
            throw new IOException(what + " " + name + ": not readable", e);
        }
        if (bytes.length > maxBytes) {
            throw new IOException(what + " " + name + ": over " + maxBytes + " bytes");
        }
        return bytes;
    }

    /**
     * A TLS profile.
     *
     * @param offers the ALPN lists that runs will offer, each set up in advance; an empty list is without ALPN
     */
    public TlsProfile tls(Tls tls, List<List<String>> offers) throws IOException, GeneralSecurityException {
        return profiles.profile(demand(tls), offers);
    }

    /**
     * A TLS profile for QUIC, whose native library is loaded for it.
     *
     * @param offered the ALPN list that runs will offer
     * @throws IOException with a message for people, also if the library does not load
     */
    public TlsProfile quic(Tls tls, List<String> offered) throws IOException, GeneralSecurityException {
        return profiles.quicProfile(demand(tls), offered);
    }

    private TlsDemand demand(Tls tls) throws IOException, GeneralSecurityException {
        Roots roots = tls.verify() ? roots(tls.caFile()) : null;
        ClientKeys.Identity identity = identity(tls.certFile(), tls.keyFile());
        List<String> versions = TlsVersions.between(
                tls.minVersion(), tls.maxVersion(), settings.engines().tls());
        return new TlsDemand(roots, identity, versions);
    }

    /**
     * How connections to a host are secured; its name is sent and verified unless the settings have another.
     *
     * @param offers by ALPN; empty is without ALPN
     */
    public Security security(Tls tls, String host, List<String> offers) throws IOException, GeneralSecurityException {
        String name = tls.serverName() == null ? host : tls.serverName();
        return Security.of(tls(tls, List.of(offers)), name, offers);
    }

    /** The platform's roots, and those in the file if one is named. */
    public Roots platformRootsAnd(@Nullable String caFile) throws IOException, GeneralSecurityException {
        if (caFile == null) {
            return settings.trust().platform();
        }
        canChange = true;
        return settings.trust().platformAnd(path("CA file", caFile));
    }

    private Roots roots(@Nullable String caFile) throws IOException, GeneralSecurityException {
        if (caFile == null) {
            return settings.trust().platform();
        }
        canChange = true;
        return settings.trust().file(path("CA file", caFile));
    }

    private ClientKeys.@Nullable Identity identity(@Nullable String certFile, @Nullable String keyFile)
            throws IOException, GeneralSecurityException {
        if (certFile == null || keyFile == null) {
            return null;
        }
        canChange = true;
        return settings.keys().read(path("certificate file", certFile), path("key file", keyFile));
    }

    private static Path path(String what, String name) throws IOException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IOException(what + " " + name + ": not a path", e);
        }
    }

    private Masks masks() {
        return secretValues.isEmpty() ? Masks.NONE : new Masks(secretValues);
    }
}
