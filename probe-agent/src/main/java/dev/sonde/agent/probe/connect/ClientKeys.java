package dev.sonde.agent.probe.connect;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the certificates and keys that we show to peers, and shares them between event loops. Files are read anew each
 * time, so replaced ones are seen; what they hold is parsed once. Blocks: not for event loops. Any thread.
 */
public final class ClientKeys {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int REMEMBERED = TlsProfiles.MOST;
    private static final byte[] ANY_TEXT = {1, 2, 3};

    private final Map<String, Identity> byDigest = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * A certificate with its key. Printing shows neither.
     *
     * @param digest equal for equal contents
     * @param chain our own certificate, then those that signed it
     */
    public record Identity(String digest, PrivateKey key, List<X509Certificate> chain) {
        @Override
        public String toString() {
            return "identity " + digest;
        }
    }

    /**
     * A certificate and its key.
     *
     * @param certificates PEM, our own first
     * @param key PEM, not encrypted: PKCS #8, or the traditional form of RSA and EC keys
     * @throws IOException with a message for people if the files cannot be used, or do not belong together
     */
    public synchronized Identity read(Path certificates, Path key) throws IOException, GeneralSecurityException {
        return pem(
                certificates.toString(),
                bytes("certificate file", certificates),
                key.toString(),
                bytes("key file", key));
    }

    /**
     * The same in PEM that came from elsewhere than files of their own.
     *
     * @param certificates and
     * @param key name where they came from, for messages
     */
    public synchronized Identity pem(String certificates, byte[] certificateBytes, String key, byte[] keyBytes)
            throws IOException, GeneralSecurityException {
        MessageDigest hash = MessageDigest.getInstance("SHA-256");
        hash.update(MessageDigest.getInstance("SHA-256").digest(certificateBytes));
        String digest = HexFormat.of().formatHex(hash.digest(keyBytes));
        Identity known = byDigest.get(digest);
        if (known != null) {
            return known;
        }
        List<X509Certificate> chain = chain(certificates, certificateBytes);
        PublicKey certified = chain.get(0).getPublicKey();
        Identity read = new Identity(digest, key(key, keyBytes, certified), chain);
        if (!belongTogether(read.key(), certified)) {
            throw new IOException("key file " + key + ": not the key of the first certificate in " + certificates);
        }
        byDigest.put(digest, read);
        if (byDigest.size() > REMEMBERED) {
            byDigest.remove(byDigest.keySet().iterator().next());
        }
        return read;
    }

    private static byte[] bytes(String what, Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new IOException(what + " " + file + ": no such file", e);
        } catch (IOException e) {
            throw new IOException(what + " " + file + ": not readable", e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new IOException(what + " " + file + ": over " + MAX_BYTES + " bytes");
        }
        return bytes;
    }

    private static List<X509Certificate> chain(String file, byte[] pem) throws IOException, GeneralSecurityException {
        List<X509Certificate> chain;
        try {
            chain = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IOException("certificate file " + file + ": not PEM certificates", e);
        }
        if (chain.isEmpty()) {
            throw new IOException("certificate file " + file + ": holds no certificate (expected: PEM)");
        }
        return chain;
    }

    private static PrivateKey key(String file, byte[] pem, PublicKey certified) throws IOException {
        try {
            return PemKey.read(pem, certified);
        } catch (GeneralSecurityException e) { // not told further: its message may quote the key
            throw new IOException("key file " + file + ": holds no usable key (expected: PEM, not encrypted)");
        }
    }

    private static boolean belongTogether(PrivateKey key, PublicKey certified) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(ANY_TEXT);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(ANY_TEXT);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
