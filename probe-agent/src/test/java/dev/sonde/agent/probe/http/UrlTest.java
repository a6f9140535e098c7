package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlTest {
    @ParameterizedTest
    @CsvSource({
        "http://shop.test,                     false, shop.test,   80,   /",
        "HTTPS://Shop.Test:443/a?b#c,          true,  shop.test,   443,  /a?b",
        "http://shop.test:8080?q=1,            false, shop.test,   8080, /?q=1",
        "http://user:p@ss@shop.test/,          false, shop.test,   80,   /",
        "https://[2001:DB8::1]:8443/x,         true,  2001:db8::1, 8443, /x",
        "http://my_service:9000/h,             false, my_service,  9000, /h",
        "https://bücher.test/größe?ü=ä b,      true,  xn--bcher-kva.test, 443, /gr%C3%B6%C3%9Fe?%C3%BC=%C3%A4%20b",
        "http://shop.test/%7Ea|b?x=[1],        false, shop.test,   80,   /%7Ea|b?x=[1]"
    })
    void parse_readsWhatIsAsked(String text, boolean secure, String host, int port, String target) {
        Url url = Url.parse(text);

        assertThat(url.secure()).isEqualTo(secure);
        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.target()).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        "/relative,            /relative (expected: an absolute URL)",
        "ftp://shop.test/,     ftp://shop.test/ (expected: http or https)",
        "http:shop.test,       http:shop.test (expected: a host after http://)",
        "http:///path,         host: '' (expected: a name or an address)",
        "http://a b/,          host: 'a b' (expected: a name or an address)",
        "http://shop.test:0/,  port: '0' (expected: 1 to 65535)",
        "http://shop.test:x/,  port: 'x' (expected: 1 to 65535)",
        "http://shop.test:70000/, port: '70000' (expected: 1 to 65535)"
    })
    void parse_refusesTheRest(String text, String message) {
        assertThatThrownBy(() -> Url.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    /** The examples of RFC 3986, section 5.4. */
    @ParameterizedTest
    @CsvSource({
        "g,             http://a/b/c/g",
        "./g,           http://a/b/c/g",
        "g/,            http://a/b/c/g/",
        "/g,            http://a/g",
        "//g,           http://g/",
        "?y,            http://a/b/c/d;p?y",
        "g?y,           http://a/b/c/g?y",
        "#s,            http://a/b/c/d;p?q",
        "g#s,           http://a/b/c/g",
        ";x,            http://a/b/c/;x",
        "'',            http://a/b/c/d;p?q",
        ".,             http://a/b/c/",
        "./,            http://a/b/c/",
        "..,            http://a/b/",
        "../g,          http://a/b/g",
        "../..,         http://a/",
        "../../../g,    http://a/g",
        "/./g,          http://a/g",
        "g..,           http://a/b/c/g..",
        "./g/.,         http://a/b/c/g/",
        "g/../h,        http://a/b/c/h",
        "g?y/../x,      http://a/b/c/g?y/../x",
        "https://b:1/x, https://b:1/x"
    })
    void resolve_followsTheStandard(String reference, String expected) {
        assertThat(Url.parse("http://a/b/c/d;p?q").resolve(reference)).hasToString(expected);
    }

    @Test
    void credentials_staySameHostAndNeverStepDown() {
        Url secure = Url.parse("https://shop.test/");

        assertThat(secure.mayShareCredentialsWith(Url.parse("https://SHOP.test/other")))
                .isTrue();
        assertThat(secure.mayShareCredentialsWith(Url.parse("http://shop.test/")))
                .isFalse();
        assertThat(secure.mayShareCredentialsWith(Url.parse("https://shop.test:444/")))
                .isFalse();
        assertThat(secure.mayShareCredentialsWith(Url.parse("https://shop.test.evil/")))
                .isFalse();
        assertThat(Url.parse("http://shop.test/").mayShareCredentialsWith(secure))
                .isTrue();
        assertThat(Url.parse("http://shop.test:8080/").mayShareCredentialsWith(secure))
                .isFalse();
    }

    @Test
    void toString_hidesUserInformation() {
        assertThat(Url.parse("https://user:secret@shop.test/x")).hasToString("https://shop.test/x");
    }
}
