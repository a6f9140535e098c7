package dev.sonde.agent.target;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority for tests. Writes X.509 itself (RFC 5280, ECDSA P-256), so that tests need no tool of the
 * machine and may have any dates and names they like.
 */
public final class TestAuthority {
    private static final byte[] ECDSA_SHA256 = sequence(oid(0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02));
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private final KeyPair keys = newKeys();
    private final X509Certificate certificate;
    private long serial = 1;

    /** A server's identity, or a client's. */
    public record Identity(X509Certificate certificate, PrivateKey key, SSLContext serverContext) {
        /** Writes the certificate as PEM. */
        public Path writeCertificate(Path file) {
            try {
                return writePem(file, "CERTIFICATE", certificate.getEncoded());
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Writes the key as PEM. */
        public Path writeKey(Path file) {
            return writePem(file, "PRIVATE KEY", key.getEncoded());
        }
    }

    public TestAuthority() {
        certificate = sign("Test Authority", keys, "Test Authority", List.of(), true, Instant.EPOCH, yearsFromNow(10));
    }

    /** An identity for these names and addresses, valid for a year. */
    public Identity identity(String... names) {
        return identity(Instant.now().minus(1, ChronoUnit.DAYS), yearsFromNow(1), names);
    }

    /** An identity with these dates. */
    public Identity identity(Instant from, Instant until, String... names) {
        KeyPair server = newKeys();
        X509Certificate leaf = sign("Test Authority", server, names[0], List.of(names), false, from, until);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", server.getPrivate(), new char[0], new X509Certificate[] {leaf, certificate});
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), trustingUs(), null);
            return new Identity(leaf, server.getPrivate(), context);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's own. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Writes the authority's certificate as PEM. */
    public Path writeTo(Path file) {
        try {
            return writePem(file, "CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path writePem(Path file, String kind, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        try {
            return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TrustManager[] trustingUs() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", certificate);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static Instant yearsFromNow(int years) {
        return Instant.now().plus(365L * years, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(
            String issuer,
            KeyPair subjectKeys,
            String subject,
            List<String> names,
            boolean authority,
            Instant from,
            Instant until) {
        try {
            byte[] body = sequence(
                    tagged(0xA0, integer(BigInteger.TWO)),
                    integer(BigInteger.valueOf(serial++)),
                    ECDSA_SHA256,
                    name(issuer),
                    sequence(time(from), time(until)),
                    name(subject),
                    subjectKeys.getPublic().getEncoded(),
                    tagged(0xA3, sequence(extensions(names, authority))));
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(body);
            byte[] whole = sequence(body, ECDSA_SHA256, bits(signature.sign()));
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new java.io.ByteArrayInputStream(whole));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[][] extensions(List<String> names, boolean authority) {
        List<byte[]> extensions = new ArrayList<>();
        if (authority) {
            extensions.add(sequence(
                    oid(0x55, 0x1D, 0x13),
                    tagged(0x01, new byte[] {(byte) 0xFF}),
                    tagged(0x04, sequence(tagged(0x01, new byte[] {(byte) 0xFF})))));
        }
        if (!names.isEmpty()) {
            byte[][] alternatives =
                    names.stream().map(TestAuthority::alternative).toArray(byte[][]::new);
            extensions.add(sequence(oid(0x55, 0x1D, 0x11), tagged(0x04, sequence(alternatives))));
        }
        return extensions.toArray(byte[][]::new);
    }

    private static byte[] alternative(String name) {
        byte[] address = io.netty.util.NetUtil.createByteArrayFromIpAddressString(name);
        return address != null ? tagged(0x87, address) : tagged(0x82, name.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] name(String common) {
        byte[] text = tagged(0x0C, common.getBytes(StandardCharsets.UTF_8));
        return sequence(tagged(0x31, sequence(oid(0x55, 0x04, 0x03), text)));
    }

    private static byte[] time(Instant instant) {
        return tagged(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] integer(BigInteger value) {
        return tagged(0x02, value.toByteArray());
    }

    private static byte[] bits(byte[] content) {
        byte[] padded = new byte[content.length + 1];
        System.arraycopy(content, 0, padded, 1, content.length);
        return tagged(0x03, padded);
    }

    private static byte[] oid(int... octets) {
        byte[] content = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            content[i] = (byte) octets[i];
        }
        return tagged(0x06, content);
    }

    private static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        return tagged(0x30, content.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length & 0xFF);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
