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
 * A certificate authority for one demonstration, whose keys are drawn anew and forgotten with the process. Written by hand
 * because the JDK has no API that makes certificates, and a key kept in the jar would be everybody's. X.509 version 3,
 * ECDSA over P-256.
 */
final class SampleAuthority {
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.identifier("1.2.840.10045.4.3.2"));
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final byte[] NAME = name("Sonde demo");

    private final KeyPair keys = drawKeys();
    private final byte[] certificate;

    /** An authority of this validity. */
    SampleAuthority(Instant from, Instant until) {
        byte[] isAuthority = Der.sequence(Der.bool(true));
        certificate = signed(
                NAME,
                keys,
                from,
                until,
                Der.sequence(Der.identifier(BASIC_CONSTRAINTS), Der.bool(true), Der.octets(isAuthority)));
    }

    /** A certificate with its key, both PEM; the key is PKCS #8, not encrypted. */
    record Issued(String certificatePem, String keyPem) {
        /** Never the key. */
        @Override
        public String toString() {
            return "Issued[" + certificatePem.length() + " characters]";
        }
    }

    /** The authority's own certificate. */
    String certificatePem() {
        return pem("CERTIFICATE", certificate);
    }

    /** A certificate for 127.0.0.1. */
    Issued issue(Instant from, Instant until) {
        KeyPair subject = drawKeys();
        byte[] address = Der.tagged(0x87, new byte[] {127, 0, 0, 1});
        byte[] names = Der.sequence(Der.identifier(SUBJECT_ALTERNATIVE_NAME), Der.octets(Der.sequence(address)));
        return new Issued(
                pem("CERTIFICATE", signed(name("127.0.0.1"), subject, from, until, names)),
                pem("PRIVATE KEY", subject.getPrivate().getEncoded()));
    }

    /** RFC 5280, section 4.1, with one extension. */
    private byte[] signed(byte[] subject, KeyPair subjectKeys, Instant from, Instant until, byte[] extension) {
        byte[] toSign = Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(63, new SecureRandom()).setBit(62)),
                ECDSA_WITH_SHA256,
                NAME,
                Der.sequence(Der.time(from), Der.time(until)),
                subject,
                subjectKeys.getPublic().getEncoded(),
                Der.explicit(3, Der.sequence(extension)));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(toSign);
            return Der.sequence(toSign, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform signs with ECDSA", e);
        }
    }

    private static KeyPair drawKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has the curve P-256", e);
        }
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.identifier(COMMON_NAME), Der.utf8(commonName))));
    }

    private static String pem(String kind, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }
}
