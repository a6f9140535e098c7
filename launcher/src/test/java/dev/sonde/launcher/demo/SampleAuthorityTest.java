package dev.sonde.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SampleAuthorityTest {
    private static final Instant FROM = Instant.parse("2025-11-22T05:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-10-23T05:00:00Z");

    private final SampleAuthority authority = new SampleAuthority(FROM, UNTIL.plusSeconds(1_000));
    private final SampleAuthority.Issued issued = authority.issue(FROM, UNTIL);

    @Test
    void certificate_isReadByTheJdkAsItWasMeant() throws Exception {
        X509Certificate certificate = certificate(issued.certificatePem());

        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getNotBefore()).isEqualTo(Date.from(FROM));
        assertThat(certificate.getNotAfter()).isEqualTo(Date.from(UNTIL));
        assertThat(certificate.getIssuerX500Principal().getName()).isEqualTo("CN=Sonde demo");
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=127.0.0.1");
        assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(7, "127.0.0.1"));
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate(authority.certificatePem()).getBasicConstraints())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void certificate_isTrustedUntilItExpires() throws Exception {
        validate(UNTIL);

        assertThatThrownBy(() -> validate(UNTIL.plusSeconds(1)))
                .isInstanceOfSatisfying(
                        CertPathValidatorException.class,
                        e -> assertThat(e.getReason()).isEqualTo(CertPathValidatorException.BasicReason.EXPIRED));
    }

    @Test
    void key_isTheCertificates() throws Exception {
        String pem = issued.keyPem().replaceAll("-----[^-]+-----", "");
        byte[] text = {1, 2, 3};
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem))));
        signing.update(text);
        byte[] signature = signing.sign();

        Signature verifying = Signature.getInstance("SHA256withECDSA");
        verifying.initVerify(certificate(issued.certificatePem()));
        verifying.update(text);
        assertThat(verifying.verify(signature)).isTrue();
        assertThat(issued.toString()).doesNotContain("KEY");
    }

    @Test
    void der_usesTheShortestLengths() {
        assertThat(Der.octets(new byte[127])).startsWith(0x04, 127).hasSize(129);
        assertThat(Der.octets(new byte[128])).startsWith(0x04, 0x81, 0x80).hasSize(131);
        assertThat(Der.octets(new byte[300])).startsWith(0x04, 0x82, 0x01, 0x2C).hasSize(304);
        assertThat(Der.identifier("1.2.840.10045.4.3.2"))
                .containsExactly(0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02);
    }

    private void validate(Instant at) throws Exception {
        PKIXParameters parameters =
                new PKIXParameters(Set.of(new TrustAnchor(certificate(authority.certificatePem()), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(at));
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509")
                                .generateCertPath(List.of(certificate(issued.certificatePem()))),
                        parameters);
    }

    private static X509Certificate certificate(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}
