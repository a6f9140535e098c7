package dev.sonde.agent.probe.connect;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Reads the roots that peers are verified against, and shares them between event loops. A CA file is read anew each
 * time, so a replaced one is seen; what it holds is parsed once. Blocks: not for event loops. Any thread.
 */
public final class TrustStore {
    /** Largest CA file, in bytes. */
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final int REMEMBERED = TlsProfiles.MOST;
    private static final String PLATFORM = "platform";

    private final Map<String, Roots> byIdentity = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Trusted roots.
     *
     * @param identity equal for equal roots, never empty
     * @param judge verifies chains against them; any thread
     */
    public record Roots(String identity, X509ExtendedTrustManager judge) {}

    /** The roots the Java platform trusts. */
    public synchronized Roots platform() throws GeneralSecurityException {
        Roots known = byIdentity.get(PLATFORM);
        return known != null ? known : remember(new Roots(PLATFORM, judge(null)));
    }

    /**
     * The roots in a PEM file, and no others.
     *
     * @throws IOException with a message for people if the file cannot be used
     */
    public synchronized Roots file(Path file) throws IOException, GeneralSecurityException {
        return pem(file.toString(), read(file));
    }

    /** The roots in a PEM file besides those of the platform; messages as for {@link #file}. */
    public synchronized Roots platformAnd(Path file) throws IOException, GeneralSecurityException {
        Roots more = file(file);
        String identity = PLATFORM + '+' + more.identity();
        Roots known = byIdentity.get(identity);
        if (known != null) {
            return known;
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Roots each : List.of(platform(), more)) {
            for (Certificate root : each.judge().getAcceptedIssuers()) {
                store.setCertificateEntry("root-" + number++, root);
            }
        }
        return remember(new Roots(identity, judge(store)));
    }

    /**
     * The roots in PEM that came from elsewhere than a file of their own, and no others.
     *
     * @param name of where they came from, for messages
     * @throws IOException with a message for people if they cannot be used
     */
    public synchronized Roots pem(String name, byte[] bytes) throws IOException, GeneralSecurityException {
        String identity =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        Roots known = byIdentity.get(identity);
        return known != null ? known : remember(new Roots(identity, judge(parse(name, bytes))));
    }

    private static byte[] read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new IOException("CA file " + file + ": no such file", e);
        } catch (IOException e) {
            throw new IOException("CA file " + file + ": not readable", e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new IOException("CA file " + file + ": over " + MAX_BYTES + " bytes");
        }
        return bytes;
    }

    private static KeyStore parse(String file, byte[] pem) throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> certificates;
        try {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
        } catch (CertificateException e) {
            throw new IOException("CA file " + file + ": not PEM certificates", e);
        }
        if (certificates.isEmpty()) {
            throw new IOException("CA file " + file + ": holds no certificate (expected: PEM)");
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("root-" + number++, certificate);
        }
        return store;
    }

    private static X509ExtendedTrustManager judge(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager judge) {
                return judge;
            }
        }
        throw new GeneralSecurityException("the platform has no trust manager for X.509");
    }

    private Roots remember(Roots roots) {
        byIdentity.put(roots.identity(), roots);
        if (byIdentity.size() > REMEMBERED) {
            byIdentity.remove(byIdentity.keySet().iterator().next());
        }
        return roots;
    }
}
