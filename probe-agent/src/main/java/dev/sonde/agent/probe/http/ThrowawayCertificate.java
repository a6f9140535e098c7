package dev.sonde.agent.probe.http;

import dev.sonde.agent.probe.connect.Der;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import javax.net.ssl.KeyManagerFactory;

/**
 * A certificate that signs itself, with a key made here and forgotten with the object: for the rehearsal's own server,
 * which nobody else talks to. Written by hand (X.509 version 1) because the platform reads certificates and writes none.
 */
final class ThrowawayCertificate {
    private static final byte[] SERIAL_ONE = {2, 1, 1};
    private static final byte[] OID_COMMON_NAME = {6, 3, 0x55, 4, 3};
    private static final byte[] OID_ECDSA_SHA256 = {6, 8, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 4, 3, 2};
    private static final char[] NO_PASSWORD = {};

    private final KeyManagerFactory keys;
    private final X509Certificate certificate;

    ThrowawayCertificate(String name) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        certificate = selfSigned(name, pair);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("key", pair.getPrivate(), NO_PASSWORD, new X509Certificate[] {certificate});
        keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
    }

    KeyManagerFactory keys() {
        return keys;
    }

    X509Certificate certificate() {
        return certificate;
    }

    private static X509Certificate selfSigned(String name, KeyPair pair) throws GeneralSecurityException {
        byte[] algorithm = Der.element(Der.SEQUENCE, OID_ECDSA_SHA256);
        byte[] common = Der.element(
                Der.SEQUENCE, OID_COMMON_NAME, Der.element(Der.UTF8, name.getBytes(StandardCharsets.UTF_8)));
        byte[] subject = Der.element(Der.SEQUENCE, Der.element(Der.SET, common));
        byte[] validity = Der.element(Der.SEQUENCE, time("20000101000000Z"), time("99991231235959Z"));
        byte[] body = Der.element(
                Der.SEQUENCE,
                SERIAL_ONE,
                algorithm,
                subject,
                validity,
                subject,
                pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(body);
        byte[] whole =
                Der.element(Der.SEQUENCE, body, algorithm, Der.element(Der.BITS, new byte[] {0}, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] time(String text) {
        return Der.element(Der.GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }
}
