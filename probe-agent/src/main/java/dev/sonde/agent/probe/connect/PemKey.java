package dev.sonde.agent.probe.connect;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads private keys in PEM: PKCS #8 (RFC 5958), which the platform understands, and the traditional forms of RSA (PKCS #1)
 * and EC keys (RFC 5915), which lack the name of their algorithm. That name is the certificate's, so they are wrapped into
 * PKCS #8 with it. Pure.
 */
final class PemKey {
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN (RSA |EC |)PRIVATE KEY-----\\s*([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "DSA");
    private static final byte[] VERSION = {2, 1, 0};

    private PemKey() {}

    /**
     * The first key in a PEM file that is not encrypted.
     *
     * @param certified the public key it should belong to
     */
    static PrivateKey read(byte[] pem, PublicKey certified) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        if (!block.find()) {
            throw new InvalidKeyException("no key in clear");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("not Base64", e);
        }
        if (block.group(1).isEmpty()) {
            return pkcs8(der);
        }
        byte[] wrapped =
                Der.element(Der.SEQUENCE, VERSION, algorithm(certified.getEncoded()), Der.element(Der.OCTETS, der));
        return KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(wrapped));
    }

    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        InvalidKeyException refusal = new InvalidKeyException("of no known algorithm");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) { // of another algorithm
                refusal.addSuppressed(e);
            }
        }
        throw refusal;
    }

    /** The first element of a public key's encoding (X.509, SubjectPublicKeyInfo). */
    private static byte[] algorithm(byte[] publicKey) {
        int begin = 1 + lengthOctets(publicKey, 1);
        int length = publicKey[begin + 1]; // far below 128, the longest being a curve's name
        byte[] algorithm = new byte[2 + length];
        System.arraycopy(publicKey, begin, algorithm, 0, algorithm.length);
        return algorithm;
    }

    private static int lengthOctets(byte[] der, int at) {
        return der[at] >= 0 ? 1 : 1 + (der[at] & 0x7F);
    }
}
