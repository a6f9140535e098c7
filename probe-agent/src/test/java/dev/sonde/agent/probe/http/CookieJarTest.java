package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CookieJarTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Url SHOP = Url.parse("https://www.shop.test/cart/add?x=1");

    private final CookieJar jar = new CookieJar();

    @Test
    void cookie_goesBackToItsHostAndPath() {
        take("id=7; HttpOnly");

        assertThat(jar.header(SHOP)).isEqualTo("id=7");
        assertThat(at("https://www.shop.test/cart")).isEqualTo("id=7");
        assertThat(at("https://www.shop.test/cart/")).isEqualTo("id=7");
        assertThat(at("https://www.shop.test/cartoon")).isEmpty();
        assertThat(at("https://www.shop.test/")).isEmpty();
        assertThat(at("https://shop.test/cart/")).isEmpty();
        assertThat(at("https://a.www.shop.test/cart/")).isEmpty();
    }

    @Test
    void domain_widensItToHostsBelow() {
        take("id=7; Domain=.SHOP.test; Path=/");

        assertThat(at("http://api.shop.test/")).isEqualTo("id=7");
        assertThat(at("http://shop.test/")).isEqualTo("id=7");
        assertThat(at("http://myshop.test/")).isEmpty();
    }

    @Test
    void domain_ofOthersIsRefused() {
        take("a=1; Domain=bank.test", "b=2; Domain=test", "c=3; Domain=other.www.shop.test");
        jar.take(Url.parse("http://10.1.2.3/"), List.of("d=4; Domain=2.3"), NOW);

        assertThat(jar.header(SHOP)).isEmpty();
        assertThat(at("http://bank.test/")).isEmpty();
        assertThat(at("http://10.9.2.3/")).isEmpty();
    }

    @Test
    void secure_isNeitherSentNorSetInClearText() {
        take("id=7; Path=/; Secure");
        jar.take(Url.parse("http://www.shop.test/"), List.of("no=1; Secure"), NOW);

        assertThat(at("http://www.shop.test/")).isEmpty();
        assertThat(at("https://www.shop.test/")).isEqualTo("id=7");
    }

    @Test
    void prefixes_keepTheirPromise() {
        take(
                "__Host-a=1; Secure; Path=/",
                "__Host-b=2; Secure; Path=/; Domain=www.shop.test",
                "__Host-c=3; Path=/",
                "__Secure-d=4; Path=/");

        assertThat(at("https://www.shop.test/")).isEqualTo("__Host-a=1");
    }

    @Test
    void cookie_isReplacedAndForgotten() {
        take("id=7; Path=/", "id=8; Path=/");
        assertThat(jar.header(SHOP)).isEqualTo("id=8");

        take("id=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        assertThat(jar.header(SHOP)).isEmpty();

        take(
                "id=9; Path=/; Expires=Wed, 01-Jan-2031 00:00:00 GMT",
                "x=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        assertThat(jar.header(SHOP)).isEqualTo("x=1; id=9");

        take("id=9; Path=/; Max-Age=0", "x=; Max-Age=-1");
        assertThat(jar.header(SHOP)).isEmpty();
    }

    @Test
    void longerPaths_comeFirst() {
        take("a=1; Path=/", "b=2; Path=/cart/add", "c=3; Path=/cart");

        assertThat(jar.header(SHOP)).isEqualTo("b=2; c=3; a=1");
    }

    @Test
    void nonsense_isIgnored() {
        take("", "=1", "novalue", "a\u0001=1", "b=" + "x".repeat(CookieJar.LONGEST), "c=\rX-Evil: 1");

        assertThat(jar.header(SHOP)).isEmpty();
    }

    @Test
    void number_isBounded() {
        jar.take(
                SHOP,
                IntStream.range(0, 10_000).mapToObj(i -> "c" + i + "=" + i).toList(),
                NOW);

        String header = jar.header(SHOP);
        assertThat(header.split("; ")).hasSize(CookieJar.MOST);
        assertThat(header).endsWith("c9999=9999");
    }

    private void take(String... lines) {
        jar.take(SHOP, List.of(lines), NOW);
    }

    private String at(String url) {
        return jar.header(Url.parse(url));
    }
}
