package dev.sonde.agent.probe.connect;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** TLS versions, as the YAML spells them and as the engines do. Pure. */
public final class TlsVersions {
    private static final List<String> LABELS = List.of("1.0", "1.1", "1.2", "1.3");
    private static final List<String> NAMES = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
    private static final int LOWEST_BY_DEFAULT = 2;

    private TlsVersions() {}

    /**
     * The engines' names of the versions from one to another, lowest first. IllegalArgumentException with a message for
     * people if there is none, or none that the engine may speak.
     *
     * @param least such as {@code 1.2}; null is 1.2, or the most if that is lower
     * @param most null is the highest
     */
    public static List<String> between(@Nullable String least, @Nullable String most, Engines.Tls engine) {
        int to = most == null ? LABELS.size() - 1 : index("max_version", most);
        int from = least == null ? Math.min(LOWEST_BY_DEFAULT, to) : index("min_version", least);
        if (from > to) {
            throw new IllegalArgumentException(
                    "max_version: " + most + " (expected: at least min_version, " + least + ")");
        }
        List<String> names = NAMES.subList(from, to + 1);
        if (engine == Engines.Tls.JDK && names.stream().noneMatch(spokenByPlatform()::contains)) {
            throw new IllegalArgumentException("max_version: " + most
                    + " (expected: a version that this Java platform has not disabled, such as 1.2)");
        }
        return List.copyOf(names);
    }

    /** The YAML's word for an engine's name; the name itself if it is none of ours. */
    static String label(String name) {
        int index = NAMES.indexOf(name);
        return index < 0 ? name : LABELS.get(index);
    }

    private static int index(String key, String label) {
        int index = LABELS.indexOf(label);
        if (index < 0) {
            throw new IllegalArgumentException(key + ": " + label + " (expected: one of 1.0, 1.1, 1.2, 1.3)");
        }
        return index;
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
