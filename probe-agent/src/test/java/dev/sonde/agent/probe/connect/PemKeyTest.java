package dev.sonde.agent.probe.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemKeyTest {
    @ParameterizedTest
    @CsvSource({"RSA, 2048", "RSA, 4096", "EC, 256", "EC, 384", "EC, 521", "Ed25519, 255"})
    void key_inPkcs8(String algorithm, int bits) throws Exception {
        KeyPair pair = pair(algorithm, bits);

        PrivateKey read = PemKey.read(pem("PRIVATE KEY", pair.getPrivate().getEncoded()), pair.getPublic());

        assertThat(read).isEqualTo(pair.getPrivate());
    }

    /** The traditional forms are what PKCS #8 wraps: its last element's content. */
    @ParameterizedTest
    @CsvSource({"RSA, 2048", "RSA, 4096", "EC, 256", "EC, 384", "EC, 521"})
    void key_inItsTraditionalForm(String algorithm, int bits) throws Exception {
        KeyPair pair = pair(algorithm, bits);
        byte[] traditional = pkcs8Content(pair.getPrivate().getEncoded());

        PrivateKey read = PemKey.read(pem(algorithm + " PRIVATE KEY", traditional), pair.getPublic());

        assertThat(read).isEqualTo(pair.getPrivate());
    }

    @Test
    void key_afterOtherBlocks() throws Exception {
        KeyPair pair = pair("EC", 256);
        String key = new String(pem("PRIVATE KEY", pair.getPrivate().getEncoded()), StandardCharsets.US_ASCII);
        String parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";

        byte[] file = (parameters + key).getBytes(StandardCharsets.US_ASCII);

        assertThat(PemKey.read(file, pair.getPublic())).isEqualTo(pair.getPrivate());
    }

    @Test
    void key_thatIsEncryptedOrNone() throws Exception {
        KeyPair pair = pair("RSA", 2048);

        for (byte[] file : new byte[][] {
            pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3}),
            pem("PRIVATE KEY", new byte[] {1, 2, 3}),
            pem("RSA PRIVATE KEY", new byte[] {1, 2, 3}),
            pem("CERTIFICATE", new byte[] {1, 2, 3}),
            {}
        }) {
            assertThatThrownBy(() -> PemKey.read(file, pair.getPublic())).isInstanceOf(GeneralSecurityException.class);
        }
    }

    private static KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static byte[] pkcs8Content(byte[] der) {
        int at = 1 + lengthOctets(der, 1) + 3; // into the sequence, over the version
        at += 2 + der[at + 1]; // over the algorithm
        return Arrays.copyOfRange(der, at + 1 + lengthOctets(der, at + 1), der.length);
    }

    private static int lengthOctets(byte[] der, int at) {
        return der[at] >= 0 ? 1 : 1 + (der[at] & 0x7F);
    }

    private static byte[] pem(String kind, byte[] der) {
        String body = Base64.getMimeEncoder().encodeToString(der);
        return ("-----BEGIN " + kind + "-----\r\n" + body + "\r\n-----END " + kind + "-----\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
