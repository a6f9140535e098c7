package dev.sonde.collector.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sonde.collector.fleet.TokenHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostGuardTest {
    private static final Knock LOCAL = new Knock("127.0.0.1", false, "127.0.0.1:9740", null, null, null, null);

    private final PostGuard open = new PostGuard(null);
    private final PostGuard guarded = new PostGuard(TokenHash.of("the token"));

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost:9740",
        "127.0.0.2, 127.0.0.2:9740",
        "0:0:0:0:0:0:0:1, [::1]:9740",
        "::1%lo, LOCALHOST",
        "::ffff:127.0.0.1, sonde.localhost:9740"
    })
    void loopback_isAdmitted(String remote, String host) {
        Knock knock = new Knock(remote, false, host, null, null, null, null);

        assertThatCode(() -> open.admit(knock)).doesNotThrowAnyException();
        assertThatCode(() -> guarded.admit(knock)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7", "192.168.1.1", "fe80::1%eth0", "127.0.0.1.example", "", "localhost"})
    void others_areRefusedWithoutToken(String remote) {
        Knock knock = new Knock(remote, false, "sonde:9740", null, null, null, null);

        assertThat(status(open, knock)).isEqualTo(403);
        assertThat(status(guarded, knock)).isEqualTo(401);
    }

    @Test
    void others_areAdmittedWithTheToken() {
        Knock right = new Knock("10.0.0.7", false, "sonde:9740", null, null, "Bearer the token", null);
        Knock wrong = new Knock("10.0.0.7", false, "sonde:9740", null, null, "Bearer another", null);

        assertThatCode(() -> guarded.admit(right)).doesNotThrowAnyException();
        assertThat(status(guarded, wrong)).isEqualTo(401);
        assertThat(status(open, right)).isEqualTo(403);
    }

    @Test
    void wrongToken_isRefusedFromLoopbackToo() {
        assertThat(status(guarded, new Knock("127.0.0.1", false, "localhost", null, null, "Bearer x", null)))
                .isEqualTo(401);
    }

    @Test
    void loopback_isNotTrustedWhenAProxySpeaksForAnother() {
        assertThat(status(open, new Knock("127.0.0.1", true, "127.0.0.1:9740", null, null, null, null)))
                .isEqualTo(403);
    }

    @Test
    void loopback_isNotTrustedUnderANameThatMayHaveBeenRebound() {
        Knock rebound =
                new Knock("127.0.0.1", false, "evil.example:9740", "http://evil.example:9740", null, null, null);

        assertThat(status(open, rebound)).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "http://evil.example, -",
                "null, -",
                "http://127.0.0.1:80, -",
                "-, cross-site",
                "-, same-site",
                "http://127.0.0.1:9740, cross-site"
            })
    void otherSites_areRefusedWhateverTheyBear(String origin, String fetchSite) {
        Knock knock =
                new Knock("127.0.0.1", false, "127.0.0.1:9740", origin, fetchSite, "Bearer the token", Answer.JSON);

        assertThat(status(guarded, knock)).isEqualTo(403);
    }

    @Test
    void ownPages_areAdmitted() {
        Knock knock = new Knock(
                "127.0.0.1", false, "127.0.0.1:9740", "http://127.0.0.1:9740", "same-origin", null, Answer.JSON);

        assertThatCode(() -> open.admit(knock)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "multipart/form-data", "application/x-www-form-urlencoded"})
    void forms_areRefused(String contentType) {
        Knock knock = new Knock("127.0.0.1", false, "127.0.0.1:9740", null, null, null, contentType);

        assertThat(status(open, knock)).isEqualTo(415);
    }

    @Test
    void bearerToken_isReadWhateverTheCaseOfItsScheme() {
        assertThat(new Knock("", false, null, null, null, "bEARER  abc ", null).bearerToken())
                .isEqualTo("abc");
        assertThat(new Knock("", false, null, null, null, "Basic abc", null).bearerToken())
                .isNull();
        assertThat(LOCAL.bearerToken()).isNull();
    }

    private static int status(PostGuard guard, Knock knock) {
        return catchThrowableOfType(Refusal.class, () -> guard.admit(knock)).status();
    }
}
