package dev.sonde.agent.probe.connect;

import dev.sonde.contract.check.TlsVersion;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** TLS versions as the engines call them. Pure. */
public final class TlsVersions {
    private TlsVersions() {}

    /**
     * The engines' names of the versions from one to another, lowest first. IllegalArgumentException with a message for
     * people if there are none, or none that the engine may speak.
     *
     * @param newest null is the highest
     */
    public static List<String> between(TlsVersion oldest, @Nullable TlsVersion newest, Engines.Tls engine) {
        List<String> names = Arrays.stream(TlsVersion.values())
                .filter(version -> version.compareTo(oldest) >= 0 && (newest == null || version.compareTo(newest) <= 0))
                .map(TlsVersion::protocol)
                .toList();
        if (newest != null && names.isEmpty()) {
            throw new IllegalArgumentException(
                    "max_version: " + newest.label() + " (expected: at least min_version, " + oldest.label() + ")");
        }
        if (newest != null && engine == Engines.Tls.JDK && names.stream().noneMatch(spokenByPlatform()::contains)) {
            throw new IllegalArgumentException("max_version: " + newest.label()
                    + " (expected: a version that this Java platform has not disabled, such as 1.2)");
        }
        return names;
    }

    /** The YAML's word for an engine's name; the name itself if it is none of ours. */
    static String label(String name) {
        for (TlsVersion version : TlsVersion.values()) {
            if (version.protocol().equals(name)) {
                return version.label();
            }
        }
        return name;
    }

    private static List<String> spokenByPlatform() {
        try {
            return Arrays.asList(
                    SSLContext.getDefault().getDefaultSSLParameters().getProtocols());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a Java platform without TLS", e);
        }
    }
}
