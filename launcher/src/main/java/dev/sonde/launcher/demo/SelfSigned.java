package dev.sonde.launcher.demo;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;

/**
 * A certificate for {@code 127.0.0.1} that nobody trusts, with its key, drawn anew for each demonstration. The JDK has no
 * API that makes one, and a key kept in the jar would be everybody's.
 *
 * @param certificatePem X.509, ECDSA over P-256
 * @param keyPem PKCS #8, not encrypted
 */
record SelfSigned(String certificatePem, String keyPem) {
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.identifier("1.2.840.10045.4.3.2"));
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";

    static SelfSigned valid(Instant from, Instant until) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            byte[] toSign = toSign(keys, from, until);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(toSign);
            byte[] certificate = Der.sequence(toSign, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
            return new SelfSigned(
                    pem("CERTIFICATE", certificate),
                    pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform signs with ECDSA over P-256", e);
        }
    }

    /** The TBSCertificate of RFC 5280, section 4.1. */
    private static byte[] toSign(KeyPair keys, Instant from, Instant until) {
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.identifier(COMMON_NAME), Der.utf8("127.0.0.1"))));
        byte[] address = Der.tagged(0x87, new byte[] {127, 0, 0, 1});
        byte[] names = Der.sequence(Der.identifier(SUBJECT_ALTERNATIVE_NAME), Der.octets(Der.sequence(address)));
        return Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(63, new SecureRandom()).setBit(62)),
                ECDSA_WITH_SHA256,
                name,
                Der.sequence(Der.time(from), Der.time(until)),
                name,
                keys.getPublic().getEncoded(),
                Der.explicit(3, Der.sequence(names)));
    }

    private static String pem(String kind, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "SelfSigned[" + certificatePem.length() + " bytes]";
    }
}
