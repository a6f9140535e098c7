package dev.sonde.collector.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.collector.notify.StandardWebhooks.Verification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector and the negative set of the specification's own libraries. */
class StandardWebhooksTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String TIMESTAMP = "1614265330";
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final Instant NOW = Instant.ofEpochSecond(1614265330);

    private final StandardWebhooks webhooks = StandardWebhooks.withSecret(SECRET);

    private Verification verify(String signatures) {
        return webhooks.verify(ID, TIMESTAMP, signatures, BODY, NOW);
    }

    @Test
    void signature_isThatOfTheVector() {
        assertThat(webhooks.sign(ID, NOW.plusMillis(999), BODY)).isEqualTo(SIGNATURE);
        assertThat(verify(SIGNATURE)).isEqualTo(Verification.VALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // the prefix stripped but the key not decoded; the whole secret as the key
                "v1,ELhqG0Ku1gwOc1f4jyKdp3SFGFLAOdJ9bvpWLciCakI=",
                "v1,TcxlhK9b6UD6iVI1ZU2tTqp8PEVfYRseNNfa6b+LcUg=",
                "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "v1,",
                "",
                " "
            })
    void otherSignature_isWrong(String signature) {
        assertThat(verify(signature)).isEqualTo(Verification.SIGNATURE_WRONG);
    }

    @Test
    void validSignatureThirdInAList_isAccepted() {
        assertThat(verify("v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,abc " + SIGNATURE))
                .isEqualTo(Verification.VALID);
    }

    @Test
    void missingHeader_isToldApart() {
        assertThat(webhooks.verify(null, TIMESTAMP, SIGNATURE, BODY, NOW)).isEqualTo(Verification.HEADER_MISSING);
        assertThat(webhooks.verify(ID, null, SIGNATURE, BODY, NOW)).isEqualTo(Verification.HEADER_MISSING);
        assertThat(webhooks.verify(ID, TIMESTAMP, null, BODY, NOW)).isEqualTo(Verification.HEADER_MISSING);
    }

    @ParameterizedTest(name = "{0} s off: {1}")
    @CsvSource({
        "300, VALID",
        "-300, VALID",
        "301, TIMESTAMP_OUT_OF_RANGE",
        "-301, TIMESTAMP_OUT_OF_RANGE",
        "0, VALID",
    })
    void timestamp_mayBeFiveMinutesOff(long seconds, Verification verification) {
        Instant sent = NOW.plusSeconds(seconds);

        assertThat(webhooks.verify(ID, Long.toString(sent.getEpochSecond()), webhooks.sign(ID, sent, BODY), BODY, NOW))
                .isEqualTo(verification);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "1614265330.5", "99999999999999999999"})
    void timestampThatIsNoNumberOfSeconds_isMalformed(String timestamp) {
        assertThat(webhooks.verify(ID, timestamp, SIGNATURE, BODY, NOW)).isEqualTo(Verification.TIMESTAMP_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-9223372036854775808", "9223372036854775807", "-1"})
    void timestampOfAnotherAge_isOutOfRange(String timestamp) {
        assertThat(webhooks.verify(ID, timestamp, SIGNATURE, BODY, NOW)).isEqualTo(Verification.TIMESTAMP_OUT_OF_RANGE);
    }

    @Test
    void changedIdTimestampOrBody_isWrong() {
        byte[] other = "{\"test\": 2432232315}".getBytes(StandardCharsets.UTF_8);

        assertThat(webhooks.verify(ID, TIMESTAMP, SIGNATURE, other, NOW)).isEqualTo(Verification.SIGNATURE_WRONG);
        assertThat(webhooks.verify(ID + "x", TIMESTAMP, SIGNATURE, BODY, NOW)).isEqualTo(Verification.SIGNATURE_WRONG);
        assertThat(webhooks.verify(ID, "1614265331", SIGNATURE, BODY, NOW)).isEqualTo(Verification.SIGNATURE_WRONG);
    }

    @Test
    void unpaddedSecret_isAccepted() {
        byte[] key = "0123456789012345678901234".getBytes(StandardCharsets.UTF_8);
        String padded = "whsec_" + Base64.getEncoder().encodeToString(key);
        String unpadded = "whsec_" + Base64.getEncoder().withoutPadding().encodeToString(key);

        assertThat(unpadded).isNotEqualTo(padded);
        assertThat(StandardWebhooks.withSecret(unpadded).sign(ID, NOW, BODY))
                .isEqualTo(StandardWebhooks.withSecret(padded).sign(ID, NOW, BODY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_not base64 at all!!"})
    void secretOfAnotherForm_isRefusedWithoutShowingIt(String secret) {
        assertThatThrownBy(() -> StandardWebhooks.withSecret(secret))
                .hasMessage("webhook secret (expected: whsec_ and 24 to 64 random bytes in base64)")
                .hasNoCause();
    }

    @Test
    void tolerance_isFiveMinutes() {
        assertThat(StandardWebhooks.TOLERANCE).isEqualTo(Duration.ofMinutes(5));
    }
}
