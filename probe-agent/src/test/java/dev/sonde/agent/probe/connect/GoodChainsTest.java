package dev.sonde.agent.probe.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.agent.probe.connect.GoodChains.Under;
import dev.sonde.agent.target.TestAuthority;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** When a judgement holds, and when the chain must be judged anew. */
class GoodChainsTest {
    private static final Instant START = Instant.parse("2026-01-15T12:00:00Z");
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final X509Certificate[] SHOP = chain(START.plus(90, ChronoUnit.DAYS));

    private Instant now = START;
    private final GoodChains good = new GoodChains(() -> now.toEpochMilli());
    private int judged;

    @Test
    void check_judgesOnce() throws CertificateException {
        check("shop.test", SHOP);
        check("shop.test", SHOP.clone());

        assertThat(judged).isEqualTo(1);
    }

    @Test
    void check_judgesEachPeerVersionAndKeyExchange() throws CertificateException {
        check("shop.test", SHOP);
        check("other.test", SHOP);
        good.check("shop.test", Under.TCP, "TLSv1.2", "UNKNOWN", SHOP, () -> judged++);
        good.check("shop.test", Under.TCP, "TLSv1.3", "ECDHE_ECDSA", SHOP, () -> judged++);

        assertThat(judged).isEqualTo(4);
    }

    @Test
    void check_judgesForQuicWhatWasGoodForTcpEvenIfAllElseIsTheSame() throws CertificateException {
        check("shop.test", SHOP);
        good.check("shop.test", Under.QUIC, "TLSv1.3", "UNKNOWN", SHOP, () -> judged++);
        good.check("shop.test", Under.QUIC, "TLSv1.3", "UNKNOWN", SHOP, () -> judged++);
        good.check("shop.test", Under.QUIC, null, "UNKNOWN", SHOP, () -> judged++);

        assertThat(judged).isEqualTo(3);
    }

    @Test
    void check_judgesEveryOtherChain() throws CertificateException {
        check("shop.test", SHOP);
        check("shop.test", chain(START.plus(90, ChronoUnit.DAYS)));
        check("shop.test", new X509Certificate[] {SHOP[0]});
        check("shop.test", new X509Certificate[] {SHOP[1], SHOP[0]});

        assertThat(judged).isEqualTo(4);
    }

    @Test
    void check_neverRemembersARefusal() throws CertificateException {
        GoodChains.Judge refusing = () -> {
            judged++;
            throw new CertificateException("no");
        };
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> good.check("shop.test", Under.TCP, "TLSv1.3", "UNKNOWN", SHOP, refusing))
                    .hasMessage("no");
        }
        check("shop.test", SHOP);

        assertThat(judged).isEqualTo(4);
    }

    @Test
    void check_judgesAnewWhenACertificateExpires() throws CertificateException {
        Instant until = START.plusSeconds(60);
        X509Certificate[] ending = chain(until);
        check("shop.test", ending);

        now = until;
        check("shop.test", ending);
        assertThat(judged).isEqualTo(1);

        now = until.plusMillis(1);
        check("shop.test", ending);
        assertThat(judged).isEqualTo(2);
    }

    @Test
    void check_judgesAnewBeforeACertificateIsValid() throws CertificateException {
        check("shop.test", SHOP);
        now = START.minus(Duration.ofDays(2));
        check("shop.test", SHOP);

        assertThat(judged).isEqualTo(2);
    }

    @Test
    void check_judgesAnewAfterAWhileAndWhenTheClockIsPutBack() throws CertificateException {
        check("shop.test", SHOP);
        now = START.plusMillis(GoodChains.LIFETIME_MILLIS - 1);
        check("shop.test", SHOP);
        assertThat(judged).isEqualTo(1);

        now = START.plusMillis(GoodChains.LIFETIME_MILLIS);
        check("shop.test", SHOP);
        assertThat(judged).isEqualTo(2);

        now = now.minusMillis(1);
        check("shop.test", SHOP);
        assertThat(judged).isEqualTo(3);
    }

    @Test
    void check_judgesEachTimeWhatHasNoPlace() throws CertificateException {
        for (int i = 0; i < GoodChains.MOST; i++) {
            check("shop-" + i + ".test", SHOP);
        }
        check("late.test", SHOP);
        check("late.test", SHOP);
        check("shop-0.test", SHOP);
        assertThat(judged).isEqualTo(GoodChains.MOST + 2);

        now = START.plusMillis(GoodChains.LIFETIME_MILLIS);
        check("late.test", SHOP);
        check("late.test", SHOP);
        assertThat(judged).isEqualTo(GoodChains.MOST + 3);
    }

    private void check(String peer, X509Certificate[] chain) throws CertificateException {
        good.check(peer, Under.TCP, "TLSv1.3", "UNKNOWN", chain, () -> judged++);
    }

    private static X509Certificate[] chain(Instant until) {
        return new X509Certificate[] {
            AUTHORITY
                    .identity(START.minus(1, ChronoUnit.DAYS), until, "shop.test")
                    .certificate(),
            AUTHORITY.certificate()
        };
    }
}
