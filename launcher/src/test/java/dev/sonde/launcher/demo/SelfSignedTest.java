package dev.sonde.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelfSignedTest {
    private static final Instant FROM = Instant.parse("2025-11-22T05:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-10-23T05:00:00Z");

    private final SelfSigned drawn = SelfSigned.valid(FROM, UNTIL);

    @Test
    void certificate_isReadByTheJdkAsItWasMeant() throws Exception {
        X509Certificate certificate = certificate();

        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getNotBefore()).isEqualTo(Date.from(FROM));
        assertThat(certificate.getNotAfter()).isEqualTo(Date.from(UNTIL));
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=127.0.0.1");
        assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(7, "127.0.0.1"));
        certificate.verify(certificate.getPublicKey());
    }

    @Test
    void certificate_hasExpired() throws Exception {
        X509Certificate certificate = certificate();

        certificate.checkValidity(Date.from(UNTIL));
        assertThatThrownBy(() -> certificate.checkValidity(Date.from(UNTIL.plusSeconds(1))))
                .isInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void key_isTheCertificates() throws Exception {
        String pem = drawn.keyPem().replaceAll("-----[^-]+-----", "");
        byte[] text = {1, 2, 3};
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem))));
        signing.update(text);
        byte[] signature = signing.sign();

        Signature verifying = Signature.getInstance("SHA256withECDSA");
        verifying.initVerify(certificate());
        verifying.update(text);
        assertThat(verifying.verify(signature)).isTrue();
    }

    @Test
    void lengths_areInTheShortestForm() {
        assertThat(Der.octets(new byte[127])).startsWith(0x04, 127).hasSize(129);
        assertThat(Der.octets(new byte[128])).startsWith(0x04, 0x81, 0x80).hasSize(131);
        assertThat(Der.octets(new byte[300])).startsWith(0x04, 0x82, 0x01, 0x2C).hasSize(304);
        assertThat(Der.identifier("1.2.840.10045.4.3.2"))
                .containsExactly(0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02);
    }

    private X509Certificate certificate() throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(drawn.certificatePem().getBytes(StandardCharsets.US_ASCII)));
    }
}
